import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** sh and dh without a second choice: spec/rules/ipvs/hash-refuses.md. */
export const hashRefuses: Rule = {
  code: "ipvs/hash-refuses",
  severity: "error",
  summary: "a hash sends clients to a real server that takes none",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const { scheduler, schedulerFlags } = server;
      const dh = scheduler.value === "dh";
      if (!dh && (scheduler.value !== "sh" || schedulerFlags.includes("sh-fallback"))) continue;
      const inhibited = server.realServers.find(
        (r) => (r.inhibitOnFailure || server.inhibitOnFailure) && r.checks.length > 0,
      );
      const drained = server.realServers.find((r) => r.weight.value === 0);
      const full = server.realServers.find((r) => (r.upperThreshold ?? 0) > 0);
      const one = drained ?? inhibited ?? full;
      if (one === undefined || server.realServers.length < 2) continue;
      const when =
        drained !== undefined
          ? "has weight 0"
          : inhibited !== undefined
            ? "fails it gets weight 0"
            : `has ${full?.upperThreshold ?? 0} connections it is full`;
      yield {
        severity: drained === undefined ? "warning" : "error",
        span: scheduler.span,
        message: `${drained === undefined ? "when " : ""}\`${one.host?.name ?? one.addresses[0]?.text ?? ""}\` ${when}, and \`${scheduler.value}\` still picks it for the clients whose hash it is: they are refused while others are idle`,
        related: [{ span: one.span, message: "the real server" }],
        help: dh ? "use another scheduler, such as `sh sh-fallback`" : "write `scheduler sh sh-fallback`",
        ...(dh
          ? {}
          : {
              fix: {
                title: "write `sh sh-fallback`",
                edits: [replace(scheduler.span, "sh sh-fallback")],
                safe: false,
              },
            }),
      };
    }
  },
};
