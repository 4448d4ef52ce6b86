/** What can be said of a location or a server name: whether any request is its own. */

/** A winner that takes requests away, as `By` names it. */
export type Verdict<By> =
  /** `witness` is its own: a normalised URI, or a host. No shorter one is. */
  | { readonly kind: "reachable"; readonly witness: string }
  /** Only a request that nobody sends without meaning to: with a control byte, `%`, `?` or `#` encoded in the path. */
  | { readonly kind: "contrived"; readonly witness: string; readonly blockers: readonly By[] }
  /** Nothing is its own. All blockers are needed; empty if nothing would be its own without others either. */
  | { readonly kind: "dead"; readonly blockers: readonly By[] }
  /** A prefix or exact location inside a regex location, or anything inside one: nginx never looks at it. */
  | { readonly kind: "inside a regex"; readonly blockers: readonly By[] }
  /** Not decided, because of this. */
  | { readonly kind: "unknown"; readonly construct: string };
