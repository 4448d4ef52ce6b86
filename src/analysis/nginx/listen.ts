/** `listen` as the model of nginx reads it. */
import type { Directive } from "../../model/topology.ts";
import { parseAddress } from "../../semantics/net/address.ts";
import type { Listen } from "../../semantics/nginx/config.ts";

/** Ports of one statement that are looked at. */
const MAX_PORTS = 1_000;

/** One for each port; none for a text that nginx refuses. A name that nobody declares is kept as it is. */
export function listenOf(directive: Directive): readonly Listen[] {
  const value = directive.args[0]?.value ?? "";
  const isDefault = directive.args.some((a) => a.value === "default_server" || a.value === "default");
  const common = { origin: directive, default: isDefault };
  if (value.startsWith("unix:")) return [{ ...common, family: "unix", address: value.slice(5), port: 0 }];
  const found = /^(?:(\d+)(?:-(\d+))?|(\[[^\]]*\]|[^:[\]]*[^\d:[\]][^:[\]]*)(?::(\d+)(?:-(\d+))?)?)$/.exec(
    value,
  );
  if (found === null) return [];
  const [, alone, aloneTo, host = "*", port, to] = found;
  const first = Number(port ?? alone ?? 80);
  const last = Number(to ?? aloneTo ?? first);
  const address = parseAddress(host);
  const family = address?.family ?? (host.startsWith("[") ? 6 : 4);
  const text = address?.text ?? host;
  const all = text === "0.0.0.0" || text === "::" || text === "*";
  const ports = Array.from(
    { length: Math.min(MAX_PORTS, Math.max(0, last - first + 1)) },
    (_, i) => first + i,
  );
  return ports.map((p) => ({ ...common, family, address: all ? "*" : text, port: p }));
}
