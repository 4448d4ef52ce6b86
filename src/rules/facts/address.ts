import { foundHosts } from "../../analysis/found.ts";
import type { Facts } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

type FoundAddress = Facts["interfaces"][number]["addresses"][number];

/** A declared address that is not where it should be: spec/rules/facts/address.md. */
export const address: Rule = {
  code: "facts/address",
  severity: "error",
  summary: "a declared address is not on the host, or not where it is declared",
  *check(topology) {
    for (const { name, interfaces, found } of foundHosts(topology)) {
      if (found === undefined) continue;
      const places = placesOf(found);
      for (const face of interfaces) {
        const there = found.interfaces.find((i) => i.name === face.name);
        // Without the interface: facts/interface.
        if (there === undefined) continue;
        for (const {
          address: { text },
          length,
          span,
        } of face.addresses) {
          const place = places.get(text);
          if (place === undefined) {
            yield {
              span,
              message: `\`${name}\` does not have ${text}: whatever is sent to it there is lost`,
              related: [{ span: there.span, message: `${face.name} as it was found` }],
              help: "add the address to the host, or correct it here",
            };
          } else if (place.face !== face.name) {
            yield {
              span,
              message: `${text} is on ${place.face} of \`${name}\`, not on ${face.name}: what lbc and keepalived do for it, they do on the wrong interface`,
              related: [{ span: place.found.span, message: "found here" }],
              help: `write ${place.face} in place of ${face.name}`,
            };
          } else if (place.found.length !== length) {
            yield {
              span,
              severity: "warning",
              message: `${text} is a /${place.found.length} on \`${name}\` and a /${length} here: one of the two takes neighbours for strangers, or strangers for neighbours`,
              related: [{ span: place.found.span, message: "found here" }],
              help: "make them equal",
            };
          }
        }
      }
    }
  },
};

/** Where each address of a host was found; an address may stand on two interfaces, and then the first counts. */
function placesOf({ interfaces }: Facts) {
  const places = new Map<string, { readonly face: string; readonly found: FoundAddress }>();
  for (const { name, addresses } of interfaces) {
    for (const found of addresses) {
      const { text } = found.address;
      if (!places.has(text)) places.set(text, { face: name, found });
    }
  }
  return places;
}
