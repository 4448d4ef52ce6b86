import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** A full connector needs more descriptors than the JVM gets: spec/rules/budget/tomcat-descriptors.md. */
export const tomcatDescriptors: Rule = {
  code: "budget/tomcat-descriptors",
  severity: "warning",
  summary: "a Tomcat may have more connections than descriptors",
  *check(topology) {
    for (const budget of brokenOf(topology, "tomcat-descriptors")) {
      yield {
        span: budget.span,
        message: `before the connectors of Tomcat on ${namesOf(budget.hosts)} are full the JVM has no descriptor left, for connections, files and classes alike: ${numbers(budget)}`,
        help: "raise `nofile` of the host and its service, or lower `maxConnections`",
      };
    }
  },
};
