/** Words of the language in Markdown. */
import { signature } from "../vocabulary/word.ts";
import { showSince, showValues } from "../vocabulary/reference.ts";
import { keepalivedContexts } from "../vocabulary/keepalived-keywords.ts";
import { nginxDirective } from "../vocabulary/nginx.ts";
import type { WordDefinition } from "../vocabulary/word.ts";
import { alternativesAt, describeValue, describeValues } from "./native.ts";
import type { Inside } from "./roles.ts";

/** Help, values with their range, default, since when, and what it becomes. */
export function describeWord(keyword: string, definition: WordDefinition): string {
  const { parameters, help, since, becomes } = definition;
  const rows = [
    ...parameters.map((p) => `- \`${p.name}\`: ${showValues(p.type)}`),
    ...(definition.default === undefined ? [] : [`- default: ${definition.default}`]),
    ...(definition.required === true ? ["- required"] : []),
    ...(since === undefined ? [] : [`- since ${showSince(since)}`]),
    `- becomes ${code(becomes)}`,
  ];
  return `\`\`\`lb\n${signature(keyword, definition)}\n\`\`\`\n${help}\n\n${rows.join("\n")}`;
}

const code = (text: string) => (/[<>_]/.test(text) ? `\`${text}\`` : text);

/** A directive of nginx or keepalived, by the catalogues; undefined for one they lack. */
export function describeDirective(name: string, inside: Inside): string | undefined {
  if (inside.kind === "nginx") {
    const known = nginxDirective(
      name,
      inside.contexts.includes("upstream") ? "upstream" : (inside.contexts[0] ?? "main"),
    );
    if (known === undefined) return undefined;
    const takes = known.flag
      ? "`on` or `off`"
      : `${counted(known.min, known.max)}${known.block ? " and a block" : ""}`;
    // Of one that takes more than one, what each may be is said where it stands.
    const values = known.min === 1 && known.max === 1 && !known.flag ? alternativesAt(name, 1) : [];
    const value = describeValues(values);
    const rows = [
      `- takes ${takes}${value === undefined ? "" : `: ${value}`}`,
      `- stands in ${known.contexts.map((c) => `\`${c}\``).join(", ")}`,
      ...(known.since === undefined ? [] : [`- since nginx ${known.since.join(".")}`]),
      ...(known.removed === undefined ? [] : [`- gone since nginx ${known.removed.join(".")}`]),
    ];
    return `\`\`\`nginx\n${name}\n\`\`\`\nnginx's own\n\n${rows.join("\n")}`;
  }
  if (inside.kind !== "keepalived") return undefined;
  const known = keepalivedContexts().get(inside.context)?.get(name);
  if (known === undefined) return undefined;
  const rows = [
    `- takes ${counted(known.min, known.max)}${known.values.length === 0 ? "" : `: ${known.values.map(describeValue).join("; ")}`}`,
    ...(known.default === undefined ? [] : [`- default: ${known.default}`]),
    ...(known.since === undefined ? [] : [`- since keepalived ${known.since.join(".")}`]),
    ...(known.deprecated ? ["- deprecated"] : []),
  ];
  return `\`\`\`keepalived\n${name}\n\`\`\`\nkeepalived's own\n\n${rows.join("\n")}`;
}

function counted(min: number, max: number): string {
  if (max === min) return min === 0 ? "no argument" : `${min} argument${min === 1 ? "" : "s"}`;
  return max === Infinity ? `${min} or more arguments` : `${min} to ${max} arguments`;
}
