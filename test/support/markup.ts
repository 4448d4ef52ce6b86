/** A strict reader of XML without DOCTYPE, comments or CDATA, and of HTML written like it: for outputs that are read back. */
export type Piece =
  | { readonly kind: "open"; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/** Throws where something is not as it must be. Of `raw` elements the text is taken as it is, as HTML does. */
export function readMarkup(text: string, raw: readonly string[] = []): readonly Piece[] {
  const out: Piece[] = [];
  let rest = text;
  const take = (pattern: RegExp, what: string): RegExpExecArray => {
    const found = pattern.exec(rest);
    if (found === null || found.index !== 0)
      throw new Error(`no ${what}: ${JSON.stringify(rest.slice(0, 80))}`);
    rest = rest.slice(found[0].length);
    return found;
  };
  while (rest !== "") {
    if (!rest.startsWith("<")) {
      out.push({ kind: "text", text: decode(take(/^[^<]+/, "text")[0]) });
      continue;
    }
    if (rest.startsWith("</")) {
      out.push({ kind: "close", name: take(/^<\/([a-zA-Z][\w-]*)>/, "end tag")[1] ?? "" });
      continue;
    }
    const name = take(/^<([a-zA-Z][\w-]*)/, "start tag")[1] ?? "";
    const attributes = new Map<string, string>();
    while (!/^\s*\/?>/.test(rest)) {
      const [, key = "", value = ""] = take(/^\s+([a-zA-Z][\w:-]*)(?:="([^"<]*)")?/, "attribute");
      if (attributes.has(key)) throw new Error(`${key} twice`);
      attributes.set(key, decode(value));
    }
    const [end] = take(/^\s*\/?>/, "end of the tag");
    out.push({ kind: "open", name, attributes });
    if (end.includes("/")) out.push({ kind: "close", name });
    else if (raw.includes(name)) {
      const at = rest.search(new RegExp(`</${name}[\\s/>]`, "i"));
      if (at < 0) throw new Error(`${name} does not end`);
      out.push({ kind: "text", text: rest.slice(0, at) });
      rest = rest.slice(at);
    }
  }
  return out;
}

function decode(text: string): string {
  const whole = text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  if (text.replaceAll(/&#\d+;/g, "").includes("&")) throw new Error(`a bare &: ${text}`);
  return whole;
}

/** The elements and their attributes' names, without what is written in them. */
export function skeleton(pieces: readonly Piece[]): readonly string[] {
  return pieces.flatMap((p) => {
    if (p.kind === "text") return [];
    return [p.kind === "close" ? `/${p.name}` : `${p.name} ${[...p.attributes.keys()].join(" ")}`];
  });
}
