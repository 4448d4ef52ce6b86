/**
 * nginx's lexical rules (core/ngx_conf_file.c, ngx_conf_read_token): a bare word ends at white space, `;` or
 * `{`; in quotes only `\` followed by a quote, a backslash or one of t, r, n means something else than itself.
 */

/** The text as one word that nginx reads back exactly. */
export function quote(value: string): string {
  if (/^[A-Za-z0-9_./:@%+,=*?&|()^~<>!-][A-Za-z0-9_./:@%+,=*?&|()^~<>![\]$-]*$/.test(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
