import { fromBytes } from "../../analysis/nginx/bytes.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import { confsOf } from "../../analysis/nginx/judged.ts";
import { namesOf, shapeOf } from "../../semantics/nginx/names.ts";
import { chooseServer, listensOf } from "../../semantics/nginx/servers.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { related } from "./words.ts";

/** A listen on one address hides those on all: spec/rules/nginx/hidden-server.md. */
export const hiddenServer: Rule = {
  code: "nginx/hidden-server",
  severity: "warning",
  summary: "a listen on one address keeps that address from the servers that listen on all",
  *check(topology) {
    const seen = new Set<string>();
    for (const { sockets, open } of confsOf(topology)) {
      if (open) continue;
      for (const own of sockets) {
        const all = sockets.find((s) => s.address === "*" && s.family === own.family && s.port === own.port);
        if (own.address === "*" || all === undefined || /^(127\.|::1$)/.test(own.address)) continue;
        const listen = listensOf(own.default).find((l) => l.address === own.address && l.port === own.port);
        // A server for the address itself, by default or without a name, is meant to have all of it.
        if (listen?.default !== false || namesOf(own.default).every((n) => n.text === "")) continue;
        for (const server of all.servers) {
          const name = own.servers.includes(server)
            ? undefined
            : namesOf(server).find((n) => n.text !== "" && shapeOf(n)?.kind === "exact");
          const origin = listensOf(server).find((l) => l.address === "*" && l.port === own.port);
          const span = origin === undefined ? undefined : statementOf(origin)?.span;
          if (name === undefined || span === undefined || seen.has(placeKey(span))) continue;
          const chosen = chooseServer(own, name.text);
          if (chosen.kind !== "server" || chosen.by !== undefined) continue;
          seen.add(placeKey(span));
          yield {
            span,
            message: `whoever reaches nginx by ${own.address} does not get \`${fromBytes(name.text)}\`: another server listens on that very address, and then nginx looks only at the servers that do`,
            related: related(listen, "takes the address"),
            help: `write \`listen ${own.address}${own.port === 80 ? "" : `:${own.port}`}\` here too, or the port alone there`,
          };
        }
      }
    }
  },
};
