import { placesOf } from "../../analysis/directives.ts";
import { matchOf } from "../../analysis/nginx/locations.ts";
import type { Argument, Directive, Topology } from "../../model/topology.ts";

export type Alias = {
  readonly location: Directive;
  /** The prefix that the alias takes the place of. */
  readonly name: string;
  readonly folder: Argument;
};

/** Aliases of prefix locations whose folder has no variable in it. */
export function* aliasesOf(topology: Topology): Iterable<Alias> {
  for (const { block } of topology.nginxes.flatMap(placesOf)) {
    const folder = block.block?.find((d) => d.name === "alias")?.args[0];
    if (folder === undefined || folder.value.includes("$") || block.name !== "location") continue;
    const match = matchOf(block);
    if (match?.kind === "prefix" || match?.kind === "caret")
      yield { location: block, name: match.name, folder };
  }
}
