/** nginx: which server, location and access rule a request meets, and what is sent to whom. */
import type { Rule } from "../rule.ts";
import { allowWithoutDeny } from "./allow-without-deny.ts";
import { bypassedAccess } from "./bypassed-access.ts";
import { deadAccessRule } from "./dead-access-rule.ts";
import { deadLocation } from "./dead-location.ts";
import { droppedAccess } from "./dropped-access.ts";
import { duplicateNamed } from "./duplicate-named.ts";
import { encodedOnly } from "./encoded-only.ts";
import { familyHole } from "./family-hole.ts";
import { insideRegex } from "./inside-regex.ts";
import { longName } from "./long-name.ts";
import { missingNamed } from "./missing-named.ts";
import { nestedCaret } from "./nested-caret.ts";
import { overriddenPrefix } from "./overridden-prefix.ts";
import { prefixAroundProtection } from "./prefix-around-protection.ts";
import { nginxProxying } from "./proxying.ts";
import { regexAroundProtection } from "./regex-around-protection.ts";
import { regexAsPrefix } from "./regex-as-prefix.ts";
import { nginxServers } from "./servers.ts";
import { serverAnswersAll } from "./server-answers-all.ts";
import { slashRedirect } from "./slash-redirect.ts";
import { typeTwice } from "./type-twice.ts";
import { unmatchedName } from "./unmatched-name.ts";

export const nginx: readonly Rule[] = [
  deadLocation,
  encodedOnly,
  unmatchedName,
  insideRegex,
  regexAsPrefix,
  longName,
  overriddenPrefix,
  nestedCaret,
  slashRedirect,
  serverAnswersAll,
  regexAroundProtection,
  prefixAroundProtection,
  duplicateNamed,
  missingNamed,
  droppedAccess,
  familyHole,
  allowWithoutDeny,
  bypassedAccess,
  deadAccessRule,
  ...nginxProxying,
  ...nginxServers,
  typeTwice,
];
