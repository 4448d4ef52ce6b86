import { existsSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { configSchema } from "../../src/config/schema.ts";
import { problemsOf } from "../support/mark.ts";

const page = new URL("../../spec/lbc.schema.json", import.meta.url);
test("spec/lbc.schema.json knows the rules; `npm run bless` rewrites it", () => {
  if (process.env["LBC_BLESS"] === "1") writeFileSync(page, configSchema());
  expect(existsSync(page) ? readFileSync(page, "utf8") : "").toBe(configSchema());
});

const tie = `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.100 { virtual_router_id 51; director lvs1 priority 100; director lvs2 priority 100 }
`;
const found = (config: string) =>
  problemsOf(tie, { "lbc.json": config }).map(({ code, severity, span }) => {
    const at = span.source.text.slice(span.start, span.end);
    return `${severity} ${code} ${span.source.name} ${at}`;
  });

describe("lbc.json", () => {
  test.each([
    ["{}", ["error vrrp/priority-tie topo.lb 100"]],
    ['\uFEFF{"$schema": "x"}', ["error vrrp/priority-tie topo.lb 100"]],
    ['{"rules": {"vrrp/priority-tie": "off"}}', []],
    ['{"rules": {"vrrp/priority-tie": "info"}}', ["info vrrp/priority-tie topo.lb 100"]],
    ['{"rules": {"vrrp/priority-tie": {"severity": "warning"}}}', ["warning vrrp/priority-tie topo.lb 100"]],
    ['{"rules": {"vrrp/priority-tei": "off"}}', ['error config/rule lbc.json "vrrp/priority-tei"']],
    ['{"rules": {"vrrp/priority-tie": {"options": {"n": 1}}}}', ['error config/rule lbc.json "n"']],
    ['{"rules": {"vrrp/priority-tie": "fatal"}}', ['error config/schema lbc.json "fatal"']],
    ['{"rule": {}}', ['error config/schema lbc.json {"rule": {}}']],
    ["// a comment\n{}", ["error config/json lbc.json // a comment"]],
    ['{"\u0001": 1}', ['error config/json lbc.json "\u0001"']],
    ["{,}", ["error config/json lbc.json ,"]],
    ["", ["error config/json lbc.json "]],
  ])("%s", (config, expected) => {
    expect(found(config)).toEqual(expected);
  });

  test("any text is read or refused", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readConfig(text)));
  });
});
