/**
 * Writes XML 1.0 (https://www.w3.org/TR/xml/): any expressible string comes back exactly from any reader.
 */
import type { Span } from "../text/source.ts";
import { xmlChars, xmlQuoted } from "../text/xml.ts";
import type { Line } from "./artifact.ts";
import { lines, madeBy, type Lines } from "./lines.ts";

export type XmlAttribute = { readonly name: string; readonly value: string; readonly span?: Span };
export type XmlNode =
  | {
      readonly kind: "element";
      readonly name: string;
      readonly attributes: readonly XmlAttribute[];
      readonly children: readonly XmlNode[];
      readonly span?: Span;
    }
  | { readonly kind: "text"; readonly value: string; readonly span?: Span }
  | { readonly kind: "comment"; readonly value: string; readonly span?: Span };

/** An element; `attributes` in the order they are written. */
export function element(
  name: string,
  attributes: readonly XmlAttribute[],
  children: readonly XmlNode[] = [],
  span?: Span,
): XmlNode {
  return { kind: "element", name, attributes, children, ...(span === undefined ? {} : { span }) };
}

/** An attribute; `span` is the place that stated its value. */
export function attribute(name: string, value: string | number | boolean, span?: Span): XmlAttribute {
  return { name, value: String(value), ...(span === undefined ? {} : { span }) };
}

/** Comments have no escapes: two hyphens are set apart and a line break becomes a space. */
function comment(value: string): string {
  const text = xmlChars(value).replace(/[\r\n]+/g, " ");
  return `<!-- ${text.trim().replace(/-(?=-)/g, "- ")} -->`;
}

/** A start tag longer than this, or one with placed attributes, takes a line for each attribute. */
const LONGEST_TAG = 100;

function write(out: Lines, node: XmlNode): void {
  switch (node.kind) {
    case "comment":
      out.add(comment(node.value), node.span);
      return;
    case "text":
      out.add(xmlQuoted(node.value), node.span);
      return;
    case "element": {
      const texts = node.attributes.map((a) => `${a.name}="${xmlQuoted(a.value)}"`);
      const only = node.children.length === 1 ? node.children[0] : undefined;
      const end =
        node.children.length === 0
          ? " />"
          : only?.kind === "text"
            ? `>${xmlQuoted(only.value)}</${node.name}>`
            : ">";
      const oneLine = `<${[node.name, ...texts].join(" ")}${end}`;
      if (oneLine.length <= LONGEST_TAG && node.attributes.every((a) => a.span === undefined)) {
        out.add(oneLine, node.span);
      } else {
        out.add(texts.length === 0 ? oneLine : `<${node.name}`, node.span);
        out.nest(() => {
          node.attributes.forEach((a, i) => {
            const last = i === node.attributes.length - 1;
            out.add(last ? `${texts[i]}${end}` : `${texts[i]}`, a.span ?? node.span);
          });
        });
      }
      if (node.children.length === 0 || only?.kind === "text") return;
      out.nest(() => node.children.forEach((child) => write(out, child)));
      out.add(`</${node.name}>`, node.span);
    }
  }
}

/** A whole document in UTF-8; `source` is the topology's name for the first comment. */
export function xmlDocument(root: XmlNode, source: string): readonly Line[] {
  const out = lines("  ");
  out.add('<?xml version="1.0" encoding="UTF-8"?>');
  out.add(comment(madeBy("", source)));
  write(out, root);
  return out.done();
}
