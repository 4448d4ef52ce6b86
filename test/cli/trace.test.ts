/** `lbc trace`: the way of a request, as text and as JSON. */
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, write } = inFolder();
const spec = (name: string) => readFileSync(new URL(`../../spec/${name}`, import.meta.url), "utf8");
const page = spec("trace.md");
const topology = /```lb\n([^]*?)```/.exec(page)?.[1] ?? "";
const shown = [...page.matchAll(/```text\n\$ lbc (.*)\n([^]*?)```/g)];

test("the page shows what is printed", async () => {
  write(topology);
  expect(shown).toHaveLength(2);
  for (const [, command = "", output] of shown)
    expect(await lbc(...command.split(" "))).toEqual({ code: 0, out: output, err: "" });
});

const head = `lb 1
network lan 10.0.0.0/24 fd00::/64
host lvs[1..2] { eth0 10.0.0.[11..12] }
host web[1..2] { eth0 10.0.0.[21..22] fd00::[21..22] }
host cache { eth0 10.0.0.41 }
`;
const vip =
  "vip v 10.0.0.100 { virtual_router_id 7; director lvs1 priority 150; director lvs2 priority 100 }\n";
const nginx = (inside: string, on = "web[1..2]") => `nginx web on ${on} { ${inside} }\n`;

/** What is printed below the request, without places and alignment. */
async function steps(text: string, ...argv: string[]) {
  write(head + text);
  const { out, err, code } = await lbc("trace", ...argv);
  expect([code, err]).toEqual([0, ""]);
  return out
    .split("\n")
    .slice(2, -1)
    .map((line) =>
      line
        .replace(/ +topo\.lb:\d+:\d+$/, "")
        .replace(/^(\w+) +/, "$1: ")
        .replace(/^ +/, "- "),
    );
}

describe("steps", () => {
  test("a host that answers ARP for a vip that is not its own", async () => {
    const text = `${head.replace("host web[1..2] {", "host web[1..2] { sysctl net.ipv4.conf.eth0.arp_ignore 0; sysctl net.ipv4.conf.all.arp_ignore 0;")}${vip}virtual_server v:80 { forward dr; check tcp; real_server web[1..2] }\n`;
    write(text);
    const { out } = await lbc("trace", "http://10.0.0.100/");
    expect(out).toContain("lvs1, web1, web2 answer ARP for 10.0.0.100");
    expect(out).toMatch(/web1 answers too: arp_ignore is 0 there +topo\.lb:4:18\n/);
    expect(out).toContain("what answers on web1, web2 is not declared");
  });

  test("nobody holds the vip, no real server is left, the sorry server answers", async () => {
    const service = (more: string) =>
      `${vip}virtual_server v:80 { forward dr; check tcp; ${more}real_server web[1..2] }\n${nginx("server { listen 80 }")}`;
    const last = async (text: string, down: string) =>
      (await steps(text, "http://v.example/", "--at", "v", "--down", down)).at(-1);
    expect(await last(service(""), "lvs1,lvs2")).toBe("answer: none: nobody answers for the address");
    expect(await last(service(""), "web1,web2")).toBe("answer: none: no real server is left");
    expect(await last(service("sorry_server cache; "), "web1,web2")).toBe(
      "answer: none: the sorry server answers instead",
    );
    expect(await last(service("quorum 2; sorry_server cache; "), "web1")).toBe(
      "answer: none: the sorry server answers instead",
    );
  });

  test("real servers that are gone: noticed, not noticed, without weight, on another port", async () => {
    const text = `${vip}virtual_server v:80 { forward nat; persistence 60s; check none
  real_server web1:8080; real_server web2:8080 { weight 0 } real_server lvs2:8080 { check tcp } real_server cache:8080 }\n`;
    expect((await steps(text, "http://10.0.0.100/", "--down", "web1,lvs2")).slice(3)).toEqual([
      "balance: v:80, wlc by NAT: cache:8080",
      "- web1:8080 is gone, and nothing notices: connections are still sent there",
      "- lvs2:8080 is gone, and its check takes it out",
      "- web2:8080 has weight 0 and gets no new connections",
      "- a client keeps its real server for 60 s",
      "unknown: what answers on web2, cache is not declared",
    ]);
  });

  test("why each location won and lost", async () => {
    const text = nginx(
      `server { listen 80; location / { return 200 } location /a { return 200 } location ^~ /b { return 200 }
      location = /a/b { return 200 } location ~ x$ { return 200 } location ~ ax$ { return 200 } location /p/ { proxy_pass http://cache:80 } }`,
      "web1",
    );
    const of = async (path: string) =>
      (await steps(text, `http://10.0.0.21${path}`)).filter((l) => /^location|lost/.test(l));
    expect(await of("/a/b")).toEqual([
      "location: `= /a/b`: the very URI",
      "- `/` lost: `=` ends the search",
      "- `/a` lost: `=` ends the search",
    ]);
    expect(await of("/bax")).toEqual([
      "location: `^~ /b`: the longest prefix, and `^~` asks no regular expression",
      "- `/` lost: it is shorter",
      "- `~ x$` lost: `^~` keeps regular expressions from being asked",
      "- `~ ax$` lost: `^~` keeps regular expressions from being asked",
    ]);
    expect(await of("/ax")).toEqual([
      "location: `~ x$`: the first regular expression that matches",
      "- `/` lost: a regular expression is stronger than a prefix",
      "- `/a` lost: a regular expression is stronger than a prefix",
      "- `~ ax$` lost: a regular expression before it matches",
    ]);
    expect(await of("/p")).toEqual(["location: `/p/`: the URI and a slash", "- `/` lost: it is shorter"]);
  });

  test("internal redirects, passwords, redirects, IPv6, and what is not known", async () => {
    const text = nginx(
      `server { listen 80; listen [::]:80; server_name a.example; error_page 404 /sorry;
      location /old { return 301 /new } location /in { auth_basic x; empty_gif } location = /sorry { internal; return 410 }
      location /gone { return 404 } location /if { if ($realip_remote_port) { return 403 } return 200 } }
      server { listen 80; server_name b.example c.example; return 204 }`,
      "web1",
    );
    const of = async (...argv: string[]) => (await steps(text, ...argv)).slice(1);
    expect(await of("http://a.example/old")).toEqual([
      "nginx: web on web1: server `a.example`, by its name `a.example`",
      "- `b.example` lost",
      "location: `/old`: the longest prefix, and no regular expression matches",
      "access: not asked: the answer comes before",
      "answer: 301 to http://a.example/new: `return` answers",
    ]);
    expect((await of("http://a.example/in")).slice(-2)).toEqual([
      "access: must show a password: no rule names 203.0.113.1",
      "answer: 401: a password is asked for",
    ]);
    expect((await of("http://a.example/gone")).slice(2)).toEqual([
      "location: `/gone`: the longest prefix, and no regular expression matches",
      "location: by error_page to /sorry: `= /sorry`: the very URI",
      "access: not asked: the answer comes before",
      "answer: 410: `return` answers",
    ]);
    expect((await of("http://a.example/if")).at(-1)).toBe(
      "unknown: it depends on the condition of an `if`, and that on `$realip_remote_port`",
    );
    expect((await of("http://c.example/")).slice(-2)).toEqual([
      "access: not asked: the answer comes before",
      "answer: 204: `return` answers",
    ]);
    expect(await steps(text, "http://[fd00::21]/old", "--host", "a.example", "--from", "fd00::9")).toContain(
      "arp: web1 answers for fd00::21, its own address",
    );
    expect((await steps(text, "http://10.0.0.21:81/")).slice(1)).toEqual([
      "nginx: web on web1: no server is asked",
      "answer: none: nginx does not listen on port 81 of 10.0.0.21",
    ]);
  });
});

