/** The installed nginx refuses exactly the words and names that lbc reports, and takes the files with the longest. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { nginxFolder } from "../support/nginx-process.ts";
import { inNamespace, needs } from "../support/real.ts";

const nginx = nginxFolder();
afterAll(() => nginx.remove());

/** Statements of the http section, with a place for a name. */
const GROWS: Readonly<Record<string, (name: string) => string>> = {
  variables: (n) => `server { listen 127.0.0.1:18999; set $${n} 1; }`,
  "variables by map": (n) => `map $uri $${n} { x 1; }`,
  "variables by geo": (n) => `geo $${n} { default 1; }`,
  "variables by split_clients": (n) => `split_clients $uri $${n} { * 1; }`,
  "variables by auth_request_set": (n) => `server { listen 127.0.0.1:18999; auth_request_set $${n} 1; }`,
  map: (n) => `map $uri $x { ${n} 1; }`,
  "map of hosts": (n) => `map $host $x { hostnames; *.${n} 1; }`,
  types: (n) => `types { text/x ${n}; } server { listen 127.0.0.1:18999; }`,
  "proxy headers": (n) =>
    `server { listen 127.0.0.1:18999; location / { proxy_pass http://127.0.0.1; proxy_set_header ${n} 1; } }`,
  "hidden proxy headers": (n) =>
    `server { listen 127.0.0.1:18999; location / { proxy_pass http://127.0.0.1; proxy_hide_header ${n}; } }`,
};
const inLocation = (statements: string) => `server { listen 127.0.0.1:18999; location / { ${statements} } }`;
const FIXED: Readonly<Record<string, (name: string) => string>> = {
  grpc_set_header: (n) => inLocation(`grpc_pass 127.0.0.1:1; grpc_set_header ${n} 1;`),
  grpc_hide_header: (n) => inLocation(`grpc_pass 127.0.0.1:1; grpc_hide_header ${n};`),
  ...Object.fromEntries(
    ["fastcgi", "uwsgi", "scgi"].flatMap((p) => [
      [`${p}_hide_header`, (n: string) => inLocation(`${p}_pass 127.0.0.1:1; ${p}_hide_header ${n};`)],
      [`${p}_param`, (n: string) => inLocation(`${p}_pass 127.0.0.1:1; ${p}_param HTTP_${n} 1;`)],
    ]),
  ),
  ...Object.fromEntries(
    ["gzip", "sub_filter", "ssi", "addition", "charset"].map((p) => [
      `${p}_types`,
      (n: string) => inLocation(`${p}_types ${n.replace(/^a{5}/, "text/")};`),
    ]),
  ),
  valid_referers: (n) => inLocation(`valid_referers ${n};`),
  "valid_referers of a wildcard": (n) => inLocation(`valid_referers *.${n};`),
  "valid_referers with a path": (n) => inLocation(`valid_referers ${n}/x;`),
};

const raw = (statements: string) => `events {} http { access_log off; ${statements} }`;

/** What lbc makes of statements: a file for nginx, or the codes of the problems. */
function made(statements: string): { readonly file?: string; readonly codes: readonly string[] } {
  const { artifacts, problems } = compileUnjudged(
    `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\nerror_log stderr\naccess_log off\n${statements}\n}\n`,
  );
  const found = artifacts.find((a) => a.path === "a/etc/nginx/nginx.conf");
  const codes = problems.map((p) => p.code);
  // The folder of the test has a pid file of its own.
  return found === undefined ? { codes } : { codes, file: contentOf(found).replace(/^pid .*$/m, "") };
}

needs("nginx")("limits of nginx", () => {
  test.each(Object.entries(GROWS))("%s: buckets grow before nginx refuses", async (_, text) => {
    expect((await nginx.test(raw(text("a".repeat(46))))).ok).toBe(true);
    expect((await nginx.test(raw(text("a".repeat(47))))).said).toContain("hash_bucket_size: 64");
    for (const length of [46, 47, 110, 111, 500, 4000]) {
      const { file, codes } = made(text("a".repeat(length)));
      expect(codes).toEqual([]);
      const { ok, said } = await nginx.test(file ?? "");
      expect(ok, `${length}: ${said}`).toBe(true);
    }
  });

  test.each(Object.entries(FIXED))("%s: 46 bytes fit, 47 are refused and reported", async (_, text) => {
    const { file, codes } = made(text("a".repeat(46)));
    expect(codes).toEqual([]);
    const { ok, said } = await nginx.test(file ?? "");
    expect(ok, said).toBe(true);
    expect((await nginx.test(raw(text("a".repeat(47))))).said).toContain("_hash");
    expect(made(text("a".repeat(47))).codes).toEqual(["nginx/name-too-long"]);
  });

  test.each([
    { title: "bare", most: 4095, raw: (n: number) => "a".repeat(n), own: (n: number) => "a".repeat(n) },
    {
      title: "quoted",
      most: 4094,
      raw: (n: number) => `"${"#".repeat(n)}"`,
      own: (n: number) => `"${"#".repeat(n)}"`,
    },
    {
      // With both quotes in the word, one of them is written with a backslash.
      title: "escaped",
      most: 1364,
      raw: (n: number) => `"${`\\"'`.repeat(n)}"`,
      own: (n: number) => `'${`"\\'`.repeat(n)}'`,
    },
  ])("a $title word is as long as nginx reads, and no longer", async ({ most, raw: written, own }) => {
    const { file, codes } = made(`log_format x ${own(most)};`);
    expect(codes).toEqual([]);
    const { ok, said } = await nginx.test(file ?? "");
    expect(ok, said).toBe(true);
    const refused = await nginx.test(raw(`log_format x ${written(most + 1)};`));
    expect(refused.said).toContain("too long parameter");
    expect(made(`log_format x ${own(most + 1)};`).codes).toEqual(["nginx/word-too-long"]);
  });

  test("keepalive_timeout takes one argument in an upstream; Debian's build has max_headers", async () => {
    const upstream = (time: string) => raw(`upstream u { server 127.0.0.1; keepalive_timeout ${time}; }`);
    expect((await nginx.test(upstream("5s"))).ok).toBe(true);
    expect((await nginx.test(upstream("5s 6s"))).said).toContain("invalid number of arguments");
    expect((await nginx.test(raw("max_headers 9;"))).ok).toBe(true);
  });
});

