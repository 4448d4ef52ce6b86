/** Normalisation of the request target, with slashes merged and not. */
import { get, type Part } from "../part.ts";
import type { Random } from "../random.ts";

const PIECES = [
  ..."/////..aab",
  "%2e",
  "%2E",
  "%2f",
  "%2F",
  "%61",
  "%25",
  "%3F",
  "%23",
  "%20",
  "%0A",
  "%0d",
  "%7f",
  "%ff",
  "\xe9",
  "+",
  "\\",
  "^",
  '"',
  "|",
  ":",
  "&",
  "=",
  ";",
];
const RARE = ["%00", "%", "%4", "%zz", "\x01", "\x7f", "\t", "?", "?", "?x=1", "#", "#f", "%g1"];

function target(random: Random): string {
  const body = random.many(0, 9, () => random.pick(random.chance(0.03) ? RARE : PIECES)).join("");
  if (random.chance(0.04)) {
    const scheme = random.pick(["http", "https", "a+b", "9x", "h_p"]);
    const host = random.pick([
      "a",
      "a.b",
      "A.b:80",
      "a:",
      "[::1]",
      "[::1]:8",
      "a_b",
      "a/",
      "",
      "a..b",
      "a:8x",
    ]);
    return `${scheme}://${host}${random.chance(0.8) ? "/" : ""}${body}`;
  }
  return random.chance(0.01) ? random.pick(["*", "a", "..", "%2F"]) : `/${body}`;
}

export const uri: Part = {
  name: "uri",
  round(random, count) {
    const asked = Array.from({ length: count }, () => ({ to: random.below(2), target: target(random) }));
    return {
      http: ["on", "off"]
        .map(
          (merge, i) =>
            `server { listen {listen${i}}; merge_slashes ${merge}; location "" { return 200 "$uri|$is_args$args"; } }`,
        )
        .join("\n"),
      addresses: ["unix", "unix"],
      questions: asked.map(({ to, target }) => ({ to, request: get(target, "h") })),
      predict: ({ readTarget, readHost }) =>
        asked.map(({ to, target }) => {
          const found = readTarget(target, to === 0);
          if (found.kind === "bad") return "400";
          if (found.host !== undefined && readHost(found.host) === undefined) return "400";
          // A mark without anything behind it is no query.
          const args = found.args === undefined || found.args === "" ? "" : `?${found.args}`;
          return `200 ${found.uri}|${args}`;
        }),
    };
  },
};
