/** One thing that happens to a request on its way. */
import type { Span } from "../text/source.ts";

export type Step = {
  readonly kind:
    | "arp"
    | "director"
    | "balance"
    | "nginx"
    | "location"
    | "access"
    | "upstream"
    | "tomcat"
    | "session"
    | "answer"
    | "unknown";
  /** In words, one line. */
  readonly text: string;
  /** The statement that makes it so. */
  readonly span?: Span;
  /** What lost, and what is worth knowing. */
  readonly notes: readonly Note[];
  /** For programs. */
  readonly facts: Facts;
};
export type Note = { readonly text: string; readonly span?: Span };
export type Facts = {
  /** Hosts that do it, or may. */
  readonly hosts?: readonly string[];
  /** The name of the vip, virtual server, nginx, upstream, Tomcat or session store. */
  readonly name?: string;
  readonly address?: string;
  readonly port?: number;
  /** Of a location, as written, the outer one first. */
  readonly location?: readonly string[];
  readonly verdict?: string;
  readonly status?: number;
  readonly redirect?: string;
  /** The URI that is asked for there. */
  readonly uri?: string;
};

export function step(
  kind: Step["kind"],
  text: string,
  facts: Facts,
  span?: Span,
  notes: readonly Note[] = [],
): Step {
  return { kind, text, facts, notes, ...(span === undefined ? {} : { span }) };
}

/** `a, b, c and 7 more`. */
export function names(all: readonly string[], most = 6): string {
  const more = all.length - most;
  return more > 1 ? `${all.slice(0, most).join(", ")} and ${more} more` : all.join(", ");
}
