import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import { judgeClient, rulesOf } from "../../semantics/nginx/access.ts";
import { levelsOf } from "../../semantics/nginx/follow.ts";
import { locationsOf } from "../../analysis/nginx/judged.ts";
import type { Level } from "../../semantics/nginx/config.ts";
import type { Topology } from "../../model/topology.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** `satisfy any` lets in whom a rule denies, or asks nobody for a password: spec/rules/nginx/satisfy-any.md. */
export const satisfyAny: Rule = {
  code: "nginx/satisfy-any",
  severity: "error",
  summary: "satisfy any opens what a rule closes",
  *check(topology) {
    const seen = new Set<string>();
    for (const levels of places(topology)) {
      const rules = rulesOf(levels);
      for (const rule of rules) {
        const { from } = rule;
        const span = placeOf(rule);
        if (span === undefined || seen.has(placeKey(span))) continue;
        if (from.kind === "block" && !rule.allow) {
          const { verdict, rule: by } = judgeClient(levels, from.address);
          if (verdict !== "asks" || by !== rule) continue;
          seen.add(placeKey(span));
          yield {
            span,
            message: `with \`satisfy any\` a password opens what this closes: ${from.address.text} is asked for one, and let in with it`,
            help: "write `satisfy all`, which asks for the address and the password",
          };
        } else if (from.kind === "all" && rule.allow) {
          const stranger = { family: 4, text: "192.0.2.1" } as const;
          if (judgeClient(levels, stranger).rule !== rule) continue;
          seen.add(placeKey(span));
          yield {
            span,
            message: `with \`satisfy any\` nobody is asked for a password, because this lets every address in: ${stranger.text} sees what the password is for`,
            help: "write `deny all` after the addresses that need no password",
          };
        }
      }
    }
  },
};

/** Levels, from http inwards, where one of address and password is enough. */
function* places(topology: Topology): Iterable<readonly Level[]> {
  const lists = [
    ...accessLevelsOf(topology).map((l) => l.levels),
    ...locationsOf(topology).flatMap(({ at, path }) =>
      [at.conf.http, at.server, ...path].some((l: Level) => l.satisfy === "any")
        ? [levelsOf(at.conf.http, at.server, path)]
        : [],
    ),
  ];
  for (const levels of lists) {
    const any = levels.findLast((l) => l.satisfy !== undefined)?.satisfy === "any";
    if (any && levels.findLast((l) => l.auth !== undefined)?.auth === true) yield levels;
  }
}
