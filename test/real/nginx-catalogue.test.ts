/** The catalogue against the installed nginx: where each directive may stand and with how many arguments. */
import fc from "fast-check";
import { availableParallelism } from "node:os";
import { afterAll, expect, test } from "vitest";
import { quote } from "../../src/targets/nginx/quote.ts";
import { compareVersions } from "../../src/vocabulary/version.ts";
import { nginxDirective, nginxNames, type Context, type NginxDirective } from "../../src/vocabulary/nginx.ts";
import { inLanes, installedNginx, nginxFolder, nginxPaths } from "../support/nginx-process.ts";
import { needs } from "../support/real.ts";

const version = installedNginx();
const lanes = Math.max(2, availableParallelism());
const nginx = nginxFolder();
afterAll(() => nginx.remove());

/** Modules that a Debian build leaves out, loads on demand, or has for other systems only. */
const ABSENT =
  /^(geoip_|image_filter|perl|xslt_|xml_|degrad|google_|quic_|http3|spdy_|kqueue_|devpoll_|eventport_|iocp_|(post_)?acceptex)/;

const AROUND: Readonly<Record<Context, (statement: string) => string>> = {
  main: (s) => `${s} events {}`,
  events: (s) => `events { ${s} }`,
  http: (s) => `events {} http { ${s} }`,
  server: (s) => `events {} http { server { ${s} } }`,
  location: (s) => `events {} http { server { location / { ${s} } } }`,
  upstream: (s) => `events {} http { upstream u { ${s} } }`,
  "if in server": (s) => `events {} http { server { if ($uri) { ${s} } } }`,
  "if in location": (s) => `events {} http { server { location / { if ($uri) { ${s} } } } }`,
  limit_except: (s) => `events {} http { server { location / { limit_except GET { ${s} } } } }`,
};
const ALL = Object.keys(AROUND) as Context[];

const names = [...new Set(nginxNames(ALL))].filter((n) => n !== "server" && !ABSENT.test(n));
const directives = names.flatMap((name) => nginxDirective(name, "main") ?? []);
/** Debian's 1.22.1 has what Debian carried into it. */
const exists = ({ since, removed, backported }: NginxDirective): boolean =>
  version !== undefined &&
  (since === undefined ||
    compareVersions(version, since) >= 0 ||
    (backported !== undefined && compareVersions(version, backported) === 0)) &&
  (removed === undefined || compareVersions(version, removed) < 0);

const early = (since: readonly number[]): boolean =>
  version !== undefined && compareVersions(version, since) < 0;
const allowed = (d: NginxDirective, context: Context): boolean =>
  d.contexts.includes(context) &&
  !(d.later ?? []).some(({ what, since }) => what === context && early(since));
/** The most arguments the installed version takes. */
const maxOf = ({ max, maxIn, later = [] }: NginxDirective, context: Context): number =>
  Math.min(
    max,
    maxIn?.[context] ?? Infinity,
    ...later.flatMap(({ what, since }) => (typeof what === "number" && early(since) ? [what - 1] : [])),
  );

const statement = ({ name, block }: NginxDirective, count: number): string =>
  [name, ...Array<string>(count).fill("127.0.0.1:18999")].join(" ") + (block ? " {}" : ";");

/** nginx judges the name, then the place, then the number of arguments, and only then runs the directive. */
function kindOf(said: string): "unknown" | "place" | "count" | "taken" {
  if (said.includes("unknown directive")) return "unknown";
  if (said.includes("is not allowed here")) return "place";
  return said.includes("invalid number of arguments") ? "count" : "taken";
}

/** A number of arguments the directive refuses, so that it is never run; 0 or one too many. */
const refused = (d: NginxDirective): number => (d.min > 0 ? 0 : Math.min(d.max, 7) + 1);

