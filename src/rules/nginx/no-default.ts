import { statementOf } from "../../analysis/nginx/conf.ts";
import { confsOf } from "../../analysis/nginx/judged.ts";
import { namesOf } from "../../semantics/nginx/names.ts";
import { listensOf } from "../../semantics/nginx/servers.ts";
import { placeKey } from "../../text/source.ts";
import { after } from "../edits.ts";
import type { Rule } from "../rule.ts";
import { textOf } from "./server-names.ts";
import { related } from "./words.ts";

/** An unknown Host is served by whoever stands first: spec/rules/nginx/no-default.md. */
export const noDefault: Rule = {
  code: "nginx/no-default",
  severity: "warning",
  summary: "of several servers none is the default, so the first one gets unknown names",
  *check(topology) {
    const seen = new Set<string>();
    for (const { sockets, open } of confsOf(topology)) {
      if (open) continue;
      for (const { family, address, port, servers, default: first } of sockets) {
        if (servers.length < 2) continue;
        const here = servers.flatMap((s) =>
          listensOf(s).filter((l) => l.family === family && l.address === address && l.port === port),
        );
        const [listen] = here;
        const statement = listen === undefined ? undefined : statementOf(listen);
        const [name] = namesOf(first);
        // One that is called `_`, or nothing, stands first on purpose.
        if (here.some((l) => l.default) || statement?.name !== "listen" || name === undefined) continue;
        if (["", "_"].includes(name.text) || seen.has(placeKey(statement.span))) continue;
        seen.add(placeKey(statement.span));
        const other = servers.find((s) => s !== first);
        const title = "write `default_server`";
        yield {
          span: statement.span,
          message: `a request with a name that none of the ${servers.length} servers has, or with an address for a name, is served as \`${textOf(name)}\`, because that stands first; put another server before it, and all of those requests move`,
          related: other === undefined ? [] : related(other, "another server of this address"),
          help: "write `default_server` where unknown names belong, best at a server that turns them away with `return 444`",
          fix: { title, edits: [{ ...after(statement.span, ""), text: " default_server" }], safe: true },
        };
      }
    }
  },
};
