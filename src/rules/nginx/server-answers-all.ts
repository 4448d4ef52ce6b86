import { serversOf } from "../../analysis/nginx/judged.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** `return` in a server: spec/rules/nginx/server-answers-all.md. */
export const serverAnswersAll: Rule = {
  code: "nginx/server-answers-all",
  severity: "error",
  summary: "the server answers every request before a location is looked for",
  *check(topology) {
    for (const { server, answers } of serversOf(topology)) {
      const [first] = server.locations;
      const span = answers === undefined ? undefined : placeOf(answers);
      if (answers === undefined || first === undefined || span === undefined) continue;
      const named = answers.kind === "return" && answers.code >= 300;
      if (named && server.locations.every(({ match }) => match.kind === "named")) continue;
      yield {
        span,
        message: `this answers every request of the server before nginx looks for a location: ${server.locations.length === 1 ? "its location is" : `its ${server.locations.length} locations are`} never reached`,
        related: related(first, "never reached"),
        help: "move it into `location / { … }`, so that the other locations keep what is theirs",
      };
    }
  },
};
