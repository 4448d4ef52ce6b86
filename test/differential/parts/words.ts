/** Short texts of few letters, so that names and URIs often meet. */
import type { Random } from "../random.ts";

const LETTERS = ["a", "a", "b", "b", "/", "/", ".", "A", "-", "_", "0"];
const ODD = ["\n", "\xe9", "\xc9", " ", "%", "?", "B", "\r", "\x85", "\t", "{", "}", "f", "z", "+"];

export function word(random: Random, min: number, max: number, odd = 0.06): string {
  return random.many(min, max, () => random.pick(random.chance(odd) ? ODD : LETTERS)).join("");
}

/** As a client sends it: what a target cannot hold is percent-encoded. */
export function encoded(uri: string): string {
  return uri.replace(
    // eslint-disable-next-line no-control-regex
    /[\0-\x20\x7f%?#]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
