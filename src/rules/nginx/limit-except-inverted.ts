import { locationsOf } from "../../analysis/nginx/judged.ts";
import { judgeAddress } from "../../semantics/nginx/access.ts";
import type { Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** limit_except names what it leaves open: spec/rules/nginx/limit-except-inverted.md. */
export const limitExceptInverted: Rule = {
  code: "nginx/limit-except-inverted",
  severity: "error",
  summary: "limit_except names the methods it should close, and leaves them open",
  *check(topology) {
    for (const { location } of locationsOf(topology)) {
      const { limitExcept } = location;
      const span = limitExcept === undefined ? undefined : placeOf(limitExcept);
      if (limitExcept === undefined || span === undefined) continue;
      const { methods, access } = limitExcept;
      // An interface may take POST alone.
      if (methods.length === 0 || methods.some((m) => /^(GET|HEAD|POST)$/i.test(m))) continue;
      if (judgeAddress(access, { family: 4, text: "192.0.2.1" }).kind !== "deny") continue;
      yield {
        span,
        message: `the methods that \`limit_except\` names are those it does not limit: here ${methods.join(" and ")} ${methods.length === 1 ? "is" : "are"} open to everybody, and GET gets 403`,
        help: "name the methods that stay open: `limit_except GET POST { deny all }`",
      };
    }
  },
};
