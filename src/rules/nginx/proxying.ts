/** nginx, second part: what is sent to whom, and what a server says of itself. */
import type { Rule } from "../rule.ts";
import { aliasJoined } from "./alias-joined.ts";
import { aliasTraversal } from "./alias-traversal.ts";
import { allDown } from "./all-down.ts";
import { clientForged } from "./client-forged.ts";
import { cookiePath } from "./cookie-path.ts";
import { duplicateServer } from "./duplicate-server.ts";
import { failTimeoutLong } from "./fail-timeout-long.ts";
import { forwardedMisspelt } from "./forwarded-misspelt.ts";
import { headersLost } from "./headers-lost.ts";
import { ifDropsTryFiles } from "./if-drops-try-files.ts";
import { keepaliveUnused } from "./keepalive-unused.ts";
import { logOff } from "./log-off.ts";
import { nestedWithoutHandler } from "./nested-without-handler.ts";
import { neverFailed } from "./never-failed.ts";
import { noListener } from "./no-listener.ts";
import { noResolver } from "./no-resolver.ts";
import { noWorkers } from "./no-workers.ts";
import { oneSender } from "./one-sender.ts";
import { oneServer } from "./one-server.ts";
import { proxyHeadersLost } from "./proxy-headers-lost.ts";
import { proxySlash } from "./proxy-slash.ts";
import { realIpFromAll } from "./real-ip-from-all.ts";
import { schemeOfPort } from "./scheme-of-port.ts";
import { singleServerFails } from "./single-server-fails.ts";
import { statusPublic } from "./status-public.ts";
import { tierRing } from "./tier-ring.ts";
import { toItself } from "./to-itself.ts";
import { unescapedCapture } from "./unescaped-capture.ts";
import { websocketLost } from "./websocket-lost.ts";

export const nginxProxying: readonly Rule[] = [
  proxySlash,
  aliasTraversal,
  aliasJoined,
  unescapedCapture,
  nestedWithoutHandler,
  proxyHeadersLost,
  headersLost,
  allDown,
  singleServerFails,
  duplicateServer,
  keepaliveUnused,
  websocketLost,
  noWorkers,
  logOff,
  statusPublic,
  noResolver,
  noListener,
  oneServer,
  failTimeoutLong,
  neverFailed,
  oneSender,
  clientForged,
  realIpFromAll,
  forwardedMisspelt,
  cookiePath,
  ifDropsTryFiles,
  toItself,
  tierRing,
  schemeOfPort,
];
