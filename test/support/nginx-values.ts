/** Texts to try as the arguments of nginx's directives: right, wrong and at the ends of their ranges. */
import fc from "fast-check";
import { compareVersions } from "../../src/vocabulary/version.ts";
import { holds, type NginxValue, type Term } from "../../src/vocabulary/nginx-values.ts";

const HUGE = [
  "9223372036854775807",
  "9223372036854775808",
  "00000000000000000000000000000000000000000000000007",
];
const NUMBERS = ["1", "0", "7", "007", "4096", "-1", "+1", "1k", "1.5", "0x10", "", "x", "1 ", ...HUGE];
const SIZES = ["4k", "1K", "64m", "1M", "1g", "1kb", "k", "0k", "-1k", "8796093022207m", "8796093022208m"];
const TIMES = [
  "30s|0|5|1h30m|1h 30m|1d 12h|1w2d3h4m5s|1m1h|1d1d|1M|1y|1Y|1w|2W|500ms|1s500ms|500ms1s|1sms|ms|s|m5|1s 5|5 3|5 3s",
  "1 2 3| 5|5 |5  s|7dd|30sec|1.5s|1,5s|-1|-5s|+5s|max|off|x||1m500|1m 500ms|1000ms 5",
  "9223372036854775|9223372036854776|9223372036854775807|9223372036854775808|106751991167d|106751991168d",
  "292471208677y|292471208678y|15250284452w|15250284453w|106751991167300d",
]
  .join("|")
  .split("|");
const BLOCKS = [
  "10.0.0.1|10.0.0.0/8|10.0.0.1/8|10.0.0.0/0|10.0.0.0/32|10.0.0.0/33|10.0.0.0/|10.0.0.0/-1|10.0.0|10.0.0.256|10.0.0.01",
  "10.0..1|...|255.255.255.255|255.255.255.255/32|10.0.0.1.1|::|::1|::/0|2001:db8::/32|2001:db8::/129|2001:db8::1/128",
  "1:2:3:4:5:6:7:8|1:2:3:4:5:6:7::|1:2:3:4:5:6:7:8:9|::ffff:10.0.0.1|::10.0.0|12345::|1::2::3|:1|1:|[::1]|g::|ALL",
  "10.0.0.0/8/8|localhost|al||unix|unix:|unix:/a|all",
]
  .join("|")
  .split("|");
const PLACES_TO_LISTEN = [
  "80|0|65535|65536|80-82|82-80|80-|080|127.0.0.1|127.0.0.1:80|127.0.0.1:80-82|127.0.0.1:0|127.0.0.1:|:80|*:80|*",
  "[::1]:80|[::1]|[::1|[::1]80|[::]:70000|[]:80|[::x]:80|unix:/tmp/x|unix:|127.0.0.1/x|127.0.0.1:80/x|localhost",
  `localhost:80|localhost:x||a=b|127.0.0.1:99999999999999999999|unix:/${"x".repeat(106)}|unix:/${"x".repeat(107)}`,
]
  .join("|")
  .split("|");
/** Texts for each kind of value; the first is one that nginx takes. */
const TEXTS: Readonly<Record<NginxValue["kind"], readonly string[]>> = {
  n: NUMBERS,
  size: [...SIZES, ...NUMBERS],
  offset: [...SIZES, ...NUMBERS, "1G", "g", "8589934591g", "8589934592g"],
  ms: TIMES,
  s: TIMES,
  pow: ["16", "3", "48", ...NUMBERS],
  sizepow: ["4k", "512", "256", "1000", "32k", "64k", "128k", "256k", "3k", "1m", ...NUMBERS],
  pool: ["4k", "112", "96", "100", "128", "120", "127", ...NUMBERS],
  signed: ["-5", "5", "+5", "--5", "-", "+", "-x", "", "-20", "100", ...HUGE],
  net: BLOCKS,
  netname: ["10.0.0.1", "10.0.0.0/8", "10.0.0.0/33", "2001:db8::/32", "10.0.0.0/x", "localhost"],
  server: PLACES_TO_LISTEN.filter((t) => !/^[\d-]+$|[*]|\d-\d/.test(t)),
  listen: PLACES_TO_LISTEN,
  bind: [
    "127.0.0.1",
    "127.0.0.1:80",
    "::1",
    "[::1]:80",
    "[::1]",
    "127.0.0.1:x",
    "x",
    "[127.0.0.1]:5",
    "off",
    ...BLOCKS,
  ],
  zone: [
    "z:1m",
    "z:32k",
    "z:31k",
    "z:32767",
    "z:8k",
    "z:8191",
    "z",
    "z:",
    ":1m",
    "z:x",
    "z:1g",
    "z:1m:1m",
    "z:-1",
  ],
  rate: ["10r/s", "10r/m", "10", "0r/s", "-1r/s", "1.5r/s", "10r/h", "r/s", "", "10r"],
  levels: ["1:2", "1", "2:2:2", "1:2:2:1", "3", "0", "1:", "12", "", ":1", "1:3"],
  keepalive: ["30m::10", "1", "::", "", "0:0:0", "1m", ":5s:", "1:2:3:4", "x", "1::x", "500ms"],
  cpus: ["0101", "1", "01 01", "2", "auto", ""],
  dots: ["5.5", "5", "", ".", "5.x", "5,5"],
  mark: ["a", "=", "9", "ab", "", "-", "off"],
  $: ["$lbc_x", "x", "$", "", "${lbc_y}"],
  var: ["$uri", "a$uri"],
  any: ["combined"],
};

