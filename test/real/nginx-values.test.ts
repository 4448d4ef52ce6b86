/** The catalogue of values against the installed nginx: what lbc refuses nginx refuses, and nothing else. */
import fc from "fast-check";
import { availableParallelism } from "node:os";
import { afterAll, expect, test } from "vitest";
import { quote } from "../../src/targets/nginx/quote.ts";
import { nginxArguments, type Form } from "../../src/vocabulary/nginx-values.ts";
import { nginxDirective, type NginxDirective } from "../../src/vocabulary/nginx.ts";
import { checkNginx } from "../../src/vocabulary/nginx-check.ts";
import { nginxDirectives } from "../support/nginx-directives.ts";
import { all, exists, FIRST, placeOf, PLACES, version, type Place } from "../support/nginx-installed.ts";
import { RANDOM, some, textsOf } from "../support/nginx-values.ts";
import { inLanes, nginxFolder } from "../support/nginx-process.ts";
import { needs } from "../support/real.ts";

const lanes = Math.max(2, availableParallelism());
const nginx = nginxFolder();
afterAll(() => nginx.remove());

/** Statements that must stand before one, for it to be judged for itself. */
const BEFORE: Readonly<Record<string, string>> = { proxy_redirect: "proxy_pass http://127.0.0.1:1;" };

/** A line that nginx does not know: at it nginx stops, and has opened nothing, bound nothing and judged no whole. */
const END = "lbc_end;";

type Case = { readonly name: string; readonly place: Place; readonly statement: string };

/** Texts with the lines on which the cases stand, counted from 1. As many cases in one as the place allows. */
function fileOf(cases: readonly Case[]): { readonly text: string; readonly lines: readonly number[] } {
  const place = cases[0]?.place ?? "main";
  const out: string[] = place === "main" ? [] : place === "events" ? ["events {"] : ["events {}", "http {"];
  if (place === "location") out.push("server {");
  const lines: number[] = [];
  for (const [i, { name, statement }] of cases.entries()) {
    const before = BEFORE[name] ?? "";
    if (place === "location") out.push(`location /${i} { ${before}`);
    if (place === "server") out.push(`server { ${before}`);
    if (place === "upstream") out.push(`upstream u${i} {${name === "server" ? "" : " server 127.0.0.1:1;"}`);
    out.push(...statement.split("\n"));
    lines.push(out.length);
    if (["location", "server", "upstream"].includes(place)) out.push("}");
  }
  if (place === "location") out.push("}");
  out.push(END);
  return { text: out.join("\n"), lines };
}
const SHARED: ReadonlySet<Place> = new Set(["location", "server", "upstream"]);

/** The line of the first error, and what nginx says; no line for one that is of no statement. */
async function firstError(text: string, lane: number) {
  const { said } = await nginx.test(text, lane);
  const error = said.split("\n").find((l) => l.includes("[emerg]"));
  return { line: Number(/ in \S+:(\d+)$/.exec(error ?? "")?.[1] ?? 0), error: error ?? "nothing" };
}

/** What nginx says of its statement; undefined when it takes it. */
async function refusal(one: Case, lane: number): Promise<string | undefined> {
  const { text, lines } = fileOf([one]);
  const { line, error } = await firstError(text, lane);
  // Of an unknown browser nginx says nothing, and stops.
  return line === lines[0] || error === "nothing" ? error : undefined;
}

/** The codes of lbc's problems with a statement. */
function codesOf({ name, place, statement }: Case): readonly string[] {
  const around: Readonly<Record<Place, string>> = {
    main: statement,
    events: `events { ${statement} }`,
    http: `http { ${statement} }`,
    server: `http { server { ${statement} } }`,
    location: `http { server { location / { ${statement} } } }`,
    upstream: `http { upstream u { ${statement} } }`,
  };
  const directives = nginxDirectives(around[place]);
  if (directives === undefined) throw new Error(`no statement: ${name} ${statement}`);
  const codes: string[] = [];
  // What nginx warns of, and whether Debian alone has it, are other matters.
  checkNginx(directives, {
    version,
    modules: [],
    report: ({ code, severity }) => {
      if (severity === "error") codes.push(code);
    },
  });
  return codes;
}