test("JSON fits its schema", async () => {
  write(topology);
  const validate = new Ajv2020.default({ strict: true }).compile(JSON.parse(spec("trace.schema.json")));
  for (const [, command = ""] of shown) {
    const { out } = await lbc(...command.split(" "), "--json");
    const value = JSON.parse(out) as { steps: { kind: string; place?: { file: string } }[] };
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(value.steps.map((s) => s.kind).slice(0, 5)).toEqual([
      "arp",
      "director",
      "balance",
      "nginx",
      "location",
    ]);
    expect(value.steps[0]?.place?.file).toBe("topo.lb");
  }
  const { out } = await lbc("trace", "http://x/", "--json", "--down", "lvs1,lvs2");
  expect(validate(JSON.parse(out))).toBe(true);
  expect(JSON.parse(out)).toMatchObject({ request: { down: ["lvs1", "lvs2"], client: "203.0.113.1" } });
});

test("a wrong command line is 2, a request to nowhere 1", async () => {
  write(topology);
  for (const [argv, said] of [
    [["ftp://x/"], "is no http URL"],
    [["http://x/", "--from", "me"], "--from takes an address"],
    [["http://x/", "--method", "get"], "--method takes GET"],
    [["http://x/", "--down", "lvs3"], "no host is called `lvs3`; did you mean lvs1?"],
    [["http://x/", "--param", "x"], "--param takes NAME=VALUE"],
  ] as const) {
    const { code, out, err } = await lbc("trace", ...argv);
    expect([argv, code, out]).toEqual([argv, 2, ""]);
    expect(err).toContain(said);
  }
  expect(await lbc("trace", "http://10.0.0.77/")).toEqual({
    code: 1,
    out: "",
    err: "lbc: it cannot be told what becomes of this request: 10.0.0.77 is neither a vip's nor a host's address; declare it\n",
  });
  write("lb 1\nhots\n");
  expect((await lbc("trace", "http://x/")).code).toBe(1);
});
