import { matchOf } from "../../analysis/nginx/locations.ts";
import { placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** An alias does not end in a slash and its location does: spec/rules/nginx/alias-joined.md. */
export const aliasJoined: Rule = {
  code: "nginx/alias-joined",
  severity: "error",
  summary: "an alias does not end in a slash and its location does",
  *check(topology) {
    for (const { block } of topology.nginxes.flatMap(placesOf)) {
      const match = block.name === "location" ? matchOf(block) : undefined;
      if (match?.kind !== "prefix" && match?.kind !== "caret") continue;
      const { name } = match;
      const alias = block.block?.find((d) => d.name === "alias")?.args[0];
      const folder = alias?.value ?? "";
      if (alias === undefined || folder.includes("$") || !(name.endsWith("/") && !folder.endsWith("/")))
        continue;
      yield {
        span: alias.span,
        message: `nginx puts \`${folder}\` where the request has \`${name}\`, letter by letter: \`${name}a.txt\` is looked for at \`${folder}a.txt\``,
        related: [{ span: block.span, message: "the location" }],
        help: `write \`alias ${folder}/\``,
      };
    }
  },
};
