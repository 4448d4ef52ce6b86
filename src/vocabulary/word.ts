/** What a word of the language is: the shape of the data in `blocks/`. */

/** The program that must be so new for a word or a value; unsaid where the oldest that lbc knows has it. */
export type Since = {
  readonly program: "keepalived" | "nginx" | "kernel" | "memcached" | "redis";
  readonly version: readonly number[];
};

/** The kinds of value an argument can have. Numbers are in the unit the docs name, durations in seconds. */
export type ValueType =
  | { readonly kind: "name" }
  | { readonly kind: "reference"; readonly to: Declared }
  | { readonly kind: "text" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "duration"; readonly min: number; readonly max: number }
  | { readonly kind: "size"; readonly min: number; readonly max: number }
  | { readonly kind: "address" }
  | { readonly kind: "prefix" }
  /** An address with or without a prefix length. */
  | { readonly kind: "address-or-prefix" }
  | { readonly kind: "port" }
  /** `host:port`, `[v6]:port`, `host`: resolved by the model. */
  | { readonly kind: "endpoint" }
  | {
      readonly kind: "choice";
      readonly of: readonly string[];
      readonly since?: Readonly<Record<string, readonly Since[]>>;
    }
  | { readonly kind: "version" }
  /** `200` or `200-299`. */
  /** `since` is of more than one code. */
  | { readonly kind: "status"; readonly since?: readonly Since[] };

/** What can be declared and named elsewhere. */
export type Declared =
  | "network"
  | "host"
  | "vip"
  | "virtual_server"
  | "sync_group"
  | "nginx"
  | "tomcat"
  | "memcached"
  | "redis"
  | "session_store";

export type Parameter = {
  /** As shown in the reference: `HOST`, `SECONDS`. */
  readonly name: string;
  readonly type: ValueType;
  readonly optional?: boolean;
  /** Takes every further word; only the last parameter may. */
  readonly rest?: boolean;
};

export type WordDefinition = {
  readonly parameters: readonly Parameter[];
  /** One line. */
  readonly help: string;
  /** What holds when the word is absent; shown in the reference. */
  readonly default?: string;
  readonly since?: readonly Since[];
  /** May stand more than once in a block. */
  readonly many?: boolean;
  /** Must stand in the block. */
  readonly required?: boolean;
  /** The block it opens, whose words may also follow its parameters as `word value` pairs. */
  readonly block?: BlockDefinition;
  /** What follows is the native language of a program, kept as it is. */
  readonly native?: "nginx" | "keepalived";
  /** What it becomes in the outputs. */
  readonly becomes: string;
};

export type BlockDefinition = {
  readonly words: Readonly<Record<string, WordDefinition>>;
  /** Words that are not in the table: interface names of a host, attributes of a Tomcat element. */
  readonly open?: {
    readonly pattern: RegExp;
    readonly word: WordDefinition;
    readonly what: string;
    /** Some that are usual, for an editor to offer. */
    readonly usual?: readonly string[];
  };
};

export const name: ValueType = { kind: "name" };
export const text: ValueType = { kind: "text" };
export const port: ValueType = { kind: "port" };
export const endpoint: ValueType = { kind: "endpoint" };
export const address: ValueType = { kind: "address" };
export const yesNo: ValueType = { kind: "choice", of: ["yes", "no"] };
export const integer = (min: number, max: number): ValueType => ({ kind: "integer", min, max });
export const duration = (min: number, max: number): ValueType => ({ kind: "duration", min, max });
export const size = (min: number, max: number): ValueType => ({ kind: "size", min, max });
export const choice = (...of: string[]): Extract<ValueType, { kind: "choice" }> => ({ kind: "choice", of });
export const reference = (to: Declared): ValueType => ({ kind: "reference", to });

/** `since("keepalived", "2.1.0")`. */
export const since = (program: Since["program"], version: string): Since => ({
  program,
  version: version.split(".").map(Number),
});

/** A word with one parameter. */
export function word(
  parameter: string,
  type: ValueType,
  help: string,
  becomes: string,
  more: Partial<WordDefinition> = {},
): WordDefinition {
  return { parameters: [{ name: parameter, type }], help, becomes, ...more };
}

/** A word that stands alone. */
export function flag(help: string, becomes: string): WordDefinition {
  return { parameters: [], help, becomes };
}

/** What a definition wants, as it is shown: `director HOST [priority POINTS]…`. */
export function signature(keyword: string, definition: WordDefinition): string {
  const parameters = definition.parameters.map((p) => {
    const shown = p.rest === true ? `${p.name}…` : p.name;
    return p.optional === true ? `[${shown}]` : shown;
  });
  return [keyword, ...parameters].join(" ");
}
