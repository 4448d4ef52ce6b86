/** How a real server is looked at. */
import type { Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import type { StatusRange } from "../text/status.ts";
import { all, each, given, has, numberField, one, textAt, textField, texts } from "./fields.ts";
import type { Check } from "./topology.ts";

export function refusesChecks(fields: Fields): boolean {
  return all(fields, "check").some((field) => texts(field)[0]?.value === "none");
}

/** Words of the check block that only some kinds have. */
export const ONLY: ReadonlyMap<string, readonly string[]> = new Map([
  ["path", ["http", "ssl"]],
  ["status", ["http", "ssl"]],
  ["digest", ["http", "ssl"]],
  ["virtualhost", ["http", "ssl"]],
  ["sni", ["ssl"]],
  ["helo", ["smtp"]],
  ["type", ["dns"]],
  ["name", ["dns"]],
  ["payload", ["udp"]],
  ["reply", ["udp"]],
  ["script", ["misc"]],
  ["dynamic", ["misc"]],
  ["user", ["misc"]],
]);

export function checks(fields: Fields, report: Report): readonly Check[] {
  return each(all(fields, "check"), (field) => check(field, report));
}

/** keepalived 2.2.7 takes a last byte of ff for a wrong digit, and drops the whole text. */
function judgeLastByte(hex: Located<string>, report: Report): void {
  // A digit that stands alone is a byte: `f f` and `fff` end in 0f.
  const last = hex.value.match(/[0-9a-fx]{1,2}/gi)?.at(-1);
  if (last?.toLowerCase() !== "ff") return;
  report({
    code: "check/last-byte",
    severity: "error",
    message: "keepalived drops a text whose last byte is ff",
    span: hex.span,
    help: "end it with another byte, or leave the last one out",
  });
}

/** dns_name_handler of keepalived 2.2.7 takes a dot in the second place for an empty label. */
function judgeDnsName(name: Located<string> | undefined, report: Report): void {
  if (name === undefined) return;
  const { value, span } = name;
  const isLong = value.length > 254 || value.split(".").some((label) => label.length > 63);
  if (!isLong && !/^\..|^.\.|\.\./s.test(value)) return;
  const shown = `\`${value.slice(0, 60)}\``;
  report({
    code: "word/value",
    severity: "error",
    message: isLong
      ? `${shown} is no name of DNS`
      : `keepalived ignores the name ${shown}, and asks for \`.\``,
    span,
    help: isLong
      ? "a label has 63 bytes at most, a name 253"
      : "leave no label empty, and begin with one of two letters or more",
  });
}

type Url = (Check & { readonly kind: "http" })["urls"][number];

function check(field: Field, report: Report): Check | undefined {
  const kind = textAt(field, 0)?.value as Check["kind"] | "none" | undefined;
  const { fields } = field;
  if (kind === undefined || kind === "none") return undefined;
  fields.forEach(([wrong], name) => {
    const kinds = ONLY.get(name);
    if (wrong === undefined || kinds === undefined || kinds.includes(kind)) return;
    report({
      code: "check/word",
      severity: "error",
      message: `\`${name}\` belongs to ${kinds.map((k) => `\`check ${k}\``).join(" and ")}`,
      span: wrong.span,
      help: "remove it, or change the kind of check",
    });
  });
  const timing = {
    span: field.span,
    every: numberField(fields, "every")?.value,
    timeout: numberField(fields, "timeout")?.value,
    retry: numberField(fields, "retry")?.value,
    delayBeforeRetry: numberField(fields, "delay_before_retry")?.value,
    warmup: numberField(fields, "warmup")?.value,
    port: numberField(fields, "port")?.value,
  };
  switch (kind) {
    case "http":
    case "ssl": {
      const paths = all(fields, "path").flatMap(texts);
      const status = (one(fields, "status")?.args ?? []).map((a) => a.value as StatusRange);
      const digest = textField(fields, "digest");
      if (digest !== undefined && !/^[0-9a-f]{32}$/i.test(digest.value)) {
        report({
          code: "word/value",
          severity: "error",
          message: "an MD5 digest is 32 hex digits",
          span: digest.span,
          help: "see `genhash`",
        });
      }
      for (const path of paths) {
        if (!path.value.startsWith("/")) {
          report({
            code: "word/value",
            severity: "error",
            message: `\`${path.value}\` does not begin with \`/\``,
            span: path.span,
            help: `write \`/${path.value}\``,
          });
        }
      }
      const urls = (paths.length === 0 ? ["/"] : paths.map((p) => p.value)).map((path) =>
        given<Url>({ path, status, digest: digest?.value }),
      );
      // Most checks are of these kinds, and to copy the timing would take V8 several times as long.
      return given<Check & { readonly kind: "http" | "ssl" }>({
        kind,
        span: timing.span,
        every: timing.every,
        timeout: timing.timeout,
        retry: timing.retry,
        delayBeforeRetry: timing.delayBeforeRetry,
        warmup: timing.warmup,
        port: timing.port,
        urls,
        sni: has(fields, "sni"),
        virtualhost: textField(fields, "virtualhost")?.value,
      });
    }
    case "tcp":
    case "ping":
      return given<Check>({ ...timing, kind });
    case "smtp":
      return given<Check>({ ...timing, kind, helo: textField(fields, "helo")?.value });
    case "dns":
      judgeDnsName(textField(fields, "name"), report);
      return given<Check>({
        ...timing,
        kind,
        type: textField(fields, "type")?.value,
        name: textField(fields, "name")?.value,
      });
    case "udp":
      for (const { hex, pattern } of [
        { hex: textField(fields, "payload"), pattern: /^[0-9a-f]{1,2}(?: ?[0-9a-f]{2}| [0-9a-f])*$/i },
        { hex: textField(fields, "reply"), pattern: /^[0-9a-fx]{1,2}(?: ?[0-9a-fx]{2}| [0-9a-fx])*$/i },
      ]) {
        if (hex === undefined) continue;
        if (hex.value.length <= 900 && pattern.test(hex.value)) {
          judgeLastByte(hex, report);
          continue;
        }
        report({
          code: "word/value",
          severity: "error",
          message: `\`${hex.value}\` is not hexadecimal`,
          span: hex.span,
          help: "write pairs of hex digits",
        });
      }
      return given<Check>({
        ...timing,
        kind,
        payload: textField(fields, "payload")?.value,
        reply: textField(fields, "reply")?.value,
      });
    case "misc": {
      const script = textField(fields, "script");
      if (script === undefined) {
        if (has(fields, "script") || field.flawed) return undefined;
        const message = "`check misc` needs `script`";
        report({
          code: "word/missing",
          severity: "error",
          message,
          span: field.span,
          help: 'add `script "COMMAND"`',
        });
        return undefined;
      }
      return given<Check>({
        ...timing,
        kind,
        script: script.value,
        dynamic: has(fields, "dynamic"),
        user: textField(fields, "user")?.value,
      });
    }
  }
}
