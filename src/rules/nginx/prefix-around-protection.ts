import { placedIn, serversOf } from "../../analysis/nginx/judged.ts";
import type { LocationConf } from "../../semantics/nginx/config.ts";
import { nameOf } from "../../semantics/nginx/level.ts";
import type { Rule } from "../rule.ts";
import { clientName, opens, passedBy, protects, sameThings } from "./protection.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** A longer prefix beside a protected one: spec/rules/nginx/prefix-around-protection.md. */
export const prefixAroundProtection: Rule = {
  code: "nginx/prefix-around-protection",
  severity: "warning",
  summary: "a longer prefix beside a protected location does not have its rules",
  *check(topology) {
    for (const at of serversOf(topology)) {
      if (at.answers !== undefined) continue;
      const strict = new Map<string, LocationConf>();
      for (const location of at.server.locations)
        if (isPrefix(location) && protects(location)) strict.set(nameOf(location), location);
      if (strict.size === 0) continue;
      for (const { location, path } of placedIn(at)) {
        if (path.length > 1 || !isPrefix(location) || opens(location) || protects(location)) continue;
        const around = longestAround(nameOf(location), strict);
        const span = placeOf(location);
        if (around === undefined || span === undefined || !sameThings(at, [around], path)) continue;
        const client = passedBy(at, [around], path);
        if (client === undefined) continue;
        yield {
          span,
          message: `this location stands beside ${locationName(around)}, not inside it, and has none of its rules: ${clientName(client)} gets ${asSent(nameOf(location))} without a password`,
          related: related(around, "is protected"),
          help: `move it into ${locationName(around)}; if it is meant to be open say so with \`allow all\` or \`auth_basic off\``,
        };
      }
    }
  },
};

function isPrefix({ match }: LocationConf): boolean {
  return match.kind === "prefix" || match.kind === "caret";
}

/** The longest of the names that end at a slash of this one, and are shorter. */
function longestAround(name: string, strict: ReadonlyMap<string, LocationConf>): LocationConf | undefined {
  for (let end = name.lastIndexOf("/", name.length - 2); end > 0; end = name.lastIndexOf("/", end - 1)) {
    const found = strict.get(name.slice(0, end + 1)) ?? strict.get(name.slice(0, end));
    if (found !== undefined) return found;
  }
  return undefined;
}
