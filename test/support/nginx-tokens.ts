/** nginx's tokeniser, written from its observed rules (spec/semantics/nginx.md §11): the judge of what lbc quotes. */

/** A word, or one of the three marks that stand between words. */
export type NginxToken = {
  readonly kind: "word" | ";" | "{" | "}";
  /** What nginx sees, unquoted. Empty for marks. */
  readonly value: string;
  readonly quote: "" | '"' | "'";
  readonly start: number;
  readonly end: number;
};

/** Tokens, or the offset at which nginx would refuse the text. */
export type NginxTokens =
  { readonly ok: true; readonly tokens: readonly NginxToken[] } | { readonly ok: false; readonly at: number };

const SPACE = /[ \t\r\n]/;
const UNESCAPE: Readonly<Record<string, string>> = {
  t: "\t",
  r: "\r",
  n: "\n",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

function unescaped(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (both, next: string) => UNESCAPE[next] ?? both);
}

/** The offset of the quote that ends a quoted word, or -1. */
function closing(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

/** One past the last code unit of a bare word. */
function bareEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (c === "\\") i += 2;
    else if (c === "$" && text[i + 1] === "{") i += 2;
    else if (SPACE.test(c) || c === ";" || c === "{") break;
    else i++;
  }
  return Math.min(i, text.length);
}

/** Reads a whole text. */
export function nginxTokens(text: string): NginxTokens {
  const tokens: NginxToken[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (SPACE.test(c)) i++;
    else if (c === "#") {
      while (i < text.length && text[i] !== "\n") i++;
    } else if (c === ";" || c === "{" || c === "}") {
      tokens.push({ kind: c, value: "", quote: "", start: i, end: ++i });
    } else if (c === '"' || c === "'") {
      const close = closing(text, i + 1, c);
      if (close < 0) return { ok: false, at: i };
      const next = text[close + 1] ?? "\n";
      if (!/[ \t\r\n;{)]/.test(next)) return { ok: false, at: close + 1 };
      tokens.push({
        kind: "word",
        value: unescaped(text.slice(i + 1, close)),
        quote: c,
        start: i,
        end: close + 1,
      });
      i = close + 1;
    } else {
      const end = bareEnd(text, i);
      tokens.push({ kind: "word", value: unescaped(text.slice(i, end)), quote: "", start: i, end });
      i = end;
    }
  }
  return { ok: true, tokens };
}