/** Cases that may stand in one file: in blocks of their own, or of different names in one block. */
function batchesOf(cases: readonly Case[], ownBlocks: boolean): readonly (readonly Case[])[] {
  const batches: Case[][] = [];
  const counts = new Map<string, number>();
  for (const [i, one] of cases.entries()) {
    const nth = counts.get(one.name) ?? 0;
    counts.set(one.name, nth + 1);
    (batches[ownBlocks ? Math.floor(i / 80) : nth] ??= []).push(one);
  }
  return batches;
}

/** The cases in which lbc and nginx differ. */
async function differing(cases: readonly Case[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const good = cases.filter((c) => codesOf(c).length === 0);
  const bad = cases.filter((c) => codesOf(c).length > 0);
  const show = (c: Case, error: string) => `${c.statement}  (${c.place}): ${error}`;
  const batches = PLACES.flatMap((place) =>
    batchesOf(
      good.filter((c) => c.place === place),
      SHARED.has(place),
    ),
  );
  await inLanes(batches, lanes, async (batch, lane) => {
    let left = batch;
    while (left.length > 0) {
      const { text, lines } = fileOf(left);
      const { line, error } = await firstError(text, lane);
      const one = left[lines.indexOf(line)];
      if (one === undefined) {
        if (error.includes(END.slice(0, -1))) return;
        // What nginx cannot allocate, it has read.
        for (const c of left) {
          const alone = await refusal(c, lane);
          if (alone !== undefined) wrong.push(`lbc takes ${show(c, alone)}`);
        }
        return;
      }
      // Two cases may be against each other, such as two sizes of one zone.
      const alone = await refusal(one, lane);
      if (alone !== undefined) wrong.push(`lbc takes ${show(one, alone)}`);
      left = left.filter((c) => c !== one);
    }
  });
  await inLanes(bad, lanes, async (one, lane) => {
    if ((await refusal(one, lane)) === undefined) wrong.push(`nginx takes ${show(one, codesOf(one).join())}`);
  });
  return wrong;
}

/** What is right or wrong only by something else: a build, a name, a buffer, the sum of levels, a number cut to 32 bits. */
const LEFT_OUT = new RegExp(
  [
    "^aio (on|ON)",
    "^use ",
    "^pid ",
    "_pass (?!.*127)",
    "^user (?!root( root)?;)",
    "^listen .*accept_filter=",
    "^log_format combined",
    "_temp_path .* 1 10",
    '^access_log .* combined "?flush',
    "(backlog|fastopen|rcvbuf|sndbuf)=9223372036854775807",
    "^worker_priority 9223372036854775807",
  ].join("|"),
);
/** What is refused twice only with the same zone, or after `off`, or unless it is 0. */
const TWICE_LEFT_OUT = /^(limit_conn|limit_req|proxy_cookie_\w+|proxy_redirect|worker_priority) /;
type Known = { readonly directive: NginxDirective; readonly forms: readonly Form[] };
const known: readonly Known[] = all.filter(exists).flatMap((directive) => {
  const found = nginxArguments(directive.name);
  return found === undefined ? [] : [{ directive, forms: found.forms }];
});
const flags = all.filter((d) => d.flag && exists(d));

function caseOf(directive: NginxDirective, args: readonly string[]): Case {
  const words = [directive.name, ...args.map((a) => quote(a))].join(" ");
  return {
    name: directive.name,
    place: placeOf(directive),
    statement: words + (directive.block ? " {}" : ";"),
  };
}

/** Kinds of value of which every text has been asked. */
const asked = new Set<string>();
const first = (kind: string): boolean => !asked.has(kind) && asked.add(kind).has(kind);

/** A form with one of its arguments varied, the others right. */
function casesOf({ directive, forms }: Known): readonly Case[] {
  return forms.flatMap(({ terms: form }) => {
    const needed = form.find((t) => t.alternatives.some((a) => a.needed));
    const right = form.map(
      (term, i) => FIRST[directive.name]?.[i] ?? textsOf(term, version, () => true)[0] ?? "",
    );
    return form.flatMap((term, i) => {
      return textsOf(term, version, first).flatMap((text) => {
        const args = right.map((r, j) => (i === j ? text : r));
        // Those of a list that needs one come after it.
        const twice = term.repeats ? [[...args.slice(0, i), right[i] ?? "", ...args.slice(i)]] : [];
        return (
          needed === term || directive.name === "access_log" ? [args, ...twice].slice(-1) : [args, ...twice]
        )
          .filter((a) => a.length >= directive.min && a.length <= directive.max)
          .map((a) => caseOf(directive, a))
          .filter((c) => !LEFT_OUT.test(c.statement));
      });
    });
  });
}

const keyOf = (forms: Known["forms"]) =>
  JSON.stringify(forms, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v));
