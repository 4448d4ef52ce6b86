/** What the directors of a vip watch. */
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/field.ts";
import { each, given, has, numberField, textField, texts } from "./fields.ts";
import type { Track } from "./topology.ts";

export function tracksOf(fields: readonly Field[], report: Report): readonly Track[] {
  if (fields.length === 0) return [];
  const seen = new Map<string, Span>();
  for (const field of fields) {
    const [name] = texts(field);
    if (name === undefined) continue;
    const before = seen.get(name.value);
    if (before === undefined) seen.set(name.value, name.span);
    else
      report({
        code: "name/duplicate",
        severity: "error",
        message: `this vip already tracks \`${name.value}\``,
        span: name.span,
        related: [{ span: before, message: "first stated here" }],
        help: "rename or remove one",
      });
  }
  const tracks = each(fields, (field) => track(field, report));
  const interfaces = new Map<string, Track>();
  for (const track of tracks) {
    const { kind, name, span } = track;
    if (kind !== "interface") continue;
    const first = interfaces.get(name);
    if (first === undefined) interfaces.set(name, track);
    else
      report({
        code: "name/duplicate",
        severity: "error",
        message: `this vip already tracks the interface \`${name}\`: keepalived would ignore this one`,
        span,
        related: [{ span: first.span, message: "first stated here" }],
        help: "remove one",
      });
  }
  return tracks;
}

function track(field: Field, report: Report): Track | undefined {
  const name = texts(field)[0]?.value ?? "";
  const { fields, span } = field;
  const stated = numberField(fields, "weight");
  const [weight, weightSpan] = [stated?.value ?? 0, stated?.span];
  const script = textField(fields, "script");
  const process = textField(fields, "process");
  const face = textField(fields, "interface");
  const tracked = ["script", "process", "interface"].filter((word) => has(fields, word));
  if (tracked.length === 0 && field.flawed) return undefined;
  if (tracked.length !== 1) {
    const message = `\`track ${name}\` needs one of \`script\`, \`process\` and \`interface\``;
    report({ code: "word/arguments", severity: "error", message, span, help: "say what is tracked" });
    return undefined;
  }
  if (script !== undefined) {
    const interval = wholeSeconds(numberField(fields, "every"), report) ?? 1;
    return given<Track & { readonly kind: "script" }>({
      kind: "script",
      name,
      script: script.value,
      interval,
      weight,
      weightSpan,
      span,
      timeout: wholeSeconds(numberField(fields, "timeout"), report),
      rise: numberField(fields, "rise")?.value,
      fall: numberField(fields, "fall")?.value,
      user: textField(fields, "user")?.value,
    });
  }
  if (process !== undefined) {
    return given<Track & { readonly kind: "process" }>({
      kind: "process",
      name,
      process: process.value,
      weight,
      weightSpan,
      span,
      quorum: numberField(fields, "quorum")?.value,
      delay: numberField(fields, "delay")?.value,
    });
  }
  return (
    face &&
    given<Track & { readonly kind: "interface" }>({
      kind: "interface",
      name: face.value,
      weight,
      weightSpan,
      span,
    })
  );
}

/** keepalived counts a script's interval and timeout in whole seconds. */
function wholeSeconds(value: Located<number> | undefined, report: Report): number | undefined {
  if (value !== undefined && !Number.isInteger(value.value)) {
    const message = "keepalived counts this in whole seconds";
    report({ code: "word/value", severity: "error", message, span: value.span, help: "use whole seconds" });
    return undefined;
  }
  return value?.value;
}
