/**
 * nginx's lexical rules (core/ngx_conf_file.c, ngx_conf_read_token): a bare word ends at white space, `;` or
 * `{`; in quotes only `\` followed by a quote, a backslash or one of t, r, n means something else than itself.
 */

const CONTROL: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const BARE = /^(?:[A-Za-z0-9_./:@%+,=*?&|()^~<>![\]$-]|\\[.dwsDWS])+$/;

/**
 * The text as one word that nginx reads back exactly: bare where it can be, in single quotes when it holds double
 * ones, and a backslash doubled only where it would mean something.
 */
export function quote(value: string): string {
  if (BARE.test(value)) return value;
  const mark = value.includes('"') && !value.includes("'") ? "'" : '"';
  const escaped = value.replace(/\\(?=[\\"'trn\t\r\n]|$)/g, "\\\\").replaceAll(mark, `\\${mark}`);
  return `${mark}${escaped.replace(/[\n\r\t]/g, (c) => CONTROL[c] ?? c)}${mark}`;
}
