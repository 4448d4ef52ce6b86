/** The words of the language as a page: spec/vocabulary.md is what this gives. */
import { signature } from "./read.ts";
import { showSeconds } from "./values.ts";
import { declarations } from "./vocabulary.ts";
import type { BlockDefinition, ValueType, WordDefinition } from "./word.ts";

/** What a value may be, with its range and unit. */
function values(type: ValueType): string {
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
      return `${type.min} to ${type.max} bytes`;
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
      return type.of.map((c) => `\`${c}\``).join(", ");
    case "version":
      return "numbers and dots";
    case "status":
      return "100 to 599, or a range";
  }
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function row(name: string, word: WordDefinition): string {
  const marks = [...(word.required === true ? ["required"] : []), ...(word.many === true ? ["many"] : [])];
  const taken = word.parameters.map((p) => values(p.type)).join("; ");
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
    "Made from `src/vocabulary` by `npm run bless`. `many` words may stand more than once in a block.",
  ];
  section("Declarations", { words: declarations }, out);
  return `${out.join("\n")}\n`;
}
