/** Typed access to fields: the vocabulary has checked the types, so these only name them. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Address, Prefix } from "../semantics/net/address.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import type { EndpointText, Value } from "../vocabulary/values.ts";

/** The first field of a name. */
export function one(fields: Fields, name: string): Field | undefined {
  return fields.first(name);
}
export function all(fields: Fields, name: string): readonly Field[] {
  return fields.get(name) ?? none;
}
export function has(fields: Fields, name: string): boolean {
  return fields.has(name);
}

/** The first argument of the first field of a name, when it is a number. */
export function numberField(fields: Fields, name: string): Located<number> | undefined {
  const arg = one(fields, name)?.args[0];
  return typeof arg?.value === "number" ? (arg as Located<number>) : undefined;
}
export function textField(fields: Fields, name: string): Located<string> | undefined {
  return textAt(one(fields, name), 0);
}
/** One argument, when it is text. */
export function textAt(field: Field | undefined, index: number): Located<string> | undefined {
  const arg = field?.args[index];
  return typeof arg?.value === "string" ? (arg as Located<string>) : undefined;
}
/** The arguments that are of a kind: mostly all of them. */
function argsThat<V extends Value>(field: Field | undefined, is: (value: Value) => value is V) {
  if (field === undefined) return none;
  const { args } = field;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg !== undefined && !is(arg.value)) return filtered(args, is);
  }
  return args as readonly Located<V>[];
}
function filtered<V extends Value>(args: readonly Located<Value>[], is: (value: Value) => value is V) {
  return args.filter((arg): arg is Located<V> => is(arg.value));
}
const none: readonly never[] = [];
const isText = (value: Value): value is string => typeof value === "string";
const isAddress = (value: Value): value is Address => typeof value === "object" && "family" in value;
const isPrefix = (value: Value): value is Address | Prefix =>
  typeof value === "object" && ("family" in value || ("length" in value && "address" in value));
const isEndpoint = (value: Value): value is EndpointText => typeof value === "object" && "host" in value;

/** Every argument that is text. */
export function texts(field: Field | undefined): readonly Located<string>[] {
  return argsThat(field, isText);
}
export function addresses(field: Field | undefined): readonly Located<Address>[] {
  return argsThat(field, isAddress);
}
export function endpoints(field: Field | undefined): readonly Located<EndpointText>[] {
  return argsThat(field, isEndpoint);
}
/** Addresses with a length; those without get `undefined` for it. */
export function prefixes(
  field: Field | undefined,
): readonly Located<{ readonly address: Address; readonly length: number | undefined }>[] {
  return argsThat(field, isPrefix).map(prefixOf);
}
function prefixOf({ value, span }: Located<Address | Prefix>) {
  return "family" in value
    ? { value: { address: value, length: undefined }, span }
    : { value: { address: value.address, length: value.length }, span };
}

/** What `make` gives for each thing, but the undefined. */
export function each<T, R>(things: readonly T[], make: (thing: T) => R | undefined): readonly R[] {
  if (things.length === 0) return none;
  const made = things.map(make);
  for (let i = 0; i < made.length; i++) if (made[i] === undefined) return made.filter(isDefined);
  return made as readonly R[];
}
/** What `make` gives for each thing, one after the other. */
export function eachOf<T, R>(things: readonly T[], make: (thing: T) => readonly R[]): readonly R[] {
  return things.length === 0 ? none : things.flatMap(make);
}
const isDefined = <T>(thing: T | undefined): thing is T => thing !== undefined;

/**
 * A thing whose absent properties are there, undefined. Things of a kind that differ in what they have would each
 * have a layout of their own, which makes V8 several times slower at making and at reading them.
 */
export function given<T>(thing: {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? T[K] | undefined : T[K];
}): T {
  return thing as T;
}

/** An optional property: absent rather than undefined. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** Declared things by name, in declared order. */
export type Table<T> = ReadonlyMap<string, T> & {
  /** Names whose declaration has a reported flaw, `*` for one without a name: what they lack is no further problem. */
  readonly flawed: ReadonlySet<string>;
};

/** Builds a table from the fields of one kind; a name that is taken is reported. `hidden` names count as flawed. */
export function tableOf<T extends { readonly span: Span }>(
  fields: Iterable<Field>,
  kind: string,
  make: (field: Field, name: Located<string>, flaw: () => void) => T | undefined,
  report: Report,
  hidden: readonly string[],
): Table<T> {
  const things = new Map<string, T>();
  const flawed = new Set<string>(hidden);
  const open = new Set<string>();
  for (const field of fields) {
    const name = textAt(field, 0);
    if (name === undefined) {
      flawed.add("*");
      continue;
    }
    const before = things.get(name.value);
    const isOpen = field.isOpen;
    if (isOpen) open.add(name.value);
    if (before !== undefined) {
      // The block of one is never closed: it may be the same one, written twice.
      if (open.has(name.value)) continue;
      report(declaredTwice(kind, name, before.span));
      continue;
    }
    const thing = make(field, name, () => flawed.add(name.value));
    // With an argument missing it may be the name that is.
    if (thing === undefined) flawed.add(field.flawed && field.args.length < 2 ? "*" : name.value);
    else things.set(name.value, thing);
  }
  return Object.assign(things, { flawed });
}

export function declaredTwice(kind: string, name: Located<string>, first: Span): Problem {
  return {
    code: "name/duplicate",
    severity: "error",
    message: `the ${kind} \`${name.value}\` is declared twice`,
    span: name.span,
    related: [{ span: first, message: "first declared here" }],
    help: "rename or remove one of them",
  };
}

/** Looks a name up, or reports that nothing has it. */
export function find<T>(table: Table<T>, kind: string, name: Located<string>, report: Report): T | undefined {
  const found = table.get(name.value);
  if (found !== undefined || isFlawed(table, name.value)) return found;
  const meant = didYouMean(name.value, table.keys());
  const first = [...table.keys()].slice(0, 8).map((n) => `\`${n}\``);
  const listed =
    first.length === 0
      ? `no ${kind} is declared`
      : `declared: ${first.join(", ")}${table.size > 8 ? ", …" : ""}`;
  report({
    code: "name/unknown",
    severity: "error",
    message: `no ${kind} is called \`${name.value}\``,
    span: name.span,
    help: meant === undefined ? listed : `did you mean \`${meant}\`?`,
  });
  return undefined;
}

/** Whether a problem in the declaration of a name is already reported. */
export function isFlawed(table: Table<unknown>, name: string): boolean {
  return table.flawed.has(name) || table.flawed.has("*");
}
