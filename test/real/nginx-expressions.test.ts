/** The installed nginx refuses the expressions, variables and conditions that lbc reports, and starts with the others. */
import fc from "fast-check";
import { availableParallelism } from "node:os";
import { afterAll, expect, test } from "vitest";
import { judgeExpressions } from "../../src/targets/nginx/expressions.ts";
import { quote } from "../../src/targets/nginx/quote.ts";
import { judgeVariables } from "../../src/targets/nginx/variables.ts";
import { isIn, nginxVariable, nginxVariables } from "../../src/vocabulary/nginx-variables.ts";
import { nginxDirectives } from "../support/nginx-directives.ts";
import { all, argumentsOf, exists, placeOf, version, type Place } from "../support/nginx-installed.ts";
import { inLanes, nginxFolder } from "../support/nginx-process.ts";
import { needs } from "../support/real.ts";
import { REGEXES } from "../support/regexes.ts";

const lanes = Math.max(2, availableParallelism());
const nginx = nginxFolder();
afterAll(() => nginx.remove());

const PROXY = "proxy_pass http://127.0.0.1:1;";
const AROUND: Readonly<Record<Place, (text: string) => string>> = {
  main: (text) => text,
  events: (text) => text,
  http: (text) => text,
  server: (text) => `server { listen 127.0.0.1:18999; ${text} }`,
  location: (text) => `server { listen 127.0.0.1:18999; location /lbc { ${text} } }`,
  upstream: (text) => `upstream u { server 127.0.0.1:1; ${text} }`,
};

/** The codes of lbc's problems with statements of the http section. */
function codesOf(statements: string): readonly string[] {
  const directives = nginxDirectives(statements);
  if (directives === undefined) throw new Error(`no statements: ${statements}`);
  const codes: string[] = [];
  const report = ({ code }: { readonly code: string }) => void codes.push(code);
  judgeExpressions(directives, version, report);
  judgeVariables(directives, { nginx: version, places: {}, nginxModules: [] } as never, report);
  return codes;
}

/** What nginx says of them; undefined when it starts. */
async function refusal(statements: string, lane = 0): Promise<string | undefined> {
  const { ok, said } = await nginx.test(`events {} http { access_log off; ${statements} }`, lane);
  return ok ? undefined : (said.split("\n").find((l) => l.includes("[emerg]")) ?? said);
}

/** What these look at before a text. */
const BEFORES: Readonly<Record<string, readonly string[]>> = {
  access_log: ["if=", "syslog:server=127.0.0.1,tag="],
  aio: ["threads="],
  disable_symlinks: ["from="],
  log_format: ["escape=", "escape"],
  return: ["http://", "https://", "$scheme"],
  try_files: ["="],
};

/** Statements of every http directive with a text in each place of its arguments. */
function statementsWith(text: string, common: readonly string[]): readonly string[] {
  const out = new Set<string>();
  for (const directive of all.filter(exists)) {
    const { name, min, max, block } = directive;
    const place = placeOf(directive);
    if (place === "main" || place === "events" || name === "server") continue;
    const befores = [...common, ...(BEFORES[name] ?? [])];
    const before = place === "location" && !name.endsWith("_pass") ? PROXY : "";
    for (const right of argumentsOf(directive))
      for (let i = 0; i <= Math.min(right.length, 3); i++)
        for (const start of befores) {
          const args = right.map((a, j) => (i === j ? start + text : a));
          if (i === right.length) args.push(start + text);
          if (args.length < min || args.length > max) continue;
          const words = [name, ...args.map((a) => quote(a))].join(" ");
          out.add(AROUND[place](`${before} ${words}${block ? " {}" : ";"}`));
        }
  }
  return [...out];
}

/** Statements of which one of the two says what the other does not, where nginx has no other complaint. */
async function differing(statements: readonly string[], code: string, says: RegExp) {
  const wrong: string[] = [];
  let refused = 0;
  await inLanes(statements, lanes, async (one, lane) => {
    const said = await refusal(one, lane);
    const isRefused = said !== undefined && says.test(said);
    if (isRefused) refused++;
    const codes = codesOf(one);
    // Of a statement that is wrong in another way as well nginx says only that.
    if (isRefused ? !codes.includes(code) : said === undefined && codes.length > 0)
      wrong.push(`${one}: ${said ?? "nginx takes it"}; ${codes.join()}`);
  });
  return { wrong, refused };
}

const inLocation = (statements: string) => AROUND.location(statements);
const inMap = (lines: string) => `map $uri $lbc_x { ${lines} }`;

