import { matchOf } from "../../analysis/nginx/locations.ts";
import { placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** An alias ends in a slash and its location does not: spec/rules/nginx/alias-traversal.md. */
export const aliasTraversal: Rule = {
  code: "nginx/alias-traversal",
  severity: "error",
  summary: "an alias ends in a slash and its location does not",
  *check(topology) {
    for (const { block } of topology.nginxes.flatMap(placesOf)) {
      const match = block.name === "location" ? matchOf(block) : undefined;
      if (match?.kind !== "prefix" && match?.kind !== "caret") continue;
      const { name } = match;
      const alias = block.block?.find((d) => d.name === "alias")?.args[0];
      const folder = alias?.value ?? "";
      if (alias === undefined || folder.includes("$") || !(!name.endsWith("/") && folder.endsWith("/")))
        continue;
      yield {
        span: alias.span,
        message: `\`${name}../x\` reads \`${folder}../x\`: whoever asks gets the files beside the folder`,
        related: [{ span: block.span, message: "the location" }],
        help: `write \`location ${name}/\``,
      };
    }
  },
};
