import { matchOf } from "../../analysis/nginx/locations.ts";
import { passesOf } from "../../analysis/passes.ts";
import { hasByte } from "../../semantics/regex/bytes.ts";
import type { Node, Pattern } from "../../semantics/regex/pattern.ts";
import type { Rule } from "../rule.ts";

/** proxy_pass sends a decoded part of the path as it is: spec/rules/nginx/unescaped-capture.md. */
export const unescapedCapture: Rule = {
  code: "nginx/unescaped-capture",
  severity: "error",
  summary: "proxy_pass sends a decoded part of the path as it is",
  *check(topology) {
    for (const { block, url } of passesOf(topology)) {
      const path = /^https?:\/\/[^/?]+?(?:\/|\$)/i.test(url.value) ? url.value : "";
      const match = block.name === "location" ? matchOf(block) : undefined;
      const pattern = match?.kind === "regex" ? match.pattern : undefined;
      const plain = pattern === undefined ? new Set() : plainGroups(pattern);
      const named = [...(pattern?.names?.keys() ?? [])].filter((name) => !plain.has(name));
      // Of a rewrite or an `if` the groups are other ones.
      const isOwn = block.block?.every((d) => d.name !== "rewrite" && d.name !== "if") === true;
      const found = [...path.replace(/^https?:\/\//i, "").matchAll(/\$(?:\{(\w+)\}|(\w+))/g)]
        .map((m) => m[1] ?? m[2] ?? "")
        .filter((v) => !(isOwn && plain.has(v)))
        .find((v) => /^([1-9]|uri|document_uri)$/.test(v) || named.includes(v.toLowerCase()));
      // Captures in the host part say where, not what.
      if (found === undefined || !new RegExp(`[/}\\w].*\\$\\{?${found}\\b`).test(path.slice(8))) continue;
      const query = /\$\{?(args|query_string|is_args|request_uri)/.test(path)
        ? ""
        : ", and the query of every request is lost";
      yield {
        span: url.span,
        message: `\`$${found}\` is the path after nginx has decoded it, and is sent so: a request with \`%20\` in it reaches the server behind with a bare blank, and gets 400${query}`,
        help: "leave the path out of proxy_pass; where it must change, `rewrite … break` before it",
      };
    }
  },
};

/** Groups, by number and by name, that hold only what needs no escaping: `\d+`, `[\w-]+`, `shop|blog`. */
function plainGroups({ node, names }: Pattern): ReadonlySet<string> {
  const plain = new Set<string>();
  const visit = (n: Node): void => {
    if (n.kind === "sequence" && n.group !== undefined && isPlain(n)) plain.add(String(n.group));
    if (n.kind === "sequence" || n.kind === "choice") n.parts.forEach(visit);
    if (n.kind === "repeat") visit(n.node);
  };
  visit(node);
  for (const [name, group] of names ?? []) if (plain.has(String(group))) plain.add(name);
  return plain;
}

function isPlain(node: Node): boolean {
  switch (node.kind) {
    case "set":
      return ESCAPED.every((byte) => !hasByte(node.set, byte));
    case "assert":
      return true;
    case "sequence":
    case "choice":
      return node.parts.every(isPlain);
    case "repeat":
      return isPlain(node.node);
  }
}

/** What escapeUri of semantics/nginx/proxy.ts escapes. */
const ESCAPED = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => byte <= 32 || byte >= 127 || '"#%<>?\\^`{|}'.includes(String.fromCharCode(byte)),
);
