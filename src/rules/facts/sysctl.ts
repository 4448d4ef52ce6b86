import { isAnyFound } from "../../analysis/found.ts";
import { canonicalKey, settingsOf, shown } from "../../analysis/settings.ts";
import type { Located, Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** A kernel setting that is not as the topology makes it: spec/rules/facts/sysctl.md. */
export const sysctl: Rule = {
  code: "facts/sysctl",
  severity: "warning",
  summary: "a kernel setting of a host is not as the topology makes it",
  *check(topology) {
    if (!isAnyFound(topology)) return;
    for (const [{ name, found }, settings] of settingsOf(topology)) {
      if (found === undefined) continue;
      const drifted = new Map<Span, Drift[]>();
      for (const { key, value, span } of settings) {
        const path = canonicalKey(key);
        const real = found.sysctls.get(path);
        if (real === undefined || words(real.value) === words(value)) continue;
        const drift = { key: shown(path), value, real };
        const before = drifted.get(span);
        if (before === undefined) drifted.set(span, [drift]);
        else before.push(drift);
      }
      for (const [span, all] of drifted) {
        const [first] = all;
        if (first === undefined) continue;
        const more = all.length === 1 ? "" : `, and ${all.length - 1} more`;
        yield {
          span,
          message: `on \`${name}\` ${first.key} is ${first.real.value}, and the topology makes it ${first.value}${more}: the rules judge the host as it is`,
          related: all.slice(0, MOST).map(({ key, value, real }) => ({
            span: real.span,
            message: `${key} was found, and should be ${value}`,
          })),
          help: "ship etc/sysctl.d/60-lbc.conf and run `sysctl --system`; if it comes back, something else sets it",
        };
      }
    }
  },
};

type Drift = { readonly key: string; readonly value: string; readonly real: Located<string> };

/** Places shown of one statement's settings. */
const MOST = 6;

/** The kernel puts tabs between the words of a value. */
const words = (value: string) => value.trim().split(/\s+/).join(" ");
