import { hasInclude, placedIn, serversOf } from "../../analysis/nginx/judged.ts";
import type { Level, LocationConf, TryFiles } from "../../semantics/nginx/config.ts";
import { namedLocation } from "../../semantics/nginx/locations.ts";
import { didYouMean } from "../../text/suggest.ts";
import type { Finding, Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** A jump to a named location that is not there: spec/rules/nginx/missing-named.md. */
export const missingNamed: Rule = {
  code: "nginx/missing-named",
  severity: "error",
  summary: "try_files or error_page names a location that is not there",
  *check(topology) {
    for (const at of serversOf(topology)) {
      const { server } = at;
      if (hasInclude(server)) continue;
      const levels: (Level & { readonly tryFiles?: TryFiles })[] = [
        server,
        ...placedIn(at).map((p): LocationConf => p.location),
      ];
      const names = server.locations.flatMap(({ match }) => (match.kind === "named" ? [match.name] : []));
      for (const { tryFiles, errorPages } of levels) {
        const targets = [
          ...(tryFiles === undefined ? [] : [{ origin: tryFiles.origin, target: tryFiles.last }]),
          ...errorPages,
        ];
        for (const part of targets) yield* finding(part);
      }
      function* finding(part: { readonly origin: unknown; readonly target: string }): Generator<Finding> {
        const { target } = part;
        const span = placeOf(part);
        if (!target.startsWith("@") || target.includes("$") || span === undefined) return;
        if (namedLocation(server, target) !== undefined) return;
        const meant = didYouMean(target, names);
        yield {
          span,
          message: `the server has no location \`${target}\`: nginx finds out with the first request that is sent there, and answers 500`,
          help:
            meant === undefined
              ? `declare \`location ${target} { … }\` in this server, not inside another location`
              : `did you mean \`${meant}\`?`,
        };
      }
    }
  },
};
