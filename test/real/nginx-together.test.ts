/** What is right word by word and wrong together: nginx refuses it, or warns, exactly where lbc does. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { nginxFolder } from "../support/nginx-process.ts";
import { inNamespace, needs } from "../support/real.ts";

const nginx = nginxFolder();
afterAll(() => nginx.remove());
const CERTIFICATE = `ssl_certificate ${nginx.folder}/cert.pem; ssl_certificate_key ${nginx.folder}/key.pem;`;
beforeAll(() => {
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(nginx.folder, name));
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      key ?? "",
      "-out",
      cert ?? "",
      "-subj",
      "/CN=x",
    ],
    { stdio: "ignore" },
  );
});

/** Statements of http, what nginx says of them, and what lbc does. */
const WRONG: readonly (readonly [statements: string, said: string, code: string])[] = [
  ["server { listen 81; listen *:81; }", "a duplicate listen 0.0.0.0:81", "nginx/listen-conflict"],
  ["server { listen 81-83; listen 82; }", "a duplicate listen 0.0.0.0:82", "nginx/listen-conflict"],
  ["server { listen localhost:81; listen 127.0.0.1:81; }", "a duplicate listen", "nginx/listen-conflict"],
  ["server { listen [::1]:81; listen [0:0::1]:81; }", "a duplicate listen [::1]:81", "nginx/listen-conflict"],
  [
    "server { listen 81 default_server; } server { listen 0.0.0.0:81 default; }",
    "a duplicate default server for 0.0.0.0:81",
    "nginx/listen-conflict",
  ],
  ...["bind", "deferred", "backlog=5", "rcvbuf=8k", "fastopen=3", "so_keepalive=off", "reuseport"].map(
    (option) =>
      [
        `server { listen 81 ${option}; } server { listen 81 ${option}; }`,
        "duplicate listen options for 0.0.0.0:81",
        "nginx/listen-conflict",
      ] as const,
  ),
  ["server { listen 81 accept_filter=x; }", "are not supported on this platform", "nginx/value"],
  ...["*", "*.", ".", "*a.b", "**.a"].map(
    (name) => [`server { server_name ${name}; }`, "is invalid", "nginx/server-name"] as const,
  ),
  ["server { server_name ~; }", "empty regex in server name", "nginx/server-name"],
  ["server { server_name a.b/; }", "has suspicious symbols", "nginx/server-name"],
  [
    "server { server_name a; } server { server_name a.*.b; }",
    "invalid server name or wildcard",
    "nginx/server-name",
  ],
  ["server { server_name a..b ~^(.)$; }", "invalid server name or wildcard", "nginx/server-name"],
  ...["proxy", "fastcgi", "uwsgi", "scgi"].flatMap((m) =>
    (
      [
        [`${m}_buffer_size 16k;`, "must be less than the size of all"],
        [`${m}_buffers 2 4k;`, "must be less than the size of all"],
        [`${m}_buffers 1 8k;`, "there must be at least 2"],
        [`${m}_buffers 8 16k; ${m}_busy_buffers_size 8k;`, "must be equal to or greater than the maximum"],
        [`${m}_temp_file_write_size 4095;`, `"${m}_temp_file_write_size" must be equal to or greater`],
        [`${m}_max_temp_file_size 4095;`, "must be equal to zero"],
      ] as const
    ).map(([text, said]) => [`server { location / { ${text} } }`, said, "nginx/buffers"] as const),
  ),
  ["proxy_buffer_size 16k; server { location / { proxy_buffers 8 16k; } }", "must be less", "nginx/buffers"],
  ["connection_pool_size 8208; server { }", '"large_client_header_buffers" size must be', "nginx/buffers"],
  ["server { ssl_certificate /x; }", 'no "ssl_certificate_key" is defined', "nginx/incomplete"],
  [`server { ${CERTIFICATE} ssl_verify_client on; }`, "no ssl_client_certificate", "nginx/incomplete"],
  [
    "proxy_ssl_verify on; server { location / { proxy_pass $scheme://127.0.0.1; } }",
    "no proxy_ssl_trusted_certificate",
    "nginx/incomplete",
  ],
  [
    "server { location / { uwsgi_ssl_certificate /x; uwsgi_pass suwsgi://127.0.0.1:1; } }",
    'no "uwsgi_ssl_certificate_key" is defined',
    "nginx/incomplete",
  ],
  [
    "fastcgi_cache_path /dev/shm/lbc keys_zone=z:1m; server { fastcgi_cache z; }",
    'no "fastcgi_cache_key"',
    "nginx/incomplete",
  ],
  ["upstream u { keepalive 2; }", "no servers are inside upstream", "nginx/incomplete"],
  ["upstream u { server 127.0.0.1 backup; }", "no servers in upstream", "nginx/incomplete"],
  ["access_log /dev/null combined flush=1m;", "no buffer is defined", "nginx/incomplete"],
  [
    "server { location / { proxy_redirect default; proxy_pass http://127.0.0.1; } }",
    "should be placed after",
    "nginx/incomplete",
  ],
  [
    "server { location / { proxy_pass http://$host; proxy_redirect default; } }",
    "cannot be used with",
    "nginx/value",
  ],
  ["map $uri $x { a 1; A 2; }", "conflicting parameter", "nginx/entry"],
  ["map $uri $x { default 1; default 1; }", "duplicate default map parameter", "nginx/entry"],
  ["map $uri $x { a 1 2; }", "invalid number of the map parameters", "nginx/entry"],
  ["map $uri $x { hostnames; .a.b 1; a.b 2; }", "conflicting parameter", "nginx/entry"],
  ["map $uri $x { hostnames; a.*.b 1; }", "invalid hostname or wildcard", "nginx/entry"],
  ["geo $x { 10.0.0.0/33 1; }", "invalid network", "nginx/entry"],
  ["geo $x { 10.0.0.1; }", "invalid number of the geo parameters", "nginx/entry"],
  ["geo $x { 10.0.0.1 1; 10.0.0.1/32 2; }", "duplicate network", "nginx/entry"],
  ["geo $x { default 1; 0.0.0.0/0 2; }", "duplicate network", "nginx/entry"],
  ["geo $x { ::/0 1; default 2; }", "duplicate network", "nginx/entry"],
  ["geo $x { ranges; default 1; default 2; }", "duplicate default geo range", "nginx/entry"],
  ["geo $x { ranges; 10.0.0.0/8 2; }", "invalid range", "nginx/entry"],
  ["geo $x { 10.0.0.0/8 2; ranges; }", "must be the first directive", "nginx/entry"],
  ["geo $x { 10.0.0.1/8 2; }", "low address bits", "nginx/host-bits"],
  ["server { allow 2001:db8::1/32; }", "low address bits", "nginx/host-bits"],
  ["set_real_ip_from 10.0.0.1/8;", "low address bits", "nginx/host-bits"],
  ["split_clients $uri $x { 50% a; 50.01% b; }", "percent total is greater", "nginx/entry"],
  ["split_clients $uri $x { * a; 0.01% b; }", "percent total is greater", "nginx/entry"],
  ["split_clients $uri $x { 0% a; }", "invalid percent value", "nginx/entry"],
  ["types { text/html html; text/x HTML; }", "duplicate extension", "nginx/entry"],
  [
    "upstream u { server 127.0.0.1; ip_hash; random; }",
    "load balancing method redefined",
    "nginx/method-twice",
  ],
  [
    "upstream u { server 127.0.0.1; server 127.0.0.2 backup; keepalive 2; least_conn; }",
    "load balancing method redefined",
    "nginx/method-twice",
  ],
  ["server { ssl on; ssl_reject_handshake on; }", "is deprecated", "nginx/obsolete"],
  ["http2_max_requests 9;", "is obsolete", "nginx/obsolete"],
  ["send_lowat 9;", "is not supported", "nginx/obsolete"],
  ["ssl_protocols TLSv1.2 tlsv1.2;", "duplicate value", "nginx/value"],
  ["server { location / { proxy_next_upstream error error; } }", "duplicate value", "nginx/value"],
  ['server { rewrite ^ "" last; }', "empty replacement", "nginx/value"],
  ['server { index a ""; }', "is invalid", "nginx/value"],
  ["server { index /a b; }", "only the last index", "nginx/value"],
  ['server { sub_filter "" b; }', "empty search pattern", "nginx/value"],
  ["server { valid_referers .a.b a.b; }", "conflicting parameter", "nginx/value"],
  ["server { valid_referers a..b; }", "invalid hostname or wildcard", "nginx/value"],
  ["server { location / { root /a; alias /b; } }", '"alias" directive is duplicate', "nginx/duplicate"],
  ["server { location @x { alias /b; } }", "inside the named location", "nginx/wrong-context"],
  ["server { location / { mirror /x; mirror off; } }", '"mirror" directive is duplicate', "nginx/duplicate"],
  [
    "server { location / { proxy_cookie_path off; proxy_cookie_path /a /b; } }",
    '"proxy_cookie_path" directive is duplicate',
    "nginx/duplicate",
  ],
  [
    "limit_req_zone $uri zone=z:1m rate=1r/s; server { limit_req zone=z; limit_req zone=z burst=2; }",
    '"limit_req" directive is duplicate',
    "nginx/duplicate",
  ],
  ["log_format a x; log_format a y;", 'duplicate "log_format" name', "name/duplicate"],
  ["log_format combined x;", 'duplicate "log_format" name', "name/duplicate"],
  [
    "upstream u { server 127.0.0.1; } upstream U { server 127.0.0.1; }",
    "duplicate upstream",
    "name/duplicate",
  ],
  [
    "limit_req_zone $uri zone=z:1m rate=1r/s; limit_conn_zone $uri zone=z:1m;",
    "already declared for a different use",
    "name/duplicate",
  ],
  [
    "upstream u { zone z 64k; server 127.0.0.1; } limit_conn_zone $uri zone=z:64k;",
    "already declared for a different use",
    "name/duplicate",
  ],
  ["server { location / { fastcgi_pass /run/x.sock; } }", "invalid host", "nginx/pass-url"],
  ["server { location / { fastcgi_pass 127.0.0.1; } }", "no port", "nginx/pass-url"],
  ["server { location / { uwsgi_pass uwsgi://[::1]; } }", "no port", "nginx/pass-url"],
  ["server { location / { scgi_pass scgi://127.0.0.1:1; } }", "invalid host", "nginx/pass-url"],
  ["server { location / { grpc_pass grpc://127.0.0.1:1/x; } }", "invalid host", "nginx/pass-url"],
  [
    "server { location / { set $memcached_key 1; memcached_pass 127.0.0.1:0; } }",
    "invalid port",
    "nginx/pass-url",
  ],
  ["server { location / { fastcgi_pass unix:; } }", "no path", "nginx/pass-url"],
  [
    "upstream u { server 127.0.0.1; } server { location / { proxy_pass http://U:80; } }",
    "may not have port 80",
    "nginx/pass-url",
  ],
  [
    "upstream u { server 127.0.0.1; } server { location / { fastcgi_pass u:80; } }",
    "may not have port 80",
    "nginx/pass-url",
  ],
];

