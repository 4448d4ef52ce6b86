import type { Vip } from "../../model/topology.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** Words for a shell where none runs: spec/rules/vrrp/shell-words.md. */
export const shellWords: Rule = {
  code: "vrrp/shell-words",
  severity: "error",
  summary: "a script is written for a shell, and keepalived starts it without one",
  *check({ vips }) {
    for (const vip of vips) {
      for (const { script, span, instead } of scriptsOf(vip)) {
        const words = wordsOf(script);
        const at = words.findIndex((word) => OPERATORS.test(word));
        if (at < 0) continue;
        yield {
          span,
          message:
            at === 0
              ? `keepalived starts no shell and looks for a program called \`${words[0] ?? ""}\`: there is none, and ${instead.missing}`
              : `keepalived starts no shell and hands \`${words[at] ?? ""}\` to the program as an argument: ${instead.other}`,
          help: "put the command into a script of its own, or write `/bin/sh -c '…'`",
        };
      }
    }
  },
};

type Script = {
  readonly script: string;
  readonly span: Span;
  /** What happens when there is no such program, and when it gets other arguments than meant. */
  readonly instead: { readonly missing: string; readonly other: string };
};

function scriptsOf({ name, tracks, notify }: Vip): readonly Script[] {
  if (tracks.length === 0 && notify.length === 0) return [];
  const tracked = {
    missing: "it tracks nothing, with one line in its log",
    other: `what decides over ${name} is not what the line says`,
  };
  const notified = { missing: "nothing is run", other: "what is run is not what the line says" };
  return [
    ...tracks.flatMap((t) =>
      t.kind === "script" ? [{ script: t.script, span: t.span, instead: tracked }] : [],
    ),
    ...notify.map(({ script, span }) => ({ script, span, instead: notified })),
  ];
}

const OPERATORS = /^(?:\|\|?|&&?|;|\d?>>?|<|!)$|^(?:\d?>|\$\()|[;&|]$|^`/;

/** What stands in single quotes is one word, whatever it holds. */
function wordsOf(script: string): readonly string[] {
  return script
    .replace(/'[^']*'/g, "''")
    .trim()
    .split(/\s+/);
}
