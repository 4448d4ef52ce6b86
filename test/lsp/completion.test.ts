import { expect, test } from "vitest";
import type { CompletionItem } from "vscode-languageserver-protocol";
import { editor } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

function complete(from: string, to: string) {
  const e = editor(shopWith(from, to));
  const { items } = e.ask("textDocument/completion") as { readonly items: readonly CompletionItem[] };
  return { e, items, labels: items.map((i) => i.label) };
}

// What stands in the shop, what is typed there with the cursor, some that must be offered, some that must not.
test.each<[string, string, readonly string[], readonly string[]]>([
  ["lb 1\n", "lb 1\n‸\n", ["host", "vip", "virtual_server", "nginx"], ["forward", "listen", "use"]],
  ["lb 1\n", "lb 1\nho‸\n", ["host"], ["forward"]],
  ["  virtual_router_id 60\n", "  ‸\n", ["virtual_router_id", "director", "advert_int"], ["forward", "vip"]],
  ["  forward dr\n", "  forward ‸\n", ["dr", "nat", "tun"], ["forward", "wlc"]],
  ["scheduler rr", "scheduler w‸", ["wlc", "wrr"], ["dr"]],
  ["scheduler rr", "scheduler sh ‸", ["sh-port"], ["scheduler"]],
  ["director lvs2", "director ‸", ["lvs[1..2]", "lvs1", "lvs2", "edge1", "app2"], ["shop", "priority"]],
  ["director lvs2 priority 100", "director lvs2 ‸", ["priority", "interface"], ["lvs1"]],
  ["every 5s", "every 5‸", ["5s", "5ms", "5m", "5h"], ["1g", "30s"]],
  ["every 5s", "every ‸", ["5s", "1m"], ["timeout"]],
  ["memory 1g", "memory 12‸", ["12g", "12m"], ["12s"]],
  ["virtual_server shop:80", "virtual_server ‸", ["shop:"], ["lvs1"]],
  ["real_server edge[1..2]", "real_server ‸", ["edge[1..2]", "edge1"], ["shop:"]],
  ["real_server edge[1..2]", "real_server edge1 ‸", ["weight", "check"], ["edge2"]],
  ["  check http {", "  check http { ‸; ", ["path", "status", "sni"], ["forward"]],
  ["nginx edge on edge[1..2]", "nginx edge ‸", ["on"], []],
  ["nginx edge on edge[1..2]", "nginx edge on ‸", ["edge[1..2]"], ["on"]],
  [
    "    listen 80 default_server\n",
    "    ‸\n",
    ["listen", "location", "root", "gzip"],
    ["worker_processes", "events"],
  ],
  [
    "  worker_processes 8\n",
    "  ‸\n",
    ["worker_processes", "events", "upstream", "server", "gzip"],
    ["proxy_pass"],
  ],
  ["{ return 200 }", "{ ‸ }", ["return", "alias", "proxy_pass"], ["upstream"]],
  ["server app[1..2]:8080 max_fails", "server ‸ max_fails", ["shop", "app1:", "app[1..2]:"], ["on"]],
  ["upstream tomcats {", "upstream tomcats { ‸; ", ["server", "least_conn", "keepalive"], ["location"]],
  [
    "location / { proxy_pass http://tomcats }",
    "location / { proxy_pass ‸ }",
    ["http://tomcats", "http://shop"],
    [],
  ],
  ["location / { proxy_pass http://tomcats }", "location / { proxy_pass http://t‸ }", ["http://tomcats"], []],
  ["location / {", "location / { if ($scheme = http) { ‸ }; ", ["return", "rewrite"], ["listen", "location"]],
  ["location / {", "location / { limit_except GET { ‸ }; ", ["deny", "allow"], ["return", "root"]],
  ["upstream tomcats {", "map $uri $new { ‸ }; upstream tomcats {", [], ["server", "location"]],
  ["  worker_processes 8\n", "  events { ‸ }\n", ["use", "multi_accept"], ["gzip", "worker_processes"]],
  ["location / {", "location / { gzip ‸; ", ["on", "off"], ["listen"]],
  ["lb 1\n", "lb 1\nparam size 4g\nhost x { eth0 192.168.170.99; memory $(‸) }\n", ["size"], ["64m"]],
  ["  forward dr\n", "  forward dr\n  waive ipvs/‸\n", ["ipvs/no-check", "arp/mute"], ["because"]],
  ["  forward dr\n", "  forward dr\n  waive ipvs/no-check ‸\n", ["because"], ["ipvs/no-check"]],
  [
    "  virtual_router_id 60\n",
    "  virtual_router_id 60\n  keepalived { ‸ }\n",
    ["garp_master_delay"],
    ["director"],
  ],
  ["version 9", "version ‸", ["9", "10", "11"], []],
  ["tomcat shop on app[1..2] {", "tomcat shop on app[1..2] { context / { sessions ‸ }; ", [], ["edge1"]],
  ["forward dr", "forward dr # ‸", [], ["dr", "wlc"]],
])("after %j: %j", (from, to, offered, absent) => {
  const { labels } = complete(from, to);
  expect(labels).toEqual(expect.arrayContaining([...offered]));
  for (const label of absent) expect(labels).not.toContain(label);
});

test("snippets are offered where statements may stand", () => {
  const { labels } = complete(
    "lb 1\n",
    "lb 1\nsnippet quick { alpha }\nvirtual_server shop:81 {\n  use ‸\n}\n",
  );
  expect(labels).toEqual(["quick"]);
});

test("a directive that the target's nginx lacks is not offered", () => {
  const at = (version: string) =>
    complete("lb 1\n", `lb 1\ntarget { nginx ${version} }\nnginx x on app1 { server { ‸ } }\n`).labels;
  expect(at("1.22.1")).not.toContain("http2");
  expect(at("1.26.0")).toContain("http2");
});

test("an item replaces the whole word it stands in", () => {
  const { e, items } = complete("scheduler rr", "scheduler w‸lx");
  const item = items.find((i) => i.label === "wlc");
  const edit = item?.textEdit;
  expect(edit !== undefined && "range" in edit && e.applied("topo.lb", [edit])).toContain(
    "  scheduler wlc\n",
  );
});

test("an item says what the word is, its values, default and what it becomes", () => {
  const { items } = complete("  virtual_router_id 60\n", "  ‸\n");
  expect(items.find((i) => i.label === "advert_int")).toMatchObject({
    detail: "advert_int TIME",
    documentation: {
      kind: "markdown",
      value: expect.stringMatching(
        /between two adverts[^]*10ms to 255s[^]*default: 1s[^]*becomes `advert_int`/,
      ),
    },
  });
});