needs(
  "nginx",
  "unshare",
  "ip",
)("nginx in a namespace without DNS", () => {
  const said = (statements: string): string => {
    const file = join(nginx.folder, "alone.conf");
    writeFileSync(file, `pid ${nginx.folder}/alone.pid; ${raw(statements)}`);
    return inNamespace(["eth0"], `nginx -t -p ${nginx.folder} -c ${file}`).output;
  };

  test.each([
    ["proxy_pass", "server { location / { proxy_pass http://back; } }"],
    ["fastcgi_pass", "server { location / { fastcgi_pass back:9000; } }"],
    ["upstream", "upstream u { server back:80; }"],
  ])("does not start with a name that nothing declares: %s", (_, statements) => {
    expect(said(statements)).toContain('host not found in upstream "back');
    expect(made(statements).codes).toEqual(["nginx/unknown-upstream"]);
  });

  test.each([
    [
      "a log format",
      "server { access_log /dev/null mian; }",
      'unknown log format "mian"',
      "nginx/unknown-name",
    ],
    [
      "a log format before its parameters",
      "server { access_log /dev/null buffer=8k; }",
      'unknown log format "buffer=8k"',
      "nginx/unknown-name",
    ],
    [
      "a zone of requests",
      "server { limit_req zone=one; }",
      'zero size shared memory zone "one"',
      "nginx/unknown-name",
    ],
    [
      "a zone of connections",
      "server { limit_conn per 9; }",
      'zero size shared memory zone "per"',
      "nginx/unknown-name",
    ],
    [
      "a cache",
      "server { location / { proxy_cache big; proxy_pass http://127.0.0.1; } }",
      '"proxy_cache" zone "big" is unknown',
      "nginx/unknown-name",
    ],
    [
      "a URL without a scheme",
      "server { location / { proxy_pass 127.0.0.1; } }",
      "invalid URL prefix",
      "nginx/pass-url",
    ],
    [
      "a port that is none",
      "server { location / { proxy_pass http://127.0.0.1:99999; } }",
      "invalid port",
      "nginx/pass-url",
    ],
    [
      "an empty port",
      "server { location / { proxy_pass http://127.0.0.1:/; } }",
      "invalid port",
      "nginx/pass-url",
    ],
    ["port 0", "server { location / { proxy_pass http://127.0.0.1:0; } }", "invalid port", "nginx/pass-url"],
  ])("does not start with %s that is not there", (_, statements, words, code) => {
    expect(said(statements)).toContain(words);
    expect(made(statements).codes).toContain(code);
  });

  test.each([
    [
      "formats",
      "log_format main x; server { access_log /dev/null main buffer=8k; access_log /dev/null combined; access_log /dev/null; access_log off; }",
    ],
    [
      "a format by another log",
      "log_format main x; access_log syslog:server=127.0.0.1 main if=$uri; server { access_log /dev/null combined gzip flush=1m; }",
    ],
    [
      "zones",
      "limit_req_zone $uri zone=one:1m rate=1r/s; limit_conn_zone $uri zone=per:1m; server { limit_req zone=one burst=2; limit_conn per 9; }",
    ],
    [
      "caches",
      "proxy_cache_path /dev/shm/lbc keys_zone=big:1m; server { proxy_cache off; location / { proxy_cache big; proxy_pass HTTP://127.0.0.1:81; } }",
    ],
    [
      "a cache by a variable",
      "server { location / { proxy_cache $host; proxy_pass http://unix:/run/x.sock:/a; } }",
    ],
    [
      "a URL by a variable",
      "server { location / { proxy_pass $scheme://127.0.0.1:1; } location /v6 { proxy_pass http://[::1]:81/; } }",
    ],
  ])("starts with %s", (_, statements) => {
    expect(said(statements)).toContain("test is successful");
    expect(made(statements).codes).toEqual([]);
  });

  test("does not start on the address of another host", () => {
    expect(said("server { listen 198.18.0.1:80; }")).toContain("test is successful");
    expect(said("server { listen 198.18.0.2:80; }")).toContain("Cannot assign requested address");
  });
});
