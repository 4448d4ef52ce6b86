/** The words of an `if` as nginx's rewrite module reads them (ngx_http_rewrite_if_condition). */

type Word = { readonly text: string; readonly index: number };
export type IfWords =
  | { readonly kind: "variable"; readonly of: Word }
  | { readonly kind: "compare"; readonly of: Word; readonly operator: string; readonly value: Word }
  | { readonly kind: "file"; readonly value: Word }
  /** nginx refuses it for this word. */
  | { readonly kind: "wrong"; readonly why: string; readonly index: number };

/** The parentheses stand at the words, or apart. The text of a variable has its `$`. */
export function readIf(texts: readonly string[]): IfWords {
  const last = texts.length - 1;
  const wrong = (why: string, index: number): IfWords => ({ kind: "wrong", why, index });
  if (texts[0]?.startsWith("(") !== true) return wrong("it does not begin with `(`", 0);
  if (texts[last]?.endsWith(")") !== true) return wrong("it does not end with `)`", last);
  const words: Word[] = texts.map((text, index) => ({
    text: text.slice(index === 0 ? 1 : 0, index === last ? -1 : undefined),
    index,
  }));
  if (texts[0] === "(") words.shift();
  if (texts[last] === ")") words.pop();
  const [of, operator, value] = words;
  if (of === undefined || of.text === "") return wrong("it tests nothing", 0);
  if (/^\$./s.test(of.text)) {
    if (operator === undefined) return { kind: "variable", of };
    if (value === undefined) return wrong(`\`${operator.text}\` has nothing to its right`, operator.index);
    const more = words[3];
    if (more !== undefined) return wrong("it tests more than one thing", more.index);
    if (/^(?:!?=|!?~\*?)$/.test(operator.text))
      return { kind: "compare", of, operator: operator.text, value };
    return wrong(`\`${operator.text}\` is none of = != ~ ~* !~ !~*`, operator.index);
  }
  if (!/^!?-./s.test(of.text))
    return wrong(`\`${of.text}\` is neither a variable nor a test of a file`, of.index);
  if (!/^!?-[fdex]$/.test(of.text)) return wrong(`\`${of.text}\` is none of -f -d -e -x`, of.index);
  if (operator === undefined) return wrong(`\`${of.text}\` has nothing to its right`, of.index);
  return value === undefined
    ? { kind: "file", value: operator }
    : wrong("it tests more than one thing", value.index);
}
