/** What two locations do with one client, and whether they give access to the same things. */
import type { LocationConf } from "../../semantics/nginx/config.ts";
import { judgeClient, rulesOf, type Client } from "../../semantics/nginx/access.ts";
import { levelsOf } from "../../semantics/nginx/follow.ts";
import { alwaysAnswers } from "../../semantics/nginx/rewrite.ts";
import { accessVerdicts } from "../../semantics/nginx/verdicts/access.ts";
import type { JudgedServer } from "../../analysis/nginx/judged.ts";

type Path = readonly LocationConf[];

/** A client that one location turns away and the other lets in. */
export function passedBy(at: JudgedServer, strict: Path, loose: Path): Client | undefined {
  const levels = levelsOf(at.conf.http, at.server, strict);
  const others = levelsOf(at.conf.http, at.server, loose);
  const rules = rulesOf(levels);
  const clients: Client[] = [{ family: 4, text: "192.0.2.1" }];
  for (const [rule, verdict] of accessVerdicts(rules, false))
    if (verdict.kind === "decides" && !rule.allow && verdict.witness !== "unix")
      clients.push(verdict.witness);
  return clients.find(
    (c) => judgeClient(levels, c).verdict !== "pass" && judgeClient(others, c).verdict === "pass",
  );
}

/** Whether a location states rules of its own: it protects on purpose. */
export function protects({ access, auth }: LocationConf): boolean {
  return access.some((r) => !r.allow) || auth === true;
}

/** Whether a location says by itself that it is open. */
export function opens({ access, auth, satisfy, internal, statements }: LocationConf): boolean {
  if (access.length > 0 || auth === false || satisfy === "any" || internal === true) return true;
  return alwaysAnswers(statements) !== undefined;
}

/** Whether both read the same files, or both pass requests on: another backend's pages are no way around. */
export function sameThings(at: JudgedServer, a: Path, b: Path): boolean {
  const passes = (path: Path) => {
    const handler = path.at(-1)?.handler;
    return handler !== undefined && handler.kind !== "content";
  };
  const rootOf = (path: Path) =>
    levelsOf(at.conf.http, at.server, path).findLast((l) => l.root !== undefined)?.root?.value;
  const targetOf = (path: Path) => path.at(-1)?.handler?.value.replace(/^(\w+:\/\/[^/]*).*$/s, "$1");
  // A script interpreter is given files below the root.
  const runs = (path: Path) => path.at(-1)?.handler?.kind === "other pass";
  if (runs(a) !== runs(b)) return rootOf(a) === rootOf(b) && (runs(b) ? !passes(a) : !passes(b));
  return passes(a) === passes(b) && (passes(a) ? targetOf(a) === targetOf(b) : rootOf(a) === rootOf(b));
}

export function clientName(client: Client): string {
  return client === "unix" ? "a client of a unix socket" : client.text;
}
