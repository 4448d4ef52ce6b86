import { shapeOf } from "../../semantics/nginx/names.ts";
import type { Rule } from "../rule.ts";
import { deadNames, textOf, wordOf } from "./server-names.ts";

/** A name that another server has already: spec/rules/nginx/duplicate-name.md. */
export const duplicateName: Rule = {
  code: "nginx/duplicate-name",
  severity: "error",
  summary: "a server name is ignored, because one before it has it",
  *check(topology) {
    for (const { at, name, text, span, blockers } of deadNames(topology)) {
      const [first] = blockers;
      if (first === undefined || name.pattern !== undefined || first.name.pattern !== undefined) continue;
      const shape = shapeOf(name);
      const whole = shape?.kind === "head" && shape.bare && shapeOf(first.name)?.kind === "exact";
      const place = wordOf(first.name);
      // Twice in one server harms nobody, but for `.x` behind `x`.
      if (first.server === at.server && !whole) {
        yield {
          span,
          severity: "info",
          message: `its server has \`${text}\` already: \`nginx -t\` ends with a warning, conflicting server name, and so does every reload`,
          related: place === undefined ? [] : [{ span: place, message: "has it" }],
          help: "remove it",
        };
        continue;
      }
      yield {
        span,
        message: whole
          ? `nginx ignores \`${text}\` as a whole, its subdomains too, because \`${textOf(first.name)}\` stands before it: \`www${text}\` is not served here`
          : `\`${text}\` is a name of a server before this one, on the same address and port: nginx says so only as a warning, and never serves it here`,
        related: place === undefined ? [] : [{ span: place, message: "has it" }],
        help: whole
          ? `write \`*${text}\` beside \`${textOf(first.name)}\``
          : "leave the name to one of the servers, or give this one another address or port",
      };
    }
  },
};
