/** What a problem is known by when lines move. */
import { lineText, positionAt } from "../text/source.ts";
import type { Problem } from "./problem.ts";

/**
 * 16 hexadecimal digits of the problem's rule, file, words and message: the same after an edit elsewhere in the
 * file, another after an edit of the place itself. FNV-1a, 64 bits.
 */
export function fingerprint({ code, message, span }: Problem): string {
  const line = lineText(span.source, positionAt(span.source, span.start).line);
  const text = [code, span.source.name, line.replace(/\s+/g, " ").trim(), message].join("\0");
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash ^= BigInt(text.charCodeAt(i));
    hash = (hash * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}