needs("nginx")("nginx's directives", () => {
  test("exist exactly when the catalogue says so", async () => {
    const wrong: string[] = [];
    await inLanes(directives, lanes, async (d, lane) => {
      const { said } = await nginx.test(AROUND[d.contexts[0] ?? "main"](statement(d, refused(d))), lane);
      if ((kindOf(said) !== "unknown") !== exists(d)) wrong.push(`${d.name}: ${said.split("\n")[0]}`);
    });
    expect(wrong).toEqual([]);
  });

  test("stand where the catalogue says, and nowhere else", async () => {
    const wrong: string[] = [];
    const pairs = directives.filter(exists).flatMap((d) => ALL.map((context) => ({ d, context })));
    await inLanes(pairs, lanes, async ({ d, context }, lane) => {
      const { said } = await nginx.test(AROUND[context](statement(d, refused(d))), lane);
      if ((kindOf(said) === "place") === allowed(d, context))
        wrong.push(`${d.name} in ${context}: ${said.split("\n")[0]}`);
    });
    expect(pairs.length).toBeGreaterThan(4000);
    expect(wrong).toEqual([]);
  });

  test("take the numbers of arguments the catalogue says", async () => {
    const wrong: string[] = [];
    const counts = directives.filter(exists).flatMap((d) =>
      // Of the other blocks only an upstream is known to count otherwise.
      d.contexts
        .filter((context, i) => i === 0 || (context === "upstream" && allowed(d, context)))
        .flatMap((context) => {
          const most = Math.min(maxOf(d, context), 4) + 1;
          return Array.from({ length: most + 1 }, (_, count) => ({ d, context, count }));
        }),
    );
    await inLanes(counts, lanes, async ({ d, context, count }, lane) => {
      const { said } = await nginx.test(AROUND[context](statement(d, count)), lane);
      const fits = count >= d.min && count <= maxOf(d, context);
      // A directive may count its own arguments again when it is run; what is refused by the table is what matters.
      if (fits ? kindOf(said) === "count" : kindOf(said) !== "count")
        wrong.push(`${d.name} in ${context} with ${count}: ${said.split("\n")[0]}`);
    });
    expect(wrong).toEqual([]);
  });

  test("that are flags take on and off only", async () => {
    const wrong: string[] = [];
    await inLanes(
      directives.filter((d) => d.flag && exists(d)),
      lanes,
      async (d, lane) => {
        const place = AROUND[d.contexts.at(-1) ?? "main"];
        const bad = await nginx.test(place(`${d.name} yes;`), lane);
        const good = await nginx.test(place(`${d.name} ON;`), lane);
        if (!/must be "on" or "off"|invalid value/.test(bad.said))
          wrong.push(`${d.name} yes: ${bad.said.split("\n")[0]}`);
        if (/must be "on" or "off"|invalid value/.test(good.said))
          wrong.push(`${d.name} ON: ${good.said.split("\n")[0]}`);
      },
    );
    expect(wrong).toEqual([]);
  });
});

needs("nginx")("quoting", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      " ",
      "\t",
      "\r",
      "\n",
      ";",
      "{",
      "}",
      '"',
      "'",
      "\\",
      "#",
      ")",
      "(",
      "\\n",
      "\\.",
      "=",
      "é",
      "\u{1f600}",
    ),
    fc.string({ unit: "grapheme", maxLength: 3 }).map((s) => s.replace(/[$\0]/g, "")),
  );
  const hostile = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));

  test("nginx takes any quoted text as one argument", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 100, maxLength: 100 }), async (values) => {
        const returns = values.map((v, i) => `location /${i} { return 200 ${quote(v)}; }`).join("\n");
        const text = `events {} http { ${nginxPaths(nginx.folder)} server { listen 127.0.0.1:18999;\n${returns}\n} }`;
        const { ok, said } = await nginx.test(text);
        expect(ok, said).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("nginx reads a quoted text back exactly: as a map key it collides with the same key written plainly escaped", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile.filter(
          (v) => v.length > 0 && !/^(default|hostnames|include|volatile)$/i.test(v) && !/^[~\\]/.test(v),
        ),
        async (value) => {
          const escaped = `"${[...value].map((c) => (c === "\\" || c === '"' ? `\\${c}` : c)).join("")}"`;
          const text = `events {} http { map_hash_bucket_size 1024; map $uri $x { ${quote(value)} 1; ${escaped} 2; } }`;
          const { said } = await nginx.test(text);
          expect(said).toContain("conflicting parameter");
        },
      ),
      { numRuns: 300 },
    );
  });
});
