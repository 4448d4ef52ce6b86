/** What memcached-session-manager compares its expressions with: `METHOD URI?query`, as a whole. */
import { matching } from "../semantics/regex/automaton.ts";
import { parsePattern } from "../semantics/regex/parse.ts";
import { MAX_STATES, shortest } from "../semantics/regex/search.ts";

const METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"];
const printable = (byte: number) => byte > 0x20 && byte < 0x7f;

const whole = (pattern: string) => matching(parsePattern(`^(?:${pattern})$`, false));

/** Whether no request has a method and a URI that a Java expression matches; false where it cannot be known. */
export function matchesNone(pattern: string): boolean {
  const automaton = whole(pattern);
  return METHODS.every((method) => {
    const budget = { left: MAX_STATES };
    return shortest([automaton], { seed: `${method} /`, allowed: printable, budget }).kind === "none";
  });
}

/** The expression with any method in front of it, or an example where that would match nothing either. */
export function withMethod(pattern: string): string {
  const better = `[A-Z]+ (${pattern.replace(/^\^/, "")})`;
  return matchesNone(better) ? "[A-Z]+ /path.*" : better;
}

/** Whether a Java expression matches a text as a whole. */
export function matchesWhole(pattern: string): (text: string) => boolean {
  const automaton = whole(pattern);
  return (text) =>
    shortest([automaton], { seed: text, allowed: () => false, budget: { left: MAX_STATES } }).kind ===
    "found";
}
