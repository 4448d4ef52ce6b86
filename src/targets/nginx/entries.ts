/** Lines of blocks that hold data, as nginx reads them: ngx_http_map, ngx_http_geo, ngx_conf_split_clients, ngx_http_core_type. */
import type { Directive } from "../../model/topology.ts";
import type { Problem, Report } from "../../problems/problem.ts";
import { shapeOf } from "../../semantics/nginx/names.ts";
import {
  formatAddress,
  networkNumber,
  numberOf,
  parseAddress,
  parsePrefix,
  widthOf,
} from "../../semantics/net/address.ts";
import { isBlock } from "../../semantics/nginx/words.ts";
import type { Span } from "../../text/source.ts";

type Lines = readonly Directive[];
const LINES = "end each line with `;`";

/** Judges the lines of a block by its name; those of other blocks are no data. */
export function judgeEntries({ name, block = [] }: Directive, report: Report): void {
  if (name === "map") judgeMap(block, report);
  else if (name === "geo") judgeGeo(block, report);
  else if (name === "split_clients") judgeShares(block, report);
  else judgeTypes(block, report);
}

/** Under what a name of hosts stands in nginx's tables: `.x` in that of names, too. Undefined for what is none. */
export function hostKeys(text: string): readonly string[] | undefined {
  const shape = shapeOf({ origin: undefined, text });
  if (shape === undefined) return undefined;
  if (shape.kind === "head") return [...(shape.bare ? [`= ${shape.text}`] : []), `*.${shape.text}`];
  return [shape.kind === "tail" ? `${shape.text}.*` : `= ${shape.text}`];
}

const keyOf = ({ name, span }: Directive): Span => ({
  ...span,
  end: Math.min(span.end, span.start + name.length),
});

/** Errors are what nginx does not start with; it warns of the others. */
function tell(
  report: Report,
  span: Span,
  severity: Problem["severity"],
  message: string,
  help: string,
  first?: Span,
): void {
  report({
    code: "nginx/entry",
    severity,
    message: severity === "error" ? `nginx does not start: ${message}` : message,
    span,
    ...(first === undefined ? {} : { related: [{ span: first, message: "the first" }] }),
    help,
  });
}

function judgeMap(lines: Lines, report: Report): void {
  const alone = (word: string) => lines.findIndex((d) => d.name === word && d.args.length === 0);
  const hostnames = alone("hostnames");
  const seen = new Map<string, Span>();
  for (const [i, line] of lines.entries()) {
    const { name, args } = line;
    const span = keyOf(line);
    if (["hostnames", "volatile"].includes(name) && args.length === 0) continue;
    if (args.length !== 1) {
      tell(report, line.span, "error", "a line of a map is a value and what becomes of it", LINES);
      continue;
    }
    if (name === "include" || name.startsWith("~")) continue;
    const text = name.replace(/^\\/, "");
    const isHost = hostnames >= 0 && hostnames < i;
    const keys = name === "default" ? [name] : isHost ? hostKeys(text) : [`= ${text.toLowerCase()}`];
    if (keys === undefined) {
      tell(
        report,
        span,
        "error",
        `\`${name}\` is no name of a host, and no wildcard of one`,
        "a `*` stands for the first label or the last, and no label is empty",
      );
      continue;
    }
    const first = keys.map((k) => seen.get(k)).find((s) => s !== undefined);
    if (first !== undefined)
      tell(report, span, "error", `\`${name}\` stands twice in a map`, "keep one", first);
    for (const key of keys) if (!seen.has(key)) seen.set(key, span);
  }
}

