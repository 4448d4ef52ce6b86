/** Which clients a location lets in. */
import { hasInclude } from "../analysis/nginx/judged.ts";
import type { Address } from "../model/topology.ts";
import { judgeClient, rulesOf, type Client } from "../semantics/nginx/access.ts";
import type { AccessRule, HttpConf, LocationConf, ServerConf } from "../semantics/nginx/config.ts";
import { levelsOf } from "../semantics/nginx/follow.ts";
import { alwaysAnswers } from "../semantics/nginx/rewrite.ts";
import { accessVerdicts } from "../semantics/nginx/verdicts/access.ts";

export type Clients = {
  /** In words, in the order in which nginx asks. */
  readonly words: string;
  /** One who gets an answer, and one who does not; absent where there is none, or where a password decides. */
  readonly passes?: Address;
  readonly denied?: Address;
};

const ANYBODY: Address = { family: 4, text: "203.0.113.1" };

export function clientsOf(http: HttpConf, server: ServerConf, path: readonly LocationConf[]): Clients {
  const levels = levelsOf(http, server, path);
  const rules = rulesOf(levels);
  if ([server, ...path].some(hasInclude))
    return { words: "not known: nginx also reads a file that lbc does not have" };
  const answer = alwaysAnswers(path.at(-1)?.statements ?? []);
  if (answer !== undefined)
    return {
      words:
        rules.length === 0
          ? "anybody"
          : `anybody: \`${answer.kind}\` answers before the access rules are asked`,
      passes: ANYBODY,
    };
  const auth = levels.findLast((l) => l.auth !== undefined)?.auth === true;
  const any = levels.findLast((l) => l.satisfy !== undefined)?.satisfy === "any";
  const deciding = [...accessVerdicts(rules, any && auth)].flatMap(([rule, verdict]) =>
    verdict.kind === "decides" ? [{ rule, client: verdict.witness }] : [],
  );
  const candidates = [...deciding.flatMap((d) => [...notNetwork(d.client), d.client]), ANYBODY];
  const isAddress = (client: Client): client is Address => client !== "unix";
  const of = (verdict: "pass" | "forbidden") =>
    candidates.filter(isAddress).find((c) => judgeClient(levels, c).verdict === verdict);
  const [passes, denied] = [of("pass"), of("forbidden")];
  const limit = path.at(-1)?.limitExcept;
  const others =
    limit === undefined || limit.access.length === 0
      ? ""
      : `; by other methods than ${limit.methods.join(" and ")}: ${wordsOf(limit.access)}`;
  return {
    words: `${wordsOf(deciding.map((d) => d.rule))}${auth ? (any ? "; others with a password" : "; all of them with a password") : ""}${others}`,
    ...(passes === undefined ? {} : { passes }),
    ...(denied === undefined ? {} : { denied }),
  };
}

/** A host of a network rather than its own address, where that fares the same. */
function notNetwork(client: Client): readonly Client[] {
  return client !== "unix" && client.family === 4 && client.text.endsWith(".0")
    ? [{ family: 4, text: client.text.replace(/0$/, "1") }]
    : [];
}

/** `not 10.0.0.9, then 10.0.0.0/24, nobody else`. */
function wordsOf(rules: readonly AccessRule[]): string {
  const out: string[] = [];
  for (const { allow, from } of rules) {
    if (from.kind === "all") {
      out.push(out.length === 0 ? (allow ? "anybody" : "nobody") : allow ? "everybody else" : "nobody else");
      return out.join(", then ");
    }
    if (from.kind === "unix") continue;
    const width = from.address.family === 4 ? 32 : 128;
    const block = from.length === width ? from.address.text : `${from.address.text}/${from.length}`;
    out.push(allow ? block : `not ${block}`);
  }
  return out.length === 0 ? "anybody" : `${out.join(", then ")}, then everybody else, whom no rule names`;
}
