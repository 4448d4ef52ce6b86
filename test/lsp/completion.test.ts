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
  ["  check http {", "  check http { ‸; ", ["path", "digest"], ["forward", "sni", "helo", "payload"]],
  ["  check http {", "  check ssl { ‸; ", ["path", "sni"], ["helo", "status", "every"]],
  ["director lvs2 priority 100", "director lvs2 priority ‸", [], ["priority", "interface"]],
  ["director lvs2 priority 100", "director lvs2 priority 100 ‸", ["interface"], ["priority"]],
  // What stands once stands already.
  ["  virtual_router_id 60\n", "  virtual_router_id 60\n  ‸\n", ["director"], ["virtual_router_id"]],
  ["lb 1\n", "lb 1\n‸\n", ["host"], ["lb"]],
  ["lb 1\n", "lb 1\nexpect ‸\n", ["down", "http://www.example.com/"], ["lvs1", "vip"]],
  ["lb 1\n", "lb 1\nexpect down ‸\n", ["any", "lvs1"], ["down"]],
  ["lb 1\n", "lb 1\nexpect down any ‸\n", ["1"], ["lvs1"]],
  ["lb 1\n", "lb 1\nexpect down lvs1 { vip shop ‸ }\n", ["on", "served"], ["lvs1"]],
  ["lb 1\n", "lb 1\nexpect down lvs1 { vip shop on ‸ }\n", ["lvs2"], ["served"]],
  ["lb 1\n", "lb 1\nexpect down lvs1 { virtual_server shop:80 ‸ }\n", ["served", "capacity"], ["on"]],
  ["lb 1\n", "lb 1\nexpect http://x/ upstream ‸\n", ["tomcats"], ["shop"]],
  ["lb 1\n", 'lb 1\nwaive arp/mute because "‸"\n', [], ["because", "until"]],
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
  ["location / {", "location / { client_max_body_size 10‸; ", ["10k", "10m", "10g"], ["10s", "10"]],
  ["location / {", "location / { proxy_read_timeout 90‸; ", ["90s", "90ms", "90m"], ["90k"]],
  ["location / {", "location / { proxy_buffers 8 ‸; ", ["4k", "8k"], ["1s"]],
  ["location / {", "location / { proxy_http_version ‸; ", ["1.0", "1.1"], ["2"]],
  ["location / {", "location / { satisfy ‸; ", ["all", "any"], ["on"]],
  ["location / {", "location / { proxy_next_upstream error ‸; ", ["timeout", "http_502"], ["error"]],
  ["location / {", "location / { gzip_comp_level ‸; ", ["1", "9"], ["0", "10"]],
  ["listen 80 default_server", "listen 80 ‸", ["ssl", "backlog=", "so_keepalive=on"], ["quic"]],
  ["listen 80 default_server", "listen 80 rcvbuf=64‸", ["rcvbuf=64k", "rcvbuf=64m"], ["ssl=64k"]],
  ["max_fails 2", "max_fails=2 ‸", ["backup", "fail_timeout="], ["drain"]],
  ["  worker_processes 8\n", "  log_format timed '$request'\n  access_log /a ‸\n", ["timed", "combined"], []],
  [
    "location / {",
    "map $uri $area { default 1 } location / { set $tmp 1; return 200 $‸; ",
    ["area", "tmp", "host", "http_"],
    ["http3", "$host", "gzip"],
  ],
  ["location / {", 'location / { add_header X "a ${h‸"; ', ["host", "http_"], ["$host"]],
  ["lb 1\n", "lb 1\nparam size 4g\nhost x { eth0 192.168.170.99; memory $(‸) }\n", ["size"], ["64m"]],
  ["  forward dr\n", "  forward dr\n  waive ipvs/‸\n", ["ipvs/no-check", "arp/mute"], ["because"]],
  ["  forward dr\n", "  forward dr\n  waive ipvs/no-check ‸\n", ["because"], ["ipvs/no-check"]],
  [
    "  virtual_router_id 60\n",
    "  virtual_router_id 60\n  keepalived { ‸ }\n",
    ["garp_master_delay"],
    ["director"],
  ],
  [
    "  virtual_router_id 60\n",
    "  virtual_router_id 60\n  keepalived { version ‸ }\n",
    ["2", "3"],
    ["director"],
  ],
  ["director lvs2 priority 100", "director lvs2 interface ‸", ["eth0"], ["lvs1"]],
  ["version 9", "version 9\n connector 8080 { ‸ }\n", ["maxThreads", "acceptCount"], ["version"]],
  ["lb 1\n", "lb 1\nhost x { ‸ }\n", ["eth0", "memory"], ["host"]],
  ["lb 1\n", "lb 1\nhost x { eth0 192.168.170.98; ‸ }\n", ["lo", "memory"], ["eth0"]],
  ["version 9", "version ‸", ["9", "10", "11"], []],
  ["tomcat shop on app[1..2] {", "tomcat shop on app[1..2] { context / { sessions ‸ }; ", [], ["edge1"]],
  ["forward dr", "forward dr # ‸", [], ["dr", "wlc"]],
])("after %j: %j", (from, to, offered, absent) => {
  const { labels } = complete(from, to);
  expect(labels).toEqual(expect.arrayContaining([...offered]));
  for (const label of absent) expect(labels).not.toContain(label);
});

test("files that may be included are offered, quoted, but for the file itself", () => {
  const closed = ["hosts.lb", "net/lan.lb", "net/far/wan.lb"];
  const labels = (path: string, text: string) => {
    const files = Object.fromEntries([...closed, "topo.lb"].map((name) => [name, ""]));
    const e = editor({ ...files, "topo.lb": 'lb 1\ninclude "net/lan.lb"\n', [path]: text });
    const { items } = e.ask("textDocument/completion") as { readonly items: readonly CompletionItem[] };
    return items.map(({ label, textEdit }) => [label, textEdit?.newText]);
  };
  expect(labels("topo.lb", "lb 1\ninclude ‸\n")).toEqual(closed.map((name) => [name, `"${name}"`]));
  expect(labels("topo.lb", 'lb 1\ninclude "‸"\n')).toEqual(closed.map((name) => [name, name]));
  expect(labels("net/lan.lb", 'include "‸"\n')).toEqual([["far/wan.lb", "far/wan.lb"]]);
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
