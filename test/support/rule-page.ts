/** The pages of the rules, whose blocks the real programs run. */
import { readFileSync } from "node:fs";

export type Kind = "bad" | "good";
export const KINDS = ["bad", "good"] as const;

/** Of `arp/answers`. */
export function rulePage(code: string): string {
  return readFileSync(new URL(`../../spec/rules/${code}.md`, import.meta.url), "utf8");
}

/** The first block of a kind on a rule's page, which must have one. */
export function ruleBlock(code: string, kind: Kind): string {
  const text = new RegExp(`\`\`\`lb ${kind}\n([\\s\\S]*?)\`\`\``).exec(rulePage(code))?.[1];
  if (text === undefined) throw new Error(`spec/rules/${code}.md has no block that is ${kind}`);
  return text;
}
