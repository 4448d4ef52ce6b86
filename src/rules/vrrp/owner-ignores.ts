import { tracksOf } from "../../analysis/vrrp.ts";
import { OWNER } from "../../semantics/keepalived/priority.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** What an address owner does not do: spec/rules/vrrp/owner-ignores.md. */
export const ownerIgnores: Rule = {
  code: "vrrp/owner-ignores",
  severity: "error",
  summary: "the priority 255 makes keepalived drop nopreempt and every weight",
  *check({ vips }) {
    for (const vip of vips) {
      for (const director of vip.directors) {
        const { value, span } = director.priority;
        if (value !== OWNER) continue;
        const weighted = tracksOf(vip, director).filter((t) => t.weight !== 0);
        const dropped = [
          ...(vip.nopreempt ? ["`nopreempt`"] : []),
          ...weighted.map((t) => `the weight of \`${t.name}\``),
        ];
        if (dropped.length === 0) continue;
        yield {
          span,
          message: `with 255 \`${director.host.name}\` counts as the owner of ${vip.name}: keepalived drops ${dropped.join(", ")} there, keeps the vip whatever fails, and \`keepalived -t\` refuses the file`,
          related: [
            ...weighted.map((t) => ({ span: t.span, message: "without effect there" })),
            ...(vip.nopreempt && vip.spans.nopreempt !== undefined
              ? [{ span: vip.spans.nopreempt, message: "without effect there" }]
              : []),
          ],
          help: "use a priority of 254 or less",
          ...(vip.directors.some((d) => d.priority.value === OWNER - 1)
            ? {}
            : { fix: { title: "set the priority to 254", edits: [replace(span, "254")], safe: false } }),
        };
      }
    }
  },
};
