/** Who holds an address, in words. */
import type { Outcome } from "./outcomes.ts";

/** `lvs1`, `nobody`, `lvs1 and lvs2 at once`. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "certain":
      return outcome.holder;
    case "split":
      return `${outcome.holders.join(" and ")} at once`;
    case "nobody":
      return "nobody";
    case "race":
      return `by chance ${outcome.possible.map((p) => (p.length === 0 ? "nobody" : p.join(" and "))).join(" or ")}`;
    case "flapping":
      return `${outcome.hosts.join(" and ")} in turn`;
    case "unknown":
      return `unknown: ${outcome.why}`;
  }
}