/** Values around the ends of a range. */
const ends = ({ min, max }: NginxValue): readonly string[] => [
  ...(min > 0n ? [String(min), String(min - 1n)] : []),
  ...(max < 2n ** 62n ? [String(max), String(max + 1n)] : []),
];

/** Some of a list, the same ones for the same name. */
export const some = <T>(items: readonly T[], count: number, name: string): readonly T[] =>
  items.length <= count
    ? items
    : (fc.sample(fc.shuffledSubarray([...items], { minLength: count, maxLength: count }), {
        numRuns: 1,
        seed: [...name].reduce((h, c) => (h * 31 + c.charCodeAt(0)) | 0, 7),
      })[0] ?? []);

/** Texts to try for an argument, the first one right; `whole` says of which kinds all of them. */
export function textsOf(
  { alternatives, anyCase }: Term,
  version: readonly number[],
  whole: (kind: NginxValue["kind"]) => boolean,
): readonly string[] {
  const texts = alternatives
    .filter((a) => a.since === undefined || compareVersions(version, a.since) >= 0)
    .flatMap(({ text, value }) =>
      value === undefined
        ? [text]
        : [
            ...TEXTS[value.kind].slice(0, 1).filter((t) => holds(value, t)),
            ...ends(value),
            ...(whole(value.kind) ? TEXTS[value.kind] : some(TEXTS[value.kind], 6, text)),
          ].map((t) => text + t),
    );
  const others = alternatives
    .filter((a) => a.since !== undefined || a.removed !== undefined)
    .map((a) => a.text + (a.value === undefined ? "" : (TEXTS[a.value.kind][0] ?? "")));
  const words = alternatives.flatMap((a) => (a.value === undefined ? [a.text] : []));
  const cases = words.flatMap((w) => [w.toUpperCase(), `${w[0]?.toUpperCase() ?? ""}${w.slice(1)}`]);
  const wrong = [...words.map((w) => `${w}x`), ...words.map((w) => w.slice(0, -1)), "maybe=1"];
  const misspelt = some(wrong, 8, words.join());
  const free = alternatives.some((a) => ["any", "server", "listen", "netname"].includes(a.value?.kind ?? ""));
  return [
    ...new Set([
      ...texts,
      ...others,
      ...(free ? [] : [...some(cases, 8, words.join()), ...misspelt]),
      ...(anyCase ? cases : []),
    ]),
  ];
}

const digits = fc.oneof(
  fc.nat({ max: 70_000 }).map(String),
  fc.constantFrom(
    "0",
    "00",
    "01",
    "255",
    "256",
    "65535",
    "65536",
    "9223372036854775807",
    "99999999999999999999",
  ),
);
const madeOf = (...pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(digits, fc.constantFrom(...pieces)), { minLength: 1, maxLength: 7 })
    .map((parts) => parts.join(""));
const TIME = madeOf("y", "M", "w", "d", "h", "m", "s", "ms", " ", "-", "h ", "m ", "s ");
const SIZE = madeOf("k", "K", "m", "M", "g", "G", "b", " ", "-", ".");
const BLOCK = fc.oneof(
  madeOf(".", ".", "/", ":", "0.0."),
  fc.tuple(fc.ipV4(), madeOf("/", "/8", "/32", "/33")).map(([a, b]) => a + b),
  fc.ipV6(),
  madeOf(":", "::", "a", "F", "ffff", ".", "1.2.3.4", "/", "0:"),
);

/** Random arguments, as nginx reads the word before which they stand. */
export const RANDOM: readonly {
  readonly before: string;
  readonly texts: fc.Arbitrary<string>;
}[] = [
  { before: "open_file_cache_min_uses ", texts: madeOf(" ", "-", "+", "x", "k") },
  { before: "client_body_buffer_size ", texts: SIZE },
  { before: "client_max_body_size ", texts: SIZE },
  { before: "send_timeout ", texts: TIME },
  { before: "open_file_cache_valid ", texts: TIME },
  { before: "expires ", texts: fc.tuple(fc.constantFrom("", "@", "+", "-"), TIME).map(([a, b]) => a + b) },
  { before: "allow ", texts: BLOCK },
  {
    before: "proxy_bind ",
    texts: fc.oneof(
      BLOCK,
      fc.tuple(BLOCK, digits).map(([a, b]) => `[${a}]:${b}`),
    ),
  },
  { before: "limit_conn_zone x zone=z:", texts: SIZE },
  { before: "limit_req_zone x zone=z:1m rate=", texts: madeOf("r/s", "r/m", "r", "-") },
  { before: "proxy_cache_path /tmp/lbc keys_zone=z:1m levels=", texts: madeOf("1", "2", ":", ":1", "1:2") },
  { before: "listen 127.0.0.1:18999 so_keepalive=", texts: madeOf(":", "m", "s", "::", "on") },
  { before: "error_page 404 =", texts: digits },
];
