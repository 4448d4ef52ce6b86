/** `lbc reach`, as the page shows it. */
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, write } = inFolder();
const page = readFileSync(new URL("../../spec/reach.md", import.meta.url), "utf8");

test("the page shows what is printed", async () => {
  write(/```lb\n([^]*?)```/.exec(page)?.[1] ?? "");
  const shown = [...page.matchAll(/```text\n\$ lbc (.*)\n([^]*?)```/g)];
  expect(shown).toHaveLength(2);
  for (const [, command = "", output] of shown)
    expect(await lbc(...command.split(" "))).toEqual({ code: 0, out: output, err: "" });
});

test("JSON fits its schema", async () => {
  write(/```lb\n([^]*?)```/.exec(page)?.[1] ?? "");
  const schema = readFileSync(new URL("../../spec/reach.schema.json", import.meta.url), "utf8");
  const validate = new Ajv2020.default({ strict: true }).compile(JSON.parse(schema));
  const { out } = await lbc("reach", "--json");
  const value = JSON.parse(out) as { servers: { locations: unknown[] }[] };
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(value).toMatchObject({
    servers: [{ tier: "edge", hosts: ["web"] }],
    ways: [{ place: { file: "topo.lb" } }],
  });
  expect(value.servers[0]?.locations[0]).toMatchObject({
    path: ["/admin/"],
    uris: { verdict: "reachable", witness: "/admin/" },
    clients: { passes: "10.0.0.1", denied: "10.0.0.9" },
  });
  const one = JSON.parse((await lbc("reach", "--json", "--location", "= /healthz")).out) as typeof value;
  expect(validate(one)).toBe(true);
  expect(one.servers[0]?.locations).toHaveLength(1);
  write(
    "lb 1\nnetwork lan 10.0.0.0/24\nnginx e on e { server { listen 80; location @x { return 204 } location ~ (?=a) { return 204 } } }\nhost e { eth0 10.0.0.1 }\n",
  );
  const odd = JSON.parse((await lbc("reach", "--json")).out) as typeof value;
  expect(validate(odd), JSON.stringify(validate.errors)).toBe(true);
  expect(odd.servers[0]?.locations).toMatchObject([
    { uris: { verdict: "unknown" } },
    { uris: { verdict: "never" } },
  ]);
});

test("a nested location is named with those around it or alone; a wrong name is 2", async () => {
  write(/```lb\n([^]*?)```/.exec(page)?.[1] ?? "");
  for (const name of ["/admin/ /admin/health", "/admin/health"]) {
    const { code, out } = await lbc("reach", "--location", name);
    expect(code).toBe(0);
    expect(out.match(/clients/g)).toHaveLength(1);
    expect(out).not.toContain("ways round");
  }
  expect(await lbc("reach", "--location", "/admim/")).toEqual({
    code: 2,
    out: "",
    err: "lbc: no location is `/admim/`; did you mean `/admin/`?\n",
  });
  expect((await lbc("reach", "--param", "x")).code).toBe(2);
});

test("a topology without nginx, and one that cannot be understood", async () => {
  write("lb 1\n");
  expect(await lbc("reach")).toEqual({
    code: 0,
    out: "no way round a protected location is known\n",
    err: "",
  });
  write("lb 1\nhots\n");
  expect((await lbc("reach")).code).toBe(1);
});
