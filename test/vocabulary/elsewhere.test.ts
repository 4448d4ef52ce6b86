import { describe, expect, test } from "vitest";
import { check } from "../../src/check.ts";

const lab = (words: { readonly host?: string; readonly vip?: string; readonly server?: string }) => `lb 1
network lan 192.0.2.0/24
host lvs { eth0 192.0.2.11
${words.host ?? ""}
}
vip shop 192.0.2.100 { virtual_router_id 7; director lvs priority 100
${words.vip ?? ""}
}
virtual_server shop:80 { forward nat; real_server 192.0.2.21
check http { path /
${words.server ?? ""}
}
}
`;
const helps = (text: string) =>
  check({ file: "topo.lb", read: () => text, today: "2027-01-01" }).problems.flatMap((p) =>
    p.code === "word/unknown" ? [p.help] : [],
  );

describe("a word that lbc has under another name", () => {
  test.each([
    ["state MASTER", "remove it: every director starts as BACKUP, and the highest priority becomes master"],
    ["priority 100", "for keepalived's `priority` write `priority POINTS`, in `director HOST`"],
    ["authentication { auth_pass x }", "for keepalived's `authentication` write `auth_pass PASSWORD`"],
    ["track_script { alive }", "for keepalived's `track_script` write `track NAME`"],
    ["garp_master_delay 5", "statements of keepalived's own stand in `keepalived { garp_master_delay … }`"],
    ["advrt_int 5", "did you mean `advert_int`?"],
  ])("in a vip: %s", (words, help) => {
    expect(helps(lab({ vip: words }))).toEqual([help]);
  });

  test.each([
    ["status_code 200", "for keepalived's `status_code` write `status STATUS…`"],
    ["url /", "for keepalived's `url` write `path PATH`"],
  ])("in a check: %s", (words, help) => {
    expect(helps(lab({ server: words }))).toEqual([help]);
  });

  test.each([
    [
      "vrrp_script x { script y }",
      "for keepalived's `vrrp_script` write `track NAME`, in `vip NAME ADDRESS…`",
    ],
    [
      "upstream x { server a }",
      "statements of nginx stand in `nginx NAME on HOST { … }`, those of `http` too",
    ],
    ["http { }", "statements of nginx stand in `nginx NAME on HOST { … }`, those of `http` too"],
    ["hosts a { }", "did you mean `host`?"],
  ])("at the top: %s", (words, help) => {
    expect(helps(`${lab({})}${words}\n`)).toEqual([help]);
  });
});

test("what is followed by no address and has no digit is no interface", () => {
  expect(helps(lab({ host: "ram 4g" }))[0]).toMatch(
    /^here may stand `cpus`, .*, or the name of an interface$/,
  );
  expect(helps(lab({ host: "eth1 4g" }))).toEqual([]);
  expect(helps(lab({ host: "lan 198.51.100.1" }))).toEqual([]);
});
