/** The pages of the rules, whose blocks the real programs run. */
import { readFileSync } from "node:fs";

export type Kind = "bad" | "good";
export const KINDS = ["bad", "good"] as const;

/** Of `arp/answers`. */
export function rulePage(code: string): string {
  return readFileSync(new URL(`../../spec/rules/${code}.md`, import.meta.url), "utf8");
}

/** The first block of a kind on a rule's page, or of `ipvs/loop@2` the second, which it must have. */
export function ruleBlock(code: string, kind: Kind): string {
  const [page = "", nth = "1"] = code.split("@");
  const blocks = [...rulePage(page).matchAll(new RegExp(`\`\`\`lb ${kind}\n([\\s\\S]*?)\`\`\``, "g"))];
  const text = blocks[Number(nth) - 1]?.[1];
  if (text === undefined) throw new Error(`spec/rules/${page}.md has no block ${nth} that is ${kind}`);
  return text;
}
