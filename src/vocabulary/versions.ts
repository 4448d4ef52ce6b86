/** Words and values that a program of the topology's `target` is too old for. */
import type { TargetVersions } from "./version.ts";
import type { Report } from "../problems/problem.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import { compareVersions } from "./version.ts";
import { declarations } from "./vocabulary.ts";
import type { BlockDefinition, Since, WordDefinition } from "./word.ts";

/** Every `since` in a block, and in the blocks below it. */
const sinceBelow = new WeakMap<BlockDefinition, readonly Since[]>();

function allSince(block: BlockDefinition): readonly Since[] {
  let found = sinceBelow.get(block);
  if (found === undefined) {
    found = Object.values(block.words).flatMap((word) => [
      ...(word.since ?? []),
      ...word.parameters.flatMap(({ type }) =>
        type.kind === "choice"
          ? Object.values(type.since ?? {}).flat()
          : type.kind === "status"
            ? (type.since ?? [])
            : [],
      ),
      ...(word.block === undefined ? [] : allSince(word.block)),
    ]);
    sinceBelow.set(block, found);
  }
  return found;
}

const everything: BlockDefinition = { words: declarations };

/** Whether a target is too old for any word at all. */
export function mayLack(target: TargetVersions): boolean {
  return allSince(everything).some(({ program, version }) => compareVersions(target[program], version) < 0);
}

/** Reports each use; of statements that are wrong otherwise it sees what it can. Free when the targets are new. */
export function checkVersions(
  statements: readonly Statement[],
  block: BlockDefinition,
  target: TargetVersions,
  report: Report,
): void {
  const lacks = ({ program, version }: Since) => compareVersions(target[program], version) < 0;
  const judge = (word: Word, since: readonly Since[] = []): void => {
    for (const { program, version } of since.filter(lacks)) {
      const shown = program === "kernel" ? "Linux" : program;
      report({
        code: "word/version",
        severity: "error",
        message: `\`${word.value}\` came with ${shown} ${version.join(".")}; the target is ${target[program].join(".")}`,
        span: word,
        help: `remove it, or raise \`target { ${program} VERSION }\``,
      });
    }
  };
  const judgeWords = ([first, ...rest]: readonly Word[], definition: WordDefinition): void => {
    if (first === undefined) return;
    judge(first, definition.since);
    const inner = definition.block?.words ?? {};
    for (const [i, word] of rest.entries()) {
      const pair =
        i > 0 && word.quote === "" && Object.hasOwn(inner, word.value) ? inner[word.value] : undefined;
      if (pair !== undefined) {
        judgeWords(rest.slice(i), { ...pair, block: { words: inner } });
        return;
      }
      const type = (definition.parameters[i] ?? definition.parameters.findLast((p) => p.rest === true))?.type;
      if (type?.kind === "choice") judge(word, type.since?.[word.value]);
      else if (type?.kind === "status" && (i > 0 || word.value.includes("-"))) judge(word, type.since);
    }
  };
  const visit = (all: readonly Statement[], words: BlockDefinition): void => {
    if (!allSince(words).some(lacks)) return;
    for (const statement of all) {
      const [keyword] = statement.words;
      const definition = Object.hasOwn(words.words, keyword.value) ? words.words[keyword.value] : undefined;
      if (definition === undefined) continue;
      judgeWords(statement.words, definition);
      if (definition.block !== undefined) visit(statement.block ?? [], definition.block);
    }
  };
  visit(statements, block);
}