const RIGHT: readonly string[] = [
  "server { listen 81; listen 82; listen [::]:81; listen 127.0.0.1:81; }",
  "server { listen 81 backlog=5; } server { listen 81; server_name a; } server { listen 82 backlog=5; }",
  "server { server_name a.*.b; } server { listen 82; server_name a..b ~^(?:x)$; }",
  'server { server_name *.a .b c.* _ "" ~.; }',
  ...["proxy", "fastcgi", "uwsgi", "scgi"].map(
    (m) =>
      `server { ${m}_buffer_size 14k; location /a { ${m}_buffers 3 4k; ${m}_buffer_size 4k; } location /b { ${m}_max_temp_file_size 0; } location /c { ${m}_buffers 8 16k; ${m}_busy_buffers_size 16k; ${m}_temp_file_write_size 16k; } }`,
  ),
  "proxy_buffer_size 16k; server { proxy_buffers 8 16k; }",
  "proxy_buffer_size 16k;",
  "connection_pool_size 8k; server { large_client_header_buffers 1 8k; }",
  `${CERTIFICATE} server { listen 443 ssl; ssl_verify_client optional_no_ca; }`,
  "server { proxy_ssl_verify on; location / { proxy_pass http://127.0.0.1; } }",
  "fastcgi_cache_path /dev/shm/lbc keys_zone=z:1m; fastcgi_cache_key $uri; server { fastcgi_cache z; location / { fastcgi_cache off; } }",
  "upstream u { server 127.0.0.1; server 127.0.0.2 backup; least_conn; keepalive 2; }",
  "access_log /dev/null combined flush=1m gzip;",
  "server { location / { proxy_pass http://127.0.0.1; proxy_redirect default; } }",
  "map $uri $x { default 1; \\default 2; volatile; ~a 1; ~a 2; a.*.b 3; }",
  'map $uri $x { hostnames; a.b 1; *.a.b 2; a.* 3; "" 4; c/d 5; }',
  "geo $x { default 0; 10.0.0.0/8 1; 10.0.0.0/9 2; ::/1 3; 255.255.255.255 4; proxy 10.0.0.0/8; proxy_recursive; }",
  "geo $x { proxy_recursive; ranges; default 0; 10.0.0.1-10.0.0.9 1; proxy 10.0.0.0/8; }",
  "split_clients $uri $x { 50% a; .5% b; 49.5% c; * d; }",
  "types { text/html html htm; text/x x; } server { types { text/y html; } }",
  "server { index a /b; valid_referers none blocked a.b *.a.b a.* ~x /x; }",
  "server { root /a; location / { alias /b; } location ~ x { alias /c; } }",
  "limit_req_zone $uri zone=z:1m rate=1r/s; limit_req_zone $uri zone=y:1m rate=1r/s; server { limit_req zone=z; limit_req zone=y; }",
  "upstream u { zone z 64k; server 127.0.0.1; } upstream v { zone z 64k; server 127.0.0.1; } ssl_session_cache shared:s:1m; server { ssl_session_cache shared:s:1m; }",
  "upstream u { server 127.0.0.1; } server { location / { fastcgi_pass U; } location /a { proxy_pass http://u/; } location /b { fastcgi_pass unix:/x:/y; } location /c { uwsgi_pass suwsgi://127.0.0.1:1; } location /d { grpc_pass grpcs://[::1]:1; } }",
];