function judgeGeo(lines: Lines, report: Report): void {
  const isAlone = (d: Directive, word: string) => d.name === word && d.args.length === 0;
  let ranges = false;
  const seen = new Map<string, Span>();
  const twice = (key: string, text: string, span: Span): void => {
    const first = seen.get(key);
    if (first !== undefined)
      tell(
        report,
        span,
        "warning",
        `\`${text}\` stands twice: nginx warns, and takes the second`,
        "keep one",
        first,
      );
    seen.set(key, span);
  };
  for (const [i, line] of lines.entries()) {
    const { name, args } = line;
    const span = keyOf(line);
    if (isAlone(line, "proxy_recursive")) continue;
    if (isAlone(line, "ranges")) {
      ranges = true;
      // Words alone may stand before it.
      if (lines.slice(0, i).some((d) => d.name !== "proxy" && d.args.length > 0))
        tell(report, span, "error", "`ranges` stands behind a line", "write it first");
      continue;
    }
    const [value, more] = args;
    if (value === undefined || more !== undefined) {
      tell(report, line.span, "error", "a line of a geo is an address and what it becomes", LINES);
      continue;
    }
    if (name === "include") continue;
    const isWord = name === "proxy" || name === "delete";
    const at = isWord ? value.value : name;
    const place = isWord ? value.span : span;
    if (ranges && name !== "proxy") {
      if (name === "default") twice("default", name, span);
      else if (!/^[\d.]+-[\d.]+$/.test(at))
        tell(
          report,
          place,
          "error",
          `\`${at}\` is no range of addresses`,
          "write `FIRST-LAST`, or take `ranges` away",
        );
      else if (!isWord) twice(at, at, span);
    } else if (name === "default") {
      // It stands for the widest blocks of both families.
      const wide = seen.has("4 0/0") ? "4 0/0" : "6 0/0";
      twice(wide, name, span);
      for (const key of ["4 0/0", "6 0/0"]) seen.set(key, span);
    } else if (at !== "255.255.255.255" && !isBlock(at)) {
      tell(
        report,
        place,
        "error",
        `\`${at}\` is no address, and no block of them`,
        /^[\d.]+-[\d.]+$/.test(at)
          ? "write `ranges` in the first line"
          : "write `10.0.0.0/8` or `2001:db8::/32`",
      );
    } else {
      judgeHostBits(at, place, report);
      const address = parseAddress(at);
      const block = parsePrefix(at) ?? (address && { address, length: widthOf(address.family) });
      if (!isWord && block !== undefined)
        twice(`${block.address.family} ${networkNumber(block)}/${block.length}`, at, place);
    }
  }
}

function judgeShares(lines: Lines, report: Report): void {
  let total = 0;
  for (const line of lines) {
    const { name } = line;
    const [, whole, part = ""] = /^(\d*)(?:\.(\d{0,2}))?%$/.exec(name) ?? [];
    // In hundredths of a percent.
    const share = name === "*" ? 10_000 - total : Number(whole ?? NaN) * 100 + Number(part.padEnd(2, "0"));
    total += share;
    const help = "write `12.5%`, or `*` for the rest";
    if (name !== "*" && !(share > 0)) {
      tell(report, keyOf(line), "error", `\`${name}\` is no share`, help);
      return;
    }
    if (total > 10_000) {
      tell(report, keyOf(line), "error", "the shares are more than 100%", "write `*` for the rest");
      return;
    }
  }
}

function judgeTypes(lines: Lines, report: Report): void {
  const seen = new Map<string, Span>();
  for (const { name, args } of lines) {
    if (name === "include") continue;
    for (const { value, span } of args) {
      const first = seen.get(value.toLowerCase());
      if (first !== undefined)
        tell(
          report,
          span,
          "warning",
          `\`${value}\` stands twice: nginx warns, and takes this one`,
          "keep one",
          first,
        );
      seen.set(value.toLowerCase(), span);
    }
  }
}

/** nginx warns of bits that a block ignores. */
export function judgeHostBits(text: string, span: Span, report: Report): void {
  const block = text.includes("/") ? parsePrefix(text) : undefined;
  if (block === undefined || networkNumber(block) === numberOf(block.address)) return;
  report({
    code: "nginx/host-bits",
    severity: "warning",
    message: `nginx warns of \`${text}\`: it is not the first address of its block`,
    span,
    help: `write \`${formatAddress(block.address.family, networkNumber(block))}/${block.length}\``,
  });
}
