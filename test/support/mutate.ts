/** One mistake at a time: the slips of a hand that edits a topology. */

export type Mutation = {
  readonly kind: "delete" | "misspell" | "swap" | "duplicate" | "unquote";
  /** What was changed, for a person. */
  readonly what: string;
  readonly text: string;
};

const WORD = /#.*|"[^"\n]*"|[{};]|[^\s{};"#]+/g;

/**
 * Every way to delete a word, a brace or a `;`, to forget a closing quote, to exchange the last two letters of a
 * keyword, to exchange two neighbours on a line, and to write a line twice.
 */
export function mutationsOf(text: string): readonly Mutation[] {
  const out: Mutation[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const add = (kind: Mutation["kind"], at: number, shown: string, to: string, end = at + shown.length) =>
    void out.push({
      kind,
      what: `line ${lineAt(at)}: ${shown}`,
      text: text.slice(0, at) + to + text.slice(end),
    });
  const words = [...text.matchAll(WORD)].filter(([word]) => !word.startsWith("#"));
  for (const [k, match] of words.entries()) {
    const [word] = match;
    const at = match.index;
    const end = at + word.length;
    add("delete", at, word, "", text[end] === " " ? end + 1 : end);
    if (word.startsWith('"')) add("unquote", at, word, word.slice(0, -1));
    if (/^[a-z_]{3,}$/.test(word) && word.at(-1) !== word.at(-2))
      add("misspell", at, word, word.slice(0, -2) + word.at(-1) + word.at(-2));
    const next = words[k + 1];
    if (next === undefined || /[{};"]/.test(word + next[0])) continue;
    const between = text.slice(end, next.index);
    if (!between.includes("\n")) add("swap", at, word + between + next[0], next[0] + between + word);
  }
  let at = 0;
  for (const line of text.split("\n")) {
    if (/^\s*[^\s#]/.test(line)) add("duplicate", at, line, `${line}\n${line}`);
    at += line.length + 1;
  }
  return out;
}
