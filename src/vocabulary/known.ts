/**
 * The words of a block as they are looked up and read. All are of one layout: with the definitions themselves, which
 * differ in what they have, V8 would throw the code of the reader away whenever another kind of declaration comes.
 */
import { readerOf, type Value } from "./values.ts";
import type { BlockDefinition, Parameter, ValueType, WordDefinition } from "./word.ts";

export type Known = {
  /** As V8 keeps the names of properties, which it compares and finds faster than what was cut out of a text. */
  readonly name: string;
  readonly definition: WordDefinition;
  readonly parameters: readonly KnownParameter[];
  readonly isMany: boolean;
  readonly isNative: boolean;
  readonly block: BlockDefinition | undefined;
  /** The words of its block; made when they are asked for. */
  inner: Table | undefined;
};

type KnownParameter = {
  readonly name: string;
  readonly type: ValueType;
  readonly isOptional: boolean;
  readonly isRest: boolean;
  readonly isReference: boolean;
  /** Whether `on` may stand before it. */
  readonly followsOn: boolean;
  readonly read: (text: string) => Value | undefined;
};

export type Table = {
  readonly words: ReadonlyMap<string, Known>;
  readonly required: readonly Known[];
  /** For the words that are not among them, where the block takes any. */
  readonly open: Known | undefined;
};

const tables = new WeakMap<BlockDefinition, Table>();

export function tableOf(block: BlockDefinition): Table {
  let table = tables.get(block);
  if (table === undefined) {
    const all = Object.entries(block.words).map(([name, definition]) => knownOf(name, definition));
    const words = new Map(all.map((known) => [known.name, known]));
    const required = all.filter(({ definition }) => definition.required === true);
    const open = block.open && knownOf("*", block.open.word);
    tables.set(block, (table = { words, required, open }));
  }
  return table;
}

export function knownOf(name: string, definition: WordDefinition): Known {
  const { parameters, block } = definition;
  return {
    name,
    definition,
    parameters: parameters.map(knownParameter),
    isMany: definition.many === true,
    isNative: definition.native !== undefined,
    block,
    inner: undefined,
  };
}

function knownParameter({ name, type, optional, rest }: Parameter): KnownParameter {
  return {
    name,
    type,
    isOptional: optional === true,
    isRest: rest === true,
    isReference: type.kind === "reference",
    followsOn: name.startsWith("on "),
    read: readerOf(type),
  };
}

/** The words of a word's block. */
export function innerOf(known: Known): Table | undefined {
  const { block } = known;
  return block && (known.inner ??= tableOf(block));
}
