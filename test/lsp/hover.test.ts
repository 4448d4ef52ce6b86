import { expect, test } from "vitest";
import type { Hover, MarkupContent } from "vscode-languageserver-protocol";
import { editor } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

// What stands in the shop, with the cursor; what the hover covers; what it must say.
test.each<[string, string, string, readonly (string | RegExp)[]]>([
  [
    "virtual_router_id",
    "virtual_rou‸ter_id",
    "virtual_router_id",
    ["virtual_router_id ID", "1 to 255", "the VRRP group"],
  ],
  ["virtual_router_id 60", "virtual_router_id 6‸0", "60", ["`ID`", "1 to 255"]],
  ["every 5s", "every 1m30s‸", "1m30s", ["90 seconds", "1ms to 86400s"]],
  ["memory 1g", "memory 1‸g", "1g", ["1073741824 bytes"]],
  ["check http", "ch‸eck http", "check", ["HTTP_GET"]],
  ["scheduler rr", "scheduler m‸h", "mh", ["since|kernel 4.18", "`twos` (keepalived 2.2.5)"].slice(1)],
  ["director lvs1", "director lv‸s1", "lvs1", ["host lvs[1..2] { eth0", "used at"]],
  ["host edge[1..2]", "host ed‸ge[1..2]", "edge[1..2]", ["2 names: edge1, edge2"]],
  ["vip shop", "vip sh‸op", "shop", ["all up: lvs1", "lvs1 down: lvs2", "lvs1 down, lvs2 down: nobody"]],
  ["virtual_server shop", "virt‸ual_server shop", "virtual_server", ["2 real servers, survives any 1"]],
  [
    "  worker_connections",
    "  worker_con‸nections",
    "worker_connections",
    ["budgets", "holds on edge1, edge2", "worker_connections 4000"],
  ],
  [
    "  worker_connections 4000",
    "  worker_con‸nections 9000",
    "worker_connections",
    ["**broken** on edge1, edge2", "worker_connections 9000"],
  ],
  [
    "virtual_server shop",
    "virtual_server sh‸op",
    "shop",
    ["lvs1 down: lvs2", "lvs1 down, lvs2 down: nobody"],
  ],
  ["location = /healthz", "location =‸ /healthz", "=", ["reached, for example by /healthz"]],
  ["location /img/", "loca‸tion /img/", "location", ["reached, for example by /img/"]],
  ["location /img/", "location /i‸mg/", "/img/", ["reached, for example by /img/"]],
  ["listen 80", "lis‸ten 80", "listen", ["stands in `server`"]],
  [
    "  virtual_router_id 60\n",
    "  virtual_router_id 60\n  keepalived { garp_master_delay 2‸0 }\n",
    "20",
    ["of `garp_master_delay`: a whole number"],
  ],
  ["memory 1g", "memory 1g }\nnginx x on app1 { client_max_body_size 5‸m", "5m", ["a size such as 512k"]],
  [
    "server app[1..2]:8080 max_fails 2",
    "server app[1..2]:8080 max_fa‸ils=2",
    "max_fails=2",
    ["`weight=` a whole number from 1"],
  ],
  ["listen 80 default_server", "listen 80 default_ser‸ver", "default_server", ["`reuseport`", "`backlog=`"]],
  [
    "  worker_connections 4000",
    "  worker_connections 90‸00",
    "9000",
    ["of `worker_connections`: a whole number", "**broken** on edge1, edge2"],
  ],
  [
    "director lvs2 priority 100",
    "director lvs2 prio‸rity 100",
    "priority",
    ["1 to 255", "- lvs2/etc/keepalived/keepalived.conf: `priority 100`"],
  ],
  [
    "director lvs2 priority 100",
    "director lvs2 priority 1‸00",
    "100",
    ["1 to 255", "- lvs2/etc/keepalived/keepalived.conf: `priority 100`"],
  ],
  [
    "  virtual_router_id 60",
    "  virtual_router‸_id 60",
    "virtual_router_id",
    ["lvs1/etc/keepalived/keepalived.conf: `virtual_router_id 60`"],
  ],
])("%j at %j", (from, to, covered, says) => {
  const e = editor(shopWith(from, to));
  const { contents, range } = e.ask("textDocument/hover") as Hover;
  const { value } = contents as MarkupContent;
  expect(range && e.words("topo.lb", range)).toBe(covered);
  for (const text of says) expect(value).toContain(text);
});

test("a location that nobody reaches says so", () => {
  const e = editor(
    shopWith("    location /img/ {", "    location ~ ^/img/x‸ { return 200 }\n    location ^~ /img/ {"),
  );
  const { contents } = e.ask("textDocument/hover") as Hover;
  expect((contents as MarkupContent).value).toContain("no request ends here");
});

test("white space, and a file that is broken, have nothing to say and do not fail", () => {
  expect(editor({ "topo.lb": "lb 1\n‸\n" }).ask("textDocument/hover")).toBeNull();
  expect(editor({ "topo.lb": 'vip { { ‸ ;; "' }).ask("textDocument/hover")).toBeNull();
});