needs("nginx")("expressions of nginx", () => {
  test("a variable is evaluated exactly where lbc says", async () => {
    const { wrong, refused } = await differing(
      statementsWith("$lbc_no_such", ["", "a", "~(x)"]),
      "nginx/unknown-variable",
      /unknown "lbc_no_such" variable/,
    );
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(400);
  });

  test("a regular expression is compiled exactly where lbc says", async () => {
    const { wrong, refused } = await differing(
      statementsWith("(", ["", "~", "~*"]),
      "nginx/regex",
      /pcre2_compile\(\) failed/,
    );
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(30);
  });

  test("nginx's own variables are there, and may be set, as the catalogue says", async () => {
    const wrong: string[] = [];
    const names = nginxVariables([9]).filter((n) => !n.startsWith("geoip_"));
    expect(names.length).toBeGreaterThan(100);
    await inLanes(names, lanes, async (own, lane) => {
      const name = own.endsWith("_") ? `${own}x` : own;
      const variable = nginxVariable(name);
      const known = variable !== undefined && isIn(variable, version);
      const used = await refusal(`add_header x $${name};`, lane);
      const set = await refusal(`map $uri $${name} { a b; }`, lane);
      if ((used === undefined) !== known) wrong.push(`${name}: ${used ?? "nginx has it"}`);
      if ((set === undefined) !== (!known || variable.isSettable))
        wrong.push(`${name}: ${set ?? "nginx lets it be set"}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(REGEXES))(
    "what lbc refuses of random expressions, nginx refuses: %s",
    async (_, regexes) => {
      const texts = fc.sample(regexes, { numRuns: 1000, seed: 1 }).filter((text) => text !== "");
      const count = { refused: 0, known: 0, taken: 0 };
      const wrong: string[] = [];
      await inLanes(texts, lanes, async (text, lane) => {
        const statement = AROUND.server(`location ~ ${quote(text)} { }`);
        const said = await refusal(statement, lane);
        const isKnown = codesOf(statement).includes("nginx/regex");
        if (said === undefined) count.taken++;
        else if (!said.includes("pcre2_compile() failed")) throw new Error(said);
        else count.refused++;
        if (isKnown) count.known++;
        if (isKnown && said === undefined) wrong.push(text);
      });
      expect(wrong).toEqual([]);
      expect(count.taken).toBeGreaterThan(150);
      expect(count.refused).toBeGreaterThan(300);
      expect(count.known / count.refused).toBeGreaterThan(0.95);
    },
  );

  test.each([
    ["nothing", "if () { }", "invalid condition"],
    ["no parentheses", "if $uri { }", "invalid condition"],
    ["one parenthesis", "if ($uri { }", "invalid condition"],
    ["a dollar", "if ($) { }", "invalid condition"],
    ["a text", "if (a = b) { }", "invalid condition"],
    ["nothing to the right", "if ($uri = ) { }", "invalid condition"],
    ["another operator", "if ($uri == b) { }", 'unexpected "=="'],
    ["two tests", "if ($uri = b && $uri = c) { }", "invalid condition"],
    ["two words", "if ($uri = b c) { }", "invalid condition"],
    ["a variable that is not", "if (!$uri) { }", "invalid condition"],
    ["another test of files", "if (-g b) { }", "invalid condition"],
    ["a test of two files", "if (-f a b) { }", "invalid condition"],
    ["a test of no file", "if (-f) { }", "invalid condition"],
    ["a mark apart", "if (! -f b) { }", "invalid condition"],
  ])("a condition of %s is refused", async (_, statement, words) => {
    expect(await refusal(inLocation(statement))).toContain(words);
    expect(codesOf(inLocation(statement))).toEqual(["nginx/condition"]);
  });

  test.each([
    ["an unknown variable in a map", inMap("a $nono;"), 'unknown "nono"', "nginx/unknown-variable"],
    ["one in its default", inMap("default a$nono;"), 'unknown "nono"', "nginx/unknown-variable"],
    ["one in a condition", inLocation("if ($nono) { }"), 'unknown "nono"', "nginx/unknown-variable"],
    ["one compared with", inLocation("if ($uri = $nono) { }"), 'unknown "nono"', "nginx/unknown-variable"],
    ["one of a file", inLocation("if (!-f /x$nono) { }"), 'unknown "nono"', "nginx/unknown-variable"],
    ["no blanks", inLocation("if ($uri=b) { }"), 'unknown "uri=b"', "nginx/unknown-variable"],
    ["a group in a log", "log_format x $1;", 'unknown "1"', "nginx/unknown-variable"],
    ["a group in braces", inLocation("return 200 ${1};"), 'unknown "1"', "nginx/unknown-variable"],
    ["a later one", inLocation("return 200 $http3;"), 'unknown "http3"', "nginx/unknown-variable"],
    [
      "no key",
      inLocation("memcached_pass 127.0.0.1:1;"),
      'unknown "memcached_key"',
      "nginx/unknown-variable",
    ],
    [
      "a header of a server",
      `proxy_set_header x $nono; ${AROUND.server("")}`,
      'unknown "nono"',
      "nginx/unknown-variable",
    ],
    [
      "a header that locations replace",
      AROUND.server("proxy_set_header x $nono; location / { proxy_set_header y 1; }"),
      'unknown "nono"',
      "nginx/unknown-variable",
    ],
    [
      "a certificate",
      AROUND.server("ssl_certificate $uri; ssl_certificate_key $nono;"),
      'unknown "nono"',
      "nginx/unknown-variable",
    ],
    ["a dollar alone", inLocation("return 200 a$;"), "invalid variable name", "nginx/variable-form"],
    ["an open brace", inLocation('return 200 "${a";'), "closing bracket", "nginx/variable-form"],
    ["a dollar in a map", inMap("a b$-;"), "invalid variable name", "nginx/variable-form"],
    ["a variable of its own", inLocation("set $Uri 1;"), "the duplicate", "nginx/variable-set"],
    ["one by a map", "map $uri $host { a b; }", "the duplicate", "nginx/variable-set"],
    ["one by geo", "geo $uri { default 1; }", "the duplicate", "nginx/variable-set"],
    ["one by clients", "split_clients $uri $pid { * 1; }", "the duplicate", "nginx/variable-set"],
    ["one by a group", AROUND.server("location ~ (?<uri>x) { }"), "the duplicate", "nginx/variable-set"],
    ["one by a name", AROUND.server("server_name ~(?<host>x);"), "the duplicate", "nginx/variable-set"],
    ["one by a rewrite", inLocation("rewrite (?<uri>x) /y;"), "the duplicate", "nginx/variable-set"],
    ["one by a condition", inLocation('if ($uri ~ "(?<uri>x)") { }'), "the duplicate", "nginx/variable-set"],
    ["one by a key", inMap('"~(?<uri>x)" 1;'), "the duplicate", "nginx/variable-set"],
    ["one by a cookie", inLocation("proxy_cookie_path ~(?<uri>x) /;"), "the duplicate", "nginx/variable-set"],
    ["an expression as a key", inMap("~*( 1;"), "pcre2_compile", "nginx/regex"],
    ["one in a condition", inLocation('if ($uri !~* "*") { }'), "pcre2_compile", "nginx/regex"],
    ["a mark that is none", AROUND.server("server_name ~*x;"), "pcre2_compile", "nginx/regex"],
    ["one group", inLocation("fastcgi_split_path_info ^a(b);"), "2 captures", "nginx/regex"],
  ])("%s is refused", async (_, statements, words, code) => {
    expect(await refusal(statements)).toContain(words);
    expect(codesOf(statements)).toEqual([code]);
  });

  test.each([
    ["a variable of any case", `${inLocation("return 200 a$B${b}c;")} map $uri $b { a b; }`],
    ["variables by groups", AROUND.server("server_name ~(?<a>x)(?P<b>y)(?'c'z); return 200 $a$b$c;")],
    ["a variable by a key", `${inMap('"~(?<k>x)" 1;')} ${inLocation("return 200 $k;")}`],
    ["families", inLocation("return 200 $arg_x$Cookie_y$http_z$sent_http_a$upstream_http_b;")],
    ["groups", inLocation("rewrite ^(.)(.) /$1$10$2 last;")],
    ["odd names", inLocation("set $a-b 1; if ($a-b) { } set ${c} 1;")],
    ["those that may be set", inLocation("set $args 1; set $limit_rate 1; set $http_foo 1;")],
    ["a later one that is set", inLocation("set $http3 1; return 200 $http3;")],
    ["a key", inLocation("set $memcached_key 1; memcached_pass 127.0.0.1:1;")],
    ["texts that are none", "geo $a { default $nono; } split_clients $uri $b { * $nono; }"],
    [
      "headers that every server replaces",
      `proxy_set_header x $nono; ${AROUND.server("proxy_set_header y 1;")}`,
    ],
    ["headers without servers", "fastcgi_param x $nono;"],
    ["keys that are none", inMap(String.raw`\~( 1; hostnames; $nono x;`)],
    [
      "conditions",
      inLocation('if ($uri) { } if ( $uri ) { } if ($uri = "") { } if ($uri !~* x) { } if (!-d /x) { }'),
    ],
    [
      "groups of expressions that are no variables",
      inLocation('gzip_disable "(?<uri>x)" msie6; valid_referers ~(?<uri>x);'),
    ],
    ["a name of ranges", inLocation('if ($uri ~ "^/[[:alpha:]_]{2,}$") { }')],
  ])("nginx starts with %s", async (_, statements) => {
    expect(await refusal(statements)).toBeUndefined();
    expect(codesOf(statements)).toEqual([]);
  });
});
