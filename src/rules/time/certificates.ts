import type { Rule } from "../rule.ts";
import { unkept } from "./unkept.ts";

/** Certificates judged by a clock that nothing keeps: spec/rules/time/certificates.md. */
export const certificates: Rule = {
  code: "time/certificates",
  severity: "warning",
  summary: "nginx verifies certificates by a clock that nothing keeps",
  *check(topology) {
    yield* unkept(
      topology,
      "certificates",
      "a certificate that is valid looks expired, or not yet valid, when it is off, and every connection that is verified fails; one that has expired may still pass",
    );
  },
};
