/** Regular expressions to try: made of parts of every kind, and of real ones with a character or two changed. */
import fc from "fast-check";

const PARTS = [
  String.raw`a|b|/|-|.|x1|^|$|\.|\d|\w+|\x41|\x{41}|\x{}|\x{zz}|\x{100}|\x|\o{12}|\o|\o{9}|\cA|\c|\q|\L|\u|\N|\N{2}|\R|\K|\b|\A|\z|\h|\p{L}|\pL`,
  String.raw`[a-z]|[^/]+|[]a]|[[:alpha:]]|[z-a]|[a-\d]|[\d-z]|[\w.-]|[[:foo:]]|[:alpha:]|[a|[^]|[a-z-9]|[\x41-\x5a]|[\400]|[\Q]\E]|[\E]|[\b]|[\B]`,
  String.raw`[\R]|[\N]|[\k]|[\g]|[\8]|[+--]|[--+]|[a-]|[-a]|[[.a.]]|[[=a=]]|[[:^digit:]]|[[:alpha:]-z]|[a-[:digit:]]|[a\Q-\Ez]`,
  String.raw`\400|\1|\2|\10|\81|\g{1}|\g{-1}|\g{+1}|\g1|\g|\k<n>|\k{m}|\k'n'|\kx|\g<1>|\g'n'|\g<n|(?1)|(?2)|(?-1)|(?+1)|(?R)|(?&n)|(?P>n)|(?P=n)|(?P=|(?Px)`,
  String.raw`(?<n>|(?<m>|(?'n'|(?P<n>|(?<1>|(?<>|(?<n|(?<a-b>|(|(|(?:|)|)|)|(?=|(?!|(?<=|(?<!|(?>|(?i)|(?-i)|(?x)|(?i:|(?^:|(?z)|(?i-i-)|(?n)|(?J)|(?#c)|(?#`,
  String.raw`*|+|?|{2}|{2,}|{2,3}|{3,2}|{,3}|{70000}|{|}|]|{a}|\Q*(\E|\Qa|\E|\|(*)|(?(1)a|é|#| `,
].flatMap((row) => [...row.split("|"), "|"]);
const REAL = [
  String.raw`^/api/(?<ver>v\d+)/(.*)$`,
  String.raw`\.(?:png|jpe?g|gif)$`,
  "^/user/([a-z0-9_-]{3,16})/?$",
  "^(?!/admin).*$",
  "(?<=/a)b",
  String.raw`^/(\w+)\.(\w+)$`,
  String.raw`^www\.(?<domain>.+)$`,
  String.raw`^/([^/]+)/\1$`,
  "^/(?i:abc)(?:/|$)",
  "^/([[:alnum:]]+)$",
  String.raw`^/x\x2f[\w\-./]*\z`,
];
const CHARACTERS = [...String.raw`()[]{}*+?|\^$.-:<>=!0129,axnPQEdbz/`];

const composed = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 6 }).chain((parts) =>
  fc.boolean().map((balanced) => {
    const text = parts.join("");
    const open = [...text].reduce((n, c) => (c === "(" ? n + 1 : c === ")" ? Math.max(0, n - 1) : n), 0);
    return balanced ? text + ")".repeat(open) : text;
  }),
);
const changed = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom("", ...CHARACTERS), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([real, changes]) =>
    changes.reduce((text, [nth, character, replaces]) => {
      const at = nth % (text.length + 1);
      return text.slice(0, at) + character + text.slice(at + (replaces || character === "" ? 1 : 0));
    }, real),
  );

export const REGEXES = { composed, changed };
