import { hasInclude, serversOf } from "../../analysis/nginx/judged.ts";
import { namesOf } from "../../semantics/nginx/names.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** A server without a name behind another: spec/rules/nginx/nameless-server.md. */
export const namelessServer: Rule = {
  code: "nginx/nameless-server",
  severity: "error",
  summary: "a server without a name stands behind another, which gets its requests",
  *check(topology) {
    for (const { conf, server, sockets } of serversOf(topology)) {
      if (
        conf.open ||
        hasInclude(server) ||
        !namesOf(server).every((n) => n.text === "" && n.pattern === undefined)
      )
        continue;
      const [first] = sockets;
      const span = placeOf(server);
      if (first === undefined || span === undefined || sockets.some((s) => s.default === server)) continue;
      yield {
        span,
        message: `this server has no name and is not the default of its address: a request reaches it only without any Host, which no browser sends, and all others go to the server ${first.default === first.servers[0] ? "before it" : "that is the default"}`,
        related: related(first.default, "gets them"),
        help: "give it a `server_name`, or write `default_server` behind its `listen`",
      };
    }
  },
};
