import { statementOf } from "../../analysis/nginx/conf.ts";
import { serversOf } from "../../analysis/nginx/judged.ts";
import { mergesSlashes } from "../../semantics/nginx/servers.ts";
import type { Rule } from "../rule.ts";
import { related } from "./words.ts";

/** merge_slashes of a server that is not the default: spec/rules/nginx/merge-slashes-ignored.md. */
export const mergeSlashesIgnored: Rule = {
  code: "nginx/merge-slashes-ignored",
  severity: "error",
  summary: "merge_slashes of a server that is not the default of its address does nothing",
  *check(topology) {
    for (const { conf, server, sockets } of serversOf(topology)) {
      const { mergeSlashes } = server;
      const span = statementOf(server)?.block?.findLast((d) => d.name === "merge_slashes")?.span;
      const [first] = sockets;
      if (mergeSlashes === undefined || span === undefined || first === undefined) continue;
      if (sockets.some((s) => s.default === server || mergesSlashes(conf.http, s) === mergeSlashes)) continue;
      yield {
        span,
        message: `nginx reads the URI before it knows the server, by what the default server of the address says: slashes are ${mergeSlashes ? "kept" : "merged"} here all the same`,
        related: related(first.default, "decides"),
        help: "write it in the default server, or around all servers",
      };
    }
  },
};
