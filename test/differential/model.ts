/** What of the model is held to the real nginx; bundled apart, so that it can be broken on purpose. */
export { judgeClient } from "../../src/semantics/nginx/access.ts";
export { follow } from "../../src/semantics/nginx/follow.ts";
export { readHost } from "../../src/semantics/nginx/host.ts";
export { selectLocation } from "../../src/semantics/nginx/locations.ts";
export {
  escapeUri,
  fileOf,
  isProxyHost,
  proxiedUri,
  readProxyPass,
} from "../../src/semantics/nginx/proxy.ts";
export { chooseServer, socketAt, socketsOf } from "../../src/semantics/nginx/servers.ts";
export { readTarget } from "../../src/semantics/nginx/uri.ts";
export { builtin } from "../../src/trace/variables.ts";
export { parsePattern } from "../../src/semantics/regex/parse.ts";
