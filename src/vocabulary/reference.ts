/** The words of the language as a page: spec/vocabulary.md is what this gives. */
import { signature } from "./word.ts";
import { showSeconds } from "./values.ts";
import { declarations } from "./vocabulary.ts";
import type { BlockDefinition, Since, ValueType, WordDefinition } from "./word.ts";

/** `keepalived 2.1.0, kernel 5.2`. */
export const showSince = (since: readonly Since[]): string =>
  since.map(({ program, version }) => `${program} ${version.join(".")}`).join(", ");

/** `1048576` → `1m`: a size as it is written. */
function showBytes(bytes: number): string {
  const unit = (["g", "m", "k"] as const).findIndex((_, i) => bytes % 1024 ** (3 - i) === 0);
  return unit < 0 ? String(bytes) : `${bytes / 1024 ** (3 - unit)}${"gmk"[unit]}`;
}

/** What a value may be, with its range and unit. */
export function showValues(type: ValueType): string {
  switch (type.kind) {
    case "name":
      return "a name";
    case "reference":
      return `the name of a ${type.to}`;
    case "text":
      return "any text";
    case "integer":
      return `${type.min} to ${type.max}`;
    case "duration":
      return `${showSeconds(type.min)} to ${showSeconds(type.max)}`;
    case "size":
      return `${showBytes(type.min)} to ${showBytes(type.max)}`;
    case "address":
      return "an address";
    case "prefix":
      return "an address and a length";
    case "address-or-prefix":
      return "an address, with or without a length";
    case "port":
      return "1 to 65535";
    case "endpoint":
      return "host:port";
    case "choice":
      return type.of
        .map((c) => {
          const since = type.since?.[c];
          return `\`${c}\`${since === undefined ? "" : ` (${showSince(since)})`}`;
        })
        .join(", ");
    case "version":
      return "numbers and dots";
    case "status":
      return `100 to 599, or a range${type.since === undefined ? "" : ` (more than one: ${showSince(type.since)})`}`;
  }
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function row(name: string, word: WordDefinition): string {
  const marks = [
    ...(word.required === true ? ["required"] : []),
    ...(word.many === true ? ["many"] : []),
    ...(word.since === undefined ? [] : [`since ${showSince(word.since)}`]),
  ];
  const taken = word.parameters.map((p) => showValues(p.type)).join("; ");
  const cells = [
    `\`${signature(name, word)}\``,
    taken,
    word.default ?? "",
    marks.join(", "),
    word.help,
    word.becomes,
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function section(title: string, block: BlockDefinition, out: string[]): void {
  out.push("", `## ${title}`, "");
  out.push("| word | values | default | | what it says | becomes |", "| --- | --- | --- | --- | --- | --- |");
  for (const [name, word] of Object.entries(block.words)) out.push(row(name, word));
  if (block.open !== undefined) out.push(row(block.open.what, block.open.word));
  for (const [name, word] of Object.entries(block.words)) {
    if (word.block !== undefined)
      section(title === "Declarations" ? name : `${title} › ${name}`, word.block, out);
  }
}

/** The whole page. */
export function reference(): string {
  const out = [
    "# Vocabulary",
    "",
    "Made from `src/vocabulary` by `npm run bless`. `many` words may stand more than once in a block. A version is the first of",
    "its program that has the word or value; older targets are told (`word/version`). Without one, every version lbc knows has it.",
  ];
  section("Declarations", { words: declarations }, out);
  return `${out.join("\n")}\n`;
}
