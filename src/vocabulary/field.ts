/** What statements are read into. */
import type { Statement } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import type { Value } from "./values.ts";

export type Field = {
  /** The keyword, which has no other reading. */
  readonly word: string;
  /** Whether it stands in a block that is never closed, or is wrong in itself: nobody knows what belongs to it. */
  readonly isOpen: boolean;
  /** The whole statement, or the `word value` pair. */
  readonly span: Span;
  /** Values in the order of the definition's parameters; a `rest` parameter has as many as were written. */
  readonly args: readonly Located<Value>[];
  /** The words of its block and the pairs on its line. */
  readonly fields: Fields;
  /** The statements of a native block. */
  readonly native: readonly Statement[];
  /** A problem inside it is already reported: what it lacks is not worth another. */
  readonly flawed: boolean;
};

/** Fields by keyword; those an open block takes are under `*`. */
export type Fields = {
  /** How many different words there are. */
  readonly size: number;
  readonly first: (word: string) => Field | undefined;
  readonly get: (word: string) => readonly Field[] | undefined;
  readonly has: (word: string) => boolean;
  /** In the order in which the words first stand. */
  readonly forEach: (visit: (fields: readonly Field[], word: string) => void) => void;
};

type Entry = {
  readonly word: string;
  readonly first: Field;
  /** All of the word; made for the second, or when they are asked for. */
  all: Field[] | undefined;
  next: Entry | undefined;
};

/** A block has few words, of which few are asked for: a list is made and searched faster than a map. */
export class FieldList implements Fields {
  private head: Entry | undefined = undefined;
  size = 0;

  first(word: string): Field | undefined {
    for (let entry = this.head; entry !== undefined; entry = entry.next)
      if (entry.word === word) return entry.first;
    return undefined;
  }

  get(word: string): readonly Field[] | undefined {
    for (let entry = this.head; entry !== undefined; entry = entry.next)
      if (entry.word === word) return (entry.all ??= [entry.first]);
    return undefined;
  }

  has(word: string): boolean {
    return this.first(word) !== undefined;
  }

  forEach(visit: (fields: readonly Field[], word: string) => void): void {
    for (let entry = this.head; entry !== undefined; entry = entry.next)
      visit((entry.all ??= [entry.first]), entry.word);
  }

  /** Adds a field; the first of its word, if that is another. */
  add(word: string, field: Field): Field | undefined {
    let last: Entry | undefined;
    for (let entry = this.head; entry !== undefined; entry = entry.next) {
      if (entry.word === word) {
        (entry.all ??= [entry.first]).push(field);
        return entry.first;
      }
      last = entry;
    }
    const entry: Entry = { word, first: field, all: undefined, next: undefined };
    if (last === undefined) this.head = entry;
    else last.next = entry;
    this.size++;
    return undefined;
  }
}

export const noFields: Fields = new FieldList();
