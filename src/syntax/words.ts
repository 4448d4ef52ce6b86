/**
 * nginx's rule for escapes, quoted or not: `\"`, `\'` and `\\` lose the backslash, `\t`, `\r` and `\n` become
 * control characters, any other backslash stays. Source: nginx, core/ngx_conf_file.c, ngx_conf_read_token.
 */
export function unescapeWord(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\([\s\S])/g, (both, next: string) => {
    switch (next) {
      case '"':
      case "'":
      case "\\":
        return next;
      case "t":
        return "\t";
      case "r":
        return "\r";
      case "n":
        return "\n";
      default:
        return both;
    }
  });
}
