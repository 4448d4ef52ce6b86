/** The Host field: ngx_http_validate_host of nginx 1.22.1. */
import type { Automaton } from "../regex/automaton.ts";

/** The name that servers are looked up by; undefined where nginx answers 400. One character a byte. */
export function readHost(field: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x20\x7f/]|\.\./.test(field)) return undefined;
  const bracket = field.startsWith("[") ? field.indexOf("]") : -1;
  const colon = field.startsWith("[") ? -1 : field.indexOf(":");
  const end = bracket >= 0 ? bracket + 1 : colon >= 0 ? colon : field.length;
  const host = field.slice(0, end);
  // Only a dot that is the last of the whole field is taken off: a text after the port may hold another.
  const dot = field.lastIndexOf(".");
  const name = host.endsWith(".") && dot === host.length - 1 ? host.slice(0, -1) : host;
  return name === "" ? undefined : lower(name);
}

/** With ASCII letters in lower case; other bytes stay. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

const GONE = 4;

/** Every name that `readHost` returns, and the empty one of a request without Host. */
export const hostNames: Automaton = {
  classes: Uint8Array.from({ length: 256 }, (_, b) => {
    if (b <= 32 || b === 127 || b === 47 || (b >= 65 && b <= 90)) return 1;
    return b === 46 ? 2 : b === 58 ? 3 : b === 91 ? 4 : b === 93 ? 5 : 0;
  }),
  initial: 0,
  // 1: in a name; 2: after a dot; 3: an address in brackets is complete; 5: in brackets, which need not
  // be closed; 6: there after a dot.
  step(state, byte) {
    if (state >= GONE - 1 && state < 5) return GONE;
    if (byte <= 32 || byte === 127 || byte === 47 || (byte >= 65 && byte <= 90)) return GONE;
    if (state >= 5) return byte === 93 ? 3 : byte !== 46 ? 5 : state === 6 ? GONE : 6;
    if (byte === 58) return GONE;
    if (byte === 46) return state === 2 ? GONE : 2;
    return state === 0 && byte === 91 ? 5 : 1;
  },
  accepts: (state) => state === 0 || state === 1 || state === 3 || state === 5,
  dead: (state) => state === GONE,
  full: () => false,
};
