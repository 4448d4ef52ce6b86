import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import { judgeClient } from "../../semantics/nginx/access.ts";
import { levelsOf } from "../../semantics/nginx/follow.ts";
import { selectLocation } from "../../semantics/nginx/locations.ts";
import { alwaysAnswers } from "../../semantics/nginx/rewrite.ts";
import { accessVerdicts } from "../../semantics/nginx/verdicts/access.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** Whom a rule denies is denied its page too: spec/rules/nginx/denied-error-page.md. */
export const deniedErrorPage: Rule = {
  code: "nginx/denied-error-page",
  severity: "warning",
  summary: "the page for 403 is denied to those who should see it",
  *check(topology) {
    const seen = new Set<string>();
    for (const { rules, levels, servers } of accessLevelsOf(topology)) {
      const pages = levels.findLast((l) => l.errorPages.length > 0)?.errorPages ?? [];
      const page = pages.find((p) => p.codes.includes(403) && /^\/[^$]*$/.test(p.target));
      const [at] = servers;
      const span = page === undefined ? undefined : placeOf(page);
      if (page === undefined || at === undefined || span === undefined || seen.has(placeKey(span))) continue;
      const { http } = at.conf;
      const found = selectLocation(at.server, page.target.replace(/\?.*$/s, ""), http.version);
      if (found.kind !== "location") continue;
      const location = found.path.at(-1);
      // `return` comes before the rules.
      if (location !== undefined && alwaysAnswers(location.statements) !== undefined) continue;
      const there = levelsOf(http, at.server, found.path);
      for (const [rule, verdict] of accessVerdicts(rules, false)) {
        if (rule.allow || verdict.kind !== "decides" || verdict.witness === "unix") continue;
        const client = verdict.witness;
        if (
          judgeClient(levels, client).verdict !== "forbidden" ||
          judgeClient(there, client).verdict !== "forbidden"
        )
          continue;
        seen.add(placeKey(span));
        yield {
          span,
          message: `${client.text} is denied, and the page that should say so is asked for under the same rules: it gets nginx's own page for 403`,
          related: related(rule, "denies both"),
          help: `write \`location = ${page.target} { allow all; … }\``,
        };
        break;
      }
    }
  },
};
