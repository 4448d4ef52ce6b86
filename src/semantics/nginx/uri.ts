/**
 * The request target as a client sends it, and the URI that locations are asked about: ngx_http_parse_request_line
 * and ngx_http_parse_complex_uri of nginx 1.22.1. Texts have one character a byte. Page: spec/semantics/nginx.md.
 */
import { isIn, type Automaton } from "../regex/automaton.ts";

export type Target =
  | {
      readonly kind: "uri";
      readonly uri: string;
      /** What follows the first `?`, as sent. */
      readonly args?: string;
      /** Of an absolute target (`http://host:port/…`): the host as sent, which wins over the Host field. */
      readonly host?: string;
    }
  /** nginx answers 400 and asks no location. */
  | { readonly kind: "bad"; readonly why: string };

const bad = (why: string): Target => ({ kind: "bad", why });

/** Reads the target of a request line. `mergeSlashes` is that of the address's default server. */
export function readTarget(target: string, mergeSlashes: boolean): Target {
  const absolute =
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(\[[A-Za-z0-9:._~!$&'()*+,;=-]*\]|[A-Za-z0-9.-]+)(?::\d*)?(?=[/?]|$)/.exec(
      target,
    );
  if (absolute === null && !target.startsWith("/")) return bad("it does not begin with a slash");
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x20\x7f]/.test(target)) return bad("it holds a control character or a blank");
  const rest = target.slice(absolute?.[0].length ?? 0).replace(/#.*$/s, "");
  const question = rest.indexOf("?");
  const path = question < 0 ? rest : rest.slice(0, question);
  const uri = normalise(path === "" ? "/" : path, mergeSlashes);
  if (uri === undefined) return bad("a % is malformed, or .. leads above the root");
  return {
    kind: "uri",
    uri,
    ...(question < 0 ? {} : { args: rest.slice(question + 1) }),
    ...(absolute === null ? {} : { host: absolute[1] ?? "" }),
  };
}

/** Decodes once, then resolves `.`, `..` and empty segments; undefined where nginx answers 400. */
function normalise(path: string, mergeSlashes: boolean): string | undefined {
  let broken = false;
  const decoded = path.replace(/%([\da-fA-F]{2})?/g, (_, hex?: string) => {
    if (hex === undefined || hex === "00") broken = true;
    return String.fromCharCode(parseInt(hex ?? "0", 16));
  });
  if (broken) return undefined;
  const segments = decoded.split("/").slice(1);
  const out: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1;
    if (segment === "." || (segment === "" && mergeSlashes)) {
      if (last) out.push("");
    } else if (segment === "..") {
      if (out.pop() === undefined) return undefined;
      if (last) out.push("");
    } else out.push(segment);
  }
  return `/${out.join("/")}`;
}

/** Whether some request has this URI after normalisation. */
export function isNormalised(uri: string, mergeSlashes: boolean): boolean {
  // Most have nothing in them that the automaton would look at twice.
  if (uri.startsWith("/") && !uri.includes("/.") && !uri.includes("//") && !uri.includes("\0")) return true;
  return isIn(normalisedUris(mergeSlashes), uri);
}

const GONE = 5;

/** All URIs that a request can have: no segment is `.` or `..`, none but the last is empty when slashes merge. */
export function normalisedUris(mergeSlashes: boolean): Automaton {
  return (automata[mergeSlashes ? 1 : 0] ??= urisOf(mergeSlashes));
}

const automata: Automaton[] = [];

function urisOf(mergeSlashes: boolean): Automaton {
  const classes = new Uint8Array(256);
  classes[0] = 1;
  classes[46] = 2;
  classes[47] = 3;
  return {
    classes,
    initial: 0,
    // 1: after a slash; 2: after `/.`; 3: after `/..`; 4: in any other segment.
    step(state, byte) {
      if (byte === 0 || state === GONE) return GONE;
      if (state === 0) return byte === 47 ? 1 : GONE;
      if (byte === 47) return state === 4 || (state === 1 && !mergeSlashes) ? 1 : GONE;
      return byte === 46 && state < 3 ? state + 1 : 4;
    },
    accepts: (state) => state === 1 || state === 4,
    dead: (state) => state === GONE,
    full: () => false,
  };
}

/** A target that a client may send to ask for this URI. */
export function targetOf(uri: string): string {
  return uri.replace(
    /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Bytes of a URI that clients do not send unless somebody encodes them on purpose. */
export function needsEncoding(byte: number): boolean {
  return byte < 32 || byte === 127 || byte === 35 || byte === 37 || byte === 63;
}

export function isPlainByte(byte: number): boolean {
  return !needsEncoding(byte);
}

export function isPlain(text: string): boolean {
  // As `needsEncoding` says of each byte.
  // eslint-disable-next-line no-control-regex
  return !/[\0-\x1f\x7f#%?]/.test(text);
}
