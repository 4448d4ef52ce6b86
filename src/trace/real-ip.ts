/** Who the client is by a header of a proxy before: ngx_http_realip_module of nginx 1.22.1. */
import { valueAt } from "../analysis/directives.ts";
import { settingIn, type Request } from "./request.ts";
import type { Address, Directive } from "../model/topology.ts";
import { contains, parseAddress, parsePrefix } from "../semantics/net/address.ts";

export type Told =
  | { readonly kind: "client"; readonly client: Address }
  /** The header that says it, and the statement that believes it. */
  | { readonly kind: "unknown"; readonly header: string; readonly by: Directive };

/** Undefined where no header is believed, or none was sent. */
export function clientTold(
  blocks: readonly (readonly Directive[])[],
  { headers, client }: Request,
): Told | undefined {
  const from = blocks.findLast((b) => b.some((d) => d.name === "set_real_ip_from")) ?? [];
  const trusting = (address: Address) =>
    from.find((d) => {
      if (d.name !== "set_real_ip_from") return false;
      const value = d.args[0]?.value ?? "";
      const block = parsePrefix(value) ?? parsePrefix(`${value}/${value.includes(":") ? 128 : 32}`);
      return block === undefined || contains(block, address);
    });
  const by = trusting(client);
  const header = settingIn(blocks, "real_ip_header")?.args[0]?.value.toLowerCase() ?? "x-real-ip";
  if (by === undefined || !headers.has(header)) return undefined;
  const told = (headers.get(header) ?? "").split(/[ ,]+/).filter((t) => t !== "");
  let found: Address | undefined;
  const isRecursive = valueAt(blocks, "real_ip_recursive")?.toLowerCase() === "on";
  for (let text = told.pop(); text !== undefined; text = told.pop()) {
    found = parseAddress(text);
    if (found === undefined || !isRecursive || trusting(found) === undefined) break;
  }
  return found === undefined ? { kind: "unknown", header, by } : { kind: "client", client: found };
}
