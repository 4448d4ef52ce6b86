/** The lists of access rules of the nginx tiers, each once, with the level that states it. */
import type { Topology } from "../../model/topology.ts";
import type { AccessRule, HttpConf, Level } from "../../semantics/nginx/config.ts";
import { levelsOf } from "../../semantics/nginx/follow.ts";
import { once } from "../once.ts";
import { confsOf, hasInclude, locationsOf, serversOf, type JudgedServer, type Placed } from "./judged.ts";

export type AccessLevel = {
  readonly rules: readonly AccessRule[];
  /** From http inwards, the one that states the rules last. */
  readonly levels: readonly Level[];
  /** Servers for which the rules hold. */
  readonly servers: readonly JudgedServer[];
  readonly placed?: Placed;
};

/** Levels that state rules; those into which an unknown file is read are left out. */
export const accessLevelsOf = once((topology: Topology): readonly AccessLevel[] => {
  const servers = serversOf(topology);
  const of = (http: HttpConf) => servers.filter((s) => s.conf.http === http);
  const all: readonly AccessLevel[] = [
    ...confsOf(topology).flatMap(({ http, open }) =>
      open ? [] : [{ rules: http.access, levels: [http], servers: of(http) }],
    ),
    ...servers.flatMap((at) =>
      hasInclude(at.server)
        ? []
        : [{ rules: at.server.access, levels: [at.conf.http, at.server], servers: [at] }],
    ),
    ...locationsOf(topology).flatMap((placed) =>
      placed.location.access.length === 0 || hasInclude(placed.location)
        ? []
        : [
            {
              rules: placed.location.access,
              levels: levelsOf(placed.at.conf.http, placed.at.server, placed.path),
              servers: [placed.at],
              placed,
            },
          ],
    ),
  ];
  return all.filter((l) => l.rules.length > 0);
});
