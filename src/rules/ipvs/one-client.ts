import { familiesOf } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A granularity too wide: spec/rules/ipvs/one-client.md. */
export const oneClient: Rule = {
  code: "ipvs/one-client",
  severity: "warning",
  summary: "a persistence granularity that makes a large part of the world one client",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const { persistence, persistenceGranularity: length } = server;
      if (persistence === undefined || length === undefined || server.realServers.length < 2) continue;
      const families = familiesOf(server);
      const six = families.has(6) && length.value < 48;
      if (!six && !(families.has(4) && length.value < 16)) continue;
      const many =
        families.has(4) && length.value < 16
          ? `${2 ** (32 - length.value)} IPv4 addresses`
          : "whole providers in IPv6";
      yield {
        span: length.span,
        message: `clients of a /${length.value} count as one, ${many}: all of them stay with one real server of ${server.name} while the others are idle`,
        related: [{ span: persistence.span, message: "the persistence" }],
        help:
          families.has(6) && families.has(4)
            ? "declare a service for each family: IPv4 takes 24 to 32, IPv6 56 to 128"
            : `write ${families.has(4) ? "24 to 32" : "56 to 128"}`,
      };
    }
  },
};
