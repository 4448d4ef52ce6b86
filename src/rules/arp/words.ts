/** What the ARP rules say alike. */
import type { Leak } from "../../analysis/arp.ts";
import { replace } from "../edits.ts";
import type { Finding } from "../rule.ts";

/** What becomes of a vip that a real server lets out. */
export function takesOver({ how, host, vip }: Pick<Leak, "how" | "host" | "vip">): string {
  return how === "answers"
    ? `whoever hears it before the director's answer sends the packets of ${vip.name} to \`${host.name}\` alone`
    : `every machine that hears it sends the packets of ${vip.name} to \`${host.name}\` alone, past the director`;
}

/** What the host does with the vip: `answers for 192.0.2.1`. */
export function does({ how, address }: Leak): string {
  return how === "answers" ? `answers for ${address.text}` : `announces ${address.text}`;
}

/** Help and quick fix: the statement with the right value. */
export function setTo(leak: Leak, right: number): Pick<Finding, "help" | "fix"> {
  const { stated, setting } = leak;
  if (leak.host.found?.span.source === leak.span.source)
    return {
      help: `set \`net.ipv4.conf.all.${setting}\` to ${right} on the host, and gather its facts again`,
    };
  if (stated === undefined) return { help: `write \`sysctl net.ipv4.conf.all.${setting} ${right}\`` };
  const title = `set \`${stated.key}\` to ${right}`;
  const edits = [replace(stated.span, `sysctl ${stated.key} ${right}`)];
  return { help: title, fix: { title, edits, safe: true } };
}

/** Help and quick fix: the statement for `all` in place of one that does not count. */
export function setForAll({ stated, setting }: Leak, right: number): Pick<Finding, "help" | "fix"> {
  const statement = `sysctl net.ipv4.conf.all.${setting} ${right}`;
  const title = `write \`${statement}\``;
  if (stated === undefined) return { help: title };
  return { help: title, fix: { title, edits: [replace(stated.span, statement)], safe: true } };
}
