/** The machine as a server in a web worker sees it: the files that the client handed over, and the line to it. */
import { FACTS } from "../../src/facts/facts.ts";
import type { Surroundings } from "../../src/lsp/surroundings.ts";
import { join, keyOf, pathBelow } from "../../src/lsp/uri.ts";
import { isHanded } from "./handed.ts";
import type { Port } from "./port.ts";

export type Change = { readonly uri: string; readonly type: 2 | 3 };
export type FilesHanded = {
  readonly port: Port;
  readonly surroundings: Surroundings;
  /** Is told when files were handed over again. */
  readonly changed: (tell: (changes: readonly Change[]) => void) => void;
};

export function filesHanded(format: NonNullable<Surroundings["format"]>): FilesHanded {
  const texts = new Map<string, string>();
  let tell: (changes: readonly Change[]) => void = () => undefined;
  const below = (folder: string): readonly string[] =>
    [...texts.keys()].flatMap((key) => pathBelow(folder, key) ?? []).sort();
  const surroundings: Surroundings = {
    read: (folder, path) => texts.get(join(folder, path)) ?? { unreadable: "there is no such file" },
    list: (folder) => below(folder).filter((path) => path.endsWith(".lb")),
    facts: (folder) => below(`${folder}/${FACTS}`).filter((path) => /^[^./][^/]*\.json$/.test(path)),
    page: () => undefined,
    pageUri: () => undefined,
    today: () => new Date().toISOString().slice(0, 10),
    format,
  };
  const port: Port = {
    send: (message) => self.postMessage(message),
    receive: (take) => {
      self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (!isHanded(data)) return take(data);
        for (const { uri, text } of data.files) {
          if (text === undefined) texts.delete(keyOf(uri));
          else texts.set(keyOf(uri), text);
        }
        tell(data.files.map(({ uri, text }) => ({ uri, type: text === undefined ? 3 : 2 })));
      });
    },
  };
  return { port, surroundings, changed: (listener) => void (tell = listener) };
}
