/** Names of locations that are not what their author meant. */
import type { LocationConf } from "../../semantics/nginx/config.ts";

/** Texts that only a regular expression needs: `^/`, `\.`, `.*`, `(a|b)`, `$` at the end, `[a-z]+`. */
const REGEX = /^\^|\\[.\-/dDwWsSb]|\.[*+]|\([^)]*\|[^)]*\)|[^/]\$$|\[[^\]]+\][+*?{$]/;

/** Whether a prefix or exact name is written as a regular expression. */
export function isRegexLike({ match }: LocationConf): boolean {
  return match.kind !== "regex" && match.kind !== "named" && REGEX.test(match.name);
}
