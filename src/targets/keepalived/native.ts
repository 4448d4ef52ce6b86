/** Native keepalived statements, requoted. */
import type { Directive } from "../../model/topology.ts";
import type { Lines } from "../lines.ts";
import { quote } from "./quote.ts";

export function emitNative(directives: readonly Directive[], out: Lines): void {
  for (const { name, args, block, span } of directives) {
    const head = [name, ...args.map((a) => quote(a.value))].join(" ");
    if (block === undefined) out.add(head, span);
    else {
      out.add(`${head} {`, span);
      out.nest(() => {
        emitNative(block, out);
      });
      out.add("}");
    }
  }
}
