/** nginx, third part: which server a request meets, and where it is sent back and forth. */
import type { Rule } from "../rule.ts";
import { deadName } from "./dead-name.ts";
import { deniedErrorPage } from "./denied-error-page.ts";
import { duplicateName } from "./duplicate-name.ts";
import { hiddenServer } from "./hidden-server.ts";
import { limitExceptInverted } from "./limit-except-inverted.ts";
import { mergeSlashesIgnored } from "./merge-slashes-ignored.ts";
import { namelessServer } from "./nameless-server.ts";
import { noCertificate } from "./no-certificate.ts";
import { noDefault } from "./no-default.ts";
import { redirectLoop } from "./redirect-loop.ts";
import { rewriteCycle } from "./rewrite-cycle.ts";
import { satisfyAny } from "./satisfy-any.ts";

export const nginxServers: readonly Rule[] = [
  duplicateName,
  deadName,
  namelessServer,
  noDefault,
  hiddenServer,
  noCertificate,
  mergeSlashesIgnored,
  redirectLoop,
  rewriteCycle,
  satisfyAny,
  deniedErrorPage,
  limitExceptInverted,
];
