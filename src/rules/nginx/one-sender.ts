import { innerTiers } from "../../analysis/passes.ts";
import { outermost, placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** Clients are told apart by an address that is a proxy's: spec/rules/nginx/one-sender.md. */
export const oneSender: Rule = {
  code: "nginx/one-sender",
  severity: "error",
  summary: "clients are told apart by an address that is a proxy's",
  *check(topology) {
    const inner = innerTiers(topology);
    for (const tier of topology.nginxes.filter((t) => inner.has(t))) {
      const levels = [outermost(tier), ...placesOf(tier).map((p) => p.block.block ?? [])];
      if (levels.some((l) => l.some((d) => d.name === "set_real_ip_from"))) continue;
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const method = upstream.block?.find(
          (d) =>
            d.name === "ip_hash" ||
            (d.name === "hash" && /^\$\{?(binary_)?remote_addr\}?$/.test(d.args[0]?.value ?? "")),
        );
        if (method === undefined) continue;
        yield {
          span: method.span,
          message: `requests come to \`${tier.name}\` from another nginx, so there are as many addresses as that has hosts${method.name === "ip_hash" ? ", and ip_hash looks at the first three numbers only" : ""}: all clients go to one server or a few`,
          help: "hash what the client sent, or restore its address with `set_real_ip_from` and `real_ip_header`",
        };
      }
    }
  },
};