needs("nginx")("values of nginx's directives", () => {
  test("lbc refuses what nginx refuses, and takes what it takes", async () => {
    const seen = new Set<string>();
    const cases = known.flatMap((k) => {
      const own = casesOf(k);
      const key = keyOf(k.forms);
      // Of directives with the same arguments one is asked all, the others some of what is wrong.
      if (!seen.has(key)) {
        seen.add(key);
        return own;
      }
      const good = own.filter((c) => codesOf(c).length === 0);
      const bad = own.filter((c) => codesOf(c).length > 0);
      return [...good, ...some(bad, 2, k.directive.name)];
    });
    const judged = known.filter((k) => casesOf(k).length > 0);
    const takesAny = ({ forms }: Known) =>
      forms.every((f) => f.terms.every((t) => t.alternatives.some((a) => a.value?.kind === "any")));
    const statementsOf = (k: Known) => cases.filter((c) => c.name === k.directive.name);
    const wholly = judged.filter((k) => statementsOf(k).every((c) => codesOf(c).length > 0));
    expect(wholly.map((k) => k.directive.name)).toEqual([]);
    const never = judged.filter((k) => !takesAny(k) && statementsOf(k).every((c) => codesOf(c).length === 0));
    expect(never.map((k) => k.directive.name)).toEqual([]);
    expect(cases.length).toBeGreaterThan(4000);
    expect(await differing(cases)).toEqual([]);
  });

  test("the same of random texts", async () => {
    const cases = RANDOM.flatMap(({ before, texts }) => {
      const directive = nginxDirective(before.split(" ")[0] ?? "", "http");
      const words = before.split(" ").slice(1);
      if (directive === undefined) return [];
      return fc
        .sample(texts, { numRuns: 50, seed: 1 })
        .map((text) => caseOf(directive, [...words.slice(0, -1), (words.at(-1) ?? "") + text]));
    });
    const good = cases.filter((c) => codesOf(c).length === 0).length;
    expect(good).toBeGreaterThan(100);
    expect(cases.length - good).toBeGreaterThan(100);
    expect(await differing(cases)).toEqual([]);
  });

  test("flags are on or off, in any case", async () => {
    const cases = flags.flatMap((d, i) =>
      ["on", "oFF", ["yes", "", "1", "onn", "true"][i % 5] ?? ""].map((text) => caseOf(d, [text])),
    );
    expect(await differing(cases)).toEqual([]);
  });

  test("a second one is refused exactly when lbc says so", async () => {
    const once = [
      ...flags.map((d) => caseOf(d, ["on"])),
      ...known.flatMap((k) =>
        casesOf(k)
          .filter((c) => codesOf(c).length === 0)
          .slice(0, 1),
      ),
    ];
    const cases = once
      .map((c) => ({ ...c, statement: `${c.statement}\n${c.statement}` }))
      .filter((c) => !TWICE_LEFT_OUT.test(c.statement));
    expect(cases.length).toBeGreaterThan(400);
    const wrong: string[] = [];
    await inLanes(cases, lanes, async (one, lane) => {
      const refused = (await refusal(one, lane))?.includes("is duplicate") === true;
      if (refused !== codesOf(one).includes("nginx/duplicate"))
        wrong.push(`${one.statement} ${refused ? "is" : "is not"} a duplicate`);
    });
    expect(wrong).toEqual([]);
  });
});