needs(
  "nginx",
  "openssl",
  "unshare",
  "ip",
)("what nginx refuses of statements together", () => {
  const said = (statements: string): string => {
    const file = join(nginx.folder, "together.conf");
    writeFileSync(file, `pid ${nginx.folder}/together.pid; events {} http { ${statements} }`);
    return inNamespace([], `nginx -t -p ${nginx.folder} -c ${file} -g 'error_log stderr;'`).output;
  };
  const codes = (statements: string): readonly string[] =>
    compileUnjudged(
      `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\nerror_log stderr\n${statements}\n}\n`,
    ).problems.map((p) => p.code);

  test.each(WRONG)("%s", (statements, words, code) => {
    expect(said(statements)).toContain(words);
    expect([...new Set(codes(statements))]).toEqual([code]);
  });

  test.each(RIGHT)("nothing is wrong with %s", (statements) => {
    const lines = said(statements).split("\n");
    expect(lines.filter((l) => /\[(?:emerg|warn)\]/.test(l))).toEqual([]);
    expect(codes(statements)).toEqual([]);
  });

  test("what lbc writes of it is taken", () => {
    const { artifacts, problems } = compileUnjudged(
      `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\nerror_log stderr\naccess_log off\n${RIGHT[1] ?? ""}\n}\n`,
    );
    expect(problems).toEqual([]);
    const file = artifacts.find((a) => a.path.endsWith("nginx.conf"));
    const conf = join(nginx.folder, "written.conf");
    writeFileSync(
      conf,
      file === undefined ? "" : contentOf(file).replace(/^pid .*$/m, `pid ${nginx.folder}/w.pid;`),
    );
    expect(inNamespace([], `nginx -t -c ${conf}`).output).toContain("test is successful");
  });
});
