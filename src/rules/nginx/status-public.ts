import { effective, placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** The status page is open to everybody: spec/rules/nginx/status-public.md. */
export const statusPublic: Rule = {
  code: "nginx/status-public",
  severity: "error",
  summary: "the status page is open to everybody",
  *check(topology) {
    for (const { block, levels } of topology.nginxes.flatMap(placesOf)) {
      const status = block.block?.find((d) => d.name === "stub_status");
      if (status === undefined || block.block?.some((d) => d.name === "internal") === true) continue;
      if (
        GUARDS.some((name) =>
          effective(levels, name).some(
            (d) => d.args[0]?.value !== "off" && !(name === "allow" && d.args[0]?.value === "all"),
          ),
        )
      )
        continue;
      const listens = (levels[1] ?? []).filter((d) => d.name === "listen").map((d) => d.args[0]?.value ?? "");
      if (listens.length > 0 && listens.every((l) => /^(127\.|\[::1\]|localhost|unix:)/.test(l))) continue;
      // A file of nginx's own may close it.
      if (
        levels.some((l) =>
          l.some((d) => d.name === "include" && d.args[0]?.value.endsWith("mime.types") !== true),
        )
      )
        continue;
      yield {
        span: status.span,
        message: `anybody who asks for \`${block.args.at(-1)?.value ?? "/"}\` is told how many connections and requests nginx has`,
        help: "write `allow 127.0.0.1; deny all` beside it",
      };
    }
  },
};

const GUARDS = ["allow", "deny", "auth_basic", "auth_request"];
