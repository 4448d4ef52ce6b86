/** `status`: the answer's, where nginx itself gives it. */
import type { StatusRange } from "../text/status.ts";
import type { Stage } from "../trace/stage.ts";
import { broken, kept, unknown, type Verdict } from "./verdict.ts";

/** Statuses that promise nginx's own refusal: nobody expects them of what is passed on. */
const REFUSALS = new Set([401, 403, 444]);

export function statusVerdict({ walk, pass, request }: Stage, ranges: readonly StatusRange[]): Verdict {
  const { end } = walk;
  const isPromised = (code: number) => ranges.some((r) => r.from <= code && code <= r.to);
  const isRefusal = ranges.every((r) => r.from === r.to && REFUSALS.has(r.from));
  switch (end.kind) {
    case "status":
      return isPromised(end.status) ? kept : broken(`the answer is ${end.status}, ${end.why}`);
    case "passed": {
      const to = pass?.target === undefined ? "an upstream" : `\`${pass.target.host}\``;
      return isRefusal
        ? broken(`nginx lets ${walk.client.text} pass and asks ${to}`)
        : unknown(`${to} answers, and lbc does not know what`);
    }
    case "content":
      return isRefusal && !request.target.replace(/[?#].*$/s, "").endsWith("/")
        ? broken(`nginx lets ${walk.client.text} pass: ${end.what}`)
        : unknown(`${end.what}, and lbc does not know with which status`);
    case "refused":
      return broken(end.why);
    case "unknown":
      return unknown(end.why);
  }
}
