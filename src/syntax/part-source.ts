/** The sources of chunks and parts. */
import type { Source, Within } from "../text/source.ts";

let made = 0;

/** Another name for each part of a file. */
export function nameOfPart(file: string): string {
  return `${file}:${++made}`;
}

/** A text of its own: a slice would keep the whole file it is of. */
export function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** The text of a block in parts, put together for who asks. */
export class BlockSource implements Source {
  readonly name: string;
  readonly file: string;
  readonly head: string;
  readonly within: Within;
  private row: Parted | undefined;
  private whole = "";

  constructor(file: string, row: Parted) {
    this.name = nameOfPart(file);
    this.file = file;
    this.head = row.head;
    this.within = { of: undefined, at: 0, line: 0 };
    this.row = row;
  }

  get text(): string {
    const { row } = this;
    if (row !== undefined) {
      this.whole = row.head + row.list.map((part) => part.source.text).join("") + row.tail;
      this.row = undefined;
    }
    return this.whole;
  }
}

/** What a block is put together of. */
type Parted = {
  readonly head: string;
  readonly list: readonly { readonly source: Source }[];
  readonly tail: string;
};
