/** The same statements in another layout: other indentation, line breaks, `;`, blank lines, and comments anywhere. */
import type { Statement } from "../../src/syntax/tree.ts";

/** A source of numbers that the same seed repeats (a linear congruential generator, Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function mangled(statements: readonly Statement[], seed: number): string {
  const below = numbers(seed);
  const chance = (percent: number) => below(100) < percent;
  const wild = 5 + below(30);
  let comments = 0;
  const comment = () =>
    `# comment ${comments++}${chance(20) ? " { } ; \"it's" : ""}${chance(20) ? "  \t" : ""}`;
  const gap = () => (chance(wild) ? [" ", "  ", "\t", "   "][below(4)] : " ") ?? " ";
  const blanks = () => "\n".repeat(chance(wild) ? below(4) : 0);

  function lines(all: readonly Statement[], indent: number): string {
    const start = `\n${" ".repeat(indent)}`;
    let out = "";
    /** Whether the last statement is ended, so that the next may stand further in, and after a `;` on its line. */
    let isFree = false;
    let joins = false;
    /** Statements that share the line: each is continued by lines further in than those of the one before. */
    let joined = 0;
    for (const [i, statement] of all.entries()) {
      if (chance(wild / 3)) out += `${blanks()}\n${" ".repeat(below(8))}${comment()}`;
      else if (isFree && joins && chance(wild)) {
        out += gap() + words(statement, indent + 8 + 20 * ++joined);
        isFree = ends(i);
        continue;
      }
      out += blanks() + (isFree && chance(wild) ? `${start}${" ".repeat(below(6))}` : start);
      joined = 0;
      out += words(statement, indent + 8);
      isFree = ends(i);
    }
    if (chance(wild / 3)) out += `${start}${comment()}`;
    return out;

    function ends(i: number): boolean {
      const closes = all[i]?.block !== undefined || all[i]?.words.at(-1)?.quote === "{";
      joins = !closes;
      if (!closes && chance(30)) out += chance(20) ? " ;" : ";";
      else if (!closes) {
        if (chance(wild / 2)) out += `${gap()}${comment()}`;
        return false;
      }
      if (!chance(wild / 2)) return true;
      out += `${gap()}${comment()}`;
      return false;
    }
  }

  function words(statement: Statement, indent: number): string {
    const { source, words: all, block } = statement;
    let out = "";
    for (const [i, { start, end }] of all.entries()) {
      const touches = i > 0 && all[i - 1]?.end === start;
      const raw = source.text.slice(start, end);
      if (i > 0 && !touches) {
        if (!chance(wild / 4)) out += gap();
        else out += `${chance(30) ? ` ${comment()}` : ""}\n${" ".repeat(indent + 1 + below(12))}`;
      }
      out += raw;
    }
    if (block === undefined) return out;
    out += chance(wild / 4) ? `${chance(30) ? ` ${comment()}` : ""}\n${" ".repeat(below(6))}{` : `${gap()}{`;
    if (isPlain(block) && chance(50)) return `${out} ${oneLine(block)}}`;
    if (chance(wild / 2)) out += `${gap()}${comment()}`;
    return `${out}${lines(block, below(2) * below(6) + 2)}\n${" ".repeat(below(4))}}`;
  }

  function isPlain(block: readonly Statement[]): boolean {
    return block.every((one) => one.block === undefined || isPlain(one.block));
  }
  function oneLine(block: readonly Statement[]): string {
    return block
      .map((one) => {
        const head = one.words.map((w) => w.source.text.slice(w.start, w.end)).join(gap());
        if (one.words.at(-1)?.quote === "{") return `${head}${gap()}`;
        return one.block === undefined ? `${head};${gap()}` : `${head} { ${oneLine(one.block)}}${gap()}`;
      })
      .join("");
  }

  return `${lines(statements, 0)}\n`;
}
