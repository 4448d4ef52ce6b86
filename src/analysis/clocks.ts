/** Which hosts have their clock kept, and by whom. */
import type { Directive, Host, NginxTier, Topology } from "../model/topology.ts";
import { once } from "./once.ts";

/** Whether lbc writes a chrony.conf for the host: it says `clock ntp`, or nothing and shares sessions. */
export function needsClock(topology: Topology, host: Host): boolean {
  if (host.clock !== undefined) return host.clock.value === "ntp";
  return topology.tomcats.some(
    (tier) =>
      tier.hosts.includes(host) &&
      tier.contexts.some(({ store }) => store !== undefined && store.kind !== "local"),
  );
}

/** Statements of an nginx that compare a date with the clock of its host. */
export type Dated = { readonly directive: Directive; readonly what: "certificates" | "links" };

const VERIFIES = /^(?:ssl_verify_client|(?:proxy|grpc|uwsgi)_ssl_verify|ssl_ocsp)$/;

/** The first of each kind. */
export const datedIn = once((tier: NginxTier): readonly Dated[] => {
  const found = new Map<Dated["what"], Directive>();
  const visit = (directives: readonly Directive[]): void => {
    for (const directive of directives) {
      const { name, args, block } = directive;
      const value = args[0]?.value ?? "";
      // Of several words the last may be the time at which a link ends: `$arg_md5,$arg_expires`.
      const what =
        VERIFIES.test(name) && value !== "off" && value !== "optional_no_ca"
          ? "certificates"
          : name === "secure_link" && value.includes(",")
            ? "links"
            : undefined;
      if (what !== undefined && !found.has(what)) found.set(what, directive);
      if (block !== undefined) visit(block);
    }
  };
  visit(tier.directives);
  return [...found].map(([what, directive]) => ({ what, directive }));
});
