/** What one tier makes of a request. */
import type { Pass } from "../analysis/passes.ts";
import type { UpstreamServer } from "../analysis/upstreams.ts";
import type { Host, NginxTier, TomcatContext, TomcatTier } from "../model/topology.ts";
import type { Request } from "./request.ts";
import type { Walk } from "./walk.ts";

/** What the hosts of a tier that do the same make of a request. */
export type Stage = {
  readonly tier: NginxTier;
  readonly hosts: readonly Host[];
  readonly request: Request;
  readonly walk: Walk;
  /** Where it is passed to, as written. */
  readonly pass?: Pass;
  /** The upstream's servers that take requests: not marked down, backups only where nothing else is left. */
  readonly servers: readonly UpstreamServer[];
  /** Of each Tomcat tier behind it, the context that answers. */
  readonly contexts: readonly Answering[];
  /** What the nginx of the next tier make of it, and whether that is all who may be asked. */
  readonly next: readonly Stage[];
  readonly isFollowed: boolean;
};
export type Answering = { readonly tier: TomcatTier; readonly context: TomcatContext };
