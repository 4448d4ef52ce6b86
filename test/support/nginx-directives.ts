/** nginx text as `Directive`s, for tests that need no topology around them. */
import type { Argument, Directive } from "../../src/model/topology.ts";
import type { Source } from "../../src/text/source.ts";
import { nginxTokens, type NginxToken } from "./nginx-tokens.ts";

/** The statements of a text; undefined when nginx would not get past its tokens and braces. */
export function nginxDirectives(text: string): readonly Directive[] | undefined {
  const source: Source = { name: "nginx.conf", text };
  const read = nginxTokens(text);
  if (!read.ok) return undefined;
  let at = 0;
  const block = (depth: number): readonly Directive[] | undefined => {
    const out: Directive[] = [];
    let words: NginxToken[] = [];
    for (;;) {
      const token = read.tokens[at++];
      if (token === undefined) return depth === 0 && words.length === 0 ? out : undefined;
      if (token.kind === "}") return depth > 0 && words.length === 0 ? out : undefined;
      if (token.kind === "word") {
        words.push(token);
        continue;
      }
      const [keyword, ...rest] = words;
      if (keyword === undefined) return undefined;
      words = [];
      const inner = token.kind === "{" ? block(depth + 1) : undefined;
      if (token.kind === "{" && inner === undefined) return undefined;
      const end = read.tokens[at - 1]?.end ?? token.end;
      const args = rest.map((w): Argument => ({
        value: w.value,
        quote: w.quote,
        span: { source, start: w.start, end: w.end },
      }));
      const head = { name: keyword.value, args, span: { source, start: keyword.start, end } };
      out.push(inner === undefined ? head : { ...head, block: inner });
    }
  };
  return block(0);
}
