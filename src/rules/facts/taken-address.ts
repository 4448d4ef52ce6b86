import { foundHosts } from "../../analysis/found.ts";
import type { Host } from "../../model/topology.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** An address of one host that another has as well: spec/rules/facts/taken-address.md. */
export const takenAddress: Rule = {
  code: "facts/taken-address",
  severity: "error",
  summary: "a host was found with an address that is declared for another",
  *check(topology) {
    if (foundHosts(topology).length === 0) return;
    const owners = new Map<string, { readonly host: Host; readonly span: Span }>();
    for (const host of topology.hosts)
      for (const { address, span } of host.interfaces.flatMap((i) => i.addresses))
        owners.set(address.text, { host, span });
    for (const host of foundHosts(topology)) {
      for (const { name, addresses } of host.found?.interfaces ?? []) {
        // Nobody asks for what is on lo, unless its ARP settings let it out.
        if (name === "lo") continue;
        for (const found of addresses) {
          const owner = owners.get(found.address.text);
          if (owner === undefined || owner.host === host) continue;
          yield {
            span: owner.span,
            message: `\`${host.name}\` has ${found.address.text} on ${name} too: both answer ARP for it, and each neighbour talks to whichever it heard last`,
            related: [{ span: found.span, message: "found here" }],
            help: `take it off \`${host.name}\`, or correct who has it`,
          };
        }
      }
    }
  },
};
