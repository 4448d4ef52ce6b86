import type { NginxTier } from "../../model/topology.ts";
import { effective, outermost, placesOf } from "../../analysis/directives.ts";
import { once } from "../../analysis/once.ts";
import { parseAddress } from "../../semantics/net/address.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** proxy_pass by a variable meets a name that nginx cannot look up: spec/rules/nginx/no-resolver.md. */
export const noResolver: Rule = {
  code: "nginx/no-resolver",
  severity: "error",
  summary: "proxy_pass by a variable meets a name that nginx cannot look up",
  *check(topology) {
    for (const { tier, levels, url } of passesOf(topology)) {
      const host = HOST.exec(url.value)?.[1];
      if (host === undefined || !url.value.includes("$") || effective(levels, "resolver").length > 0)
        continue;
      const top = outermost(tier);
      if (top.some((d) => d.name === "include" && d.args[0]?.value.endsWith("mime.types") !== true)) continue;
      const known = new Set([
        ...top.filter((d) => d.name === "upstream").map((d) => d.args[0]?.value.toLowerCase()),
        ...(host.includes("$") ? [] : [...topology.hosts, ...topology.vips].map((h) => h.name)),
      ]);
      const variable = /^\$\{?(\w+)\}?(?::\d+)?$/.exec(host)?.[1];
      const found = (variable === undefined ? [host] : (valuesOf(tier).get(variable) ?? [])).find((value) => {
        const name = value.replace(/:\d+$/, "");
        return /^[\w.-]+$/.test(name) && !known.has(name.toLowerCase()) && parseAddress(name) === undefined;
      });
      if (found === undefined) continue;
      yield {
        span: url.span,
        message: `\`${found}\` is no upstream, and with a variable nginx looks names up when a request comes: without a \`resolver\` each gets 502`,
        help: `write \`upstream ${found.replace(/:\d+$/, "")} { … }\`, an address, or \`resolver\``,
      };
    }
  },
};

/** A variable, or a name that no variable goes on. */
const HOST = /^https?:\/\/(\$\{?\w+\}?(?::\d+)?(?=[/?]|$)|[^/?$]+(?=[/?]|\$\{?(?:request_|document_)?uri))/i;

/** What `set` and `map` give each variable, whichever holds. */
const valuesOf = once((tier: NginxTier): ReadonlyMap<string, readonly string[]> => {
  const out = new Map<string, string[]>();
  const add = (name: string | undefined, values: readonly (string | undefined)[]) => {
    const key = name?.replace(/^\$/, "") ?? "";
    const known = out.get(key) ?? [];
    out.set(key, known);
    for (const value of values) if (value !== undefined) known.push(value);
  };
  const top = outermost(tier);
  for (const level of [top, ...placesOf(tier).map((p) => p.block.block ?? [])])
    for (const d of level) if (d.name === "set") add(d.args[0]?.value, [d.args[1]?.value]);
  for (const { name, args, block = [] } of top) {
    if (name !== "map") continue;
    add(
      args[1]?.value,
      block.filter((l) => l.name !== "include").map((l) => l.args[0]?.value),
    );
  }
  return out;
});
