/** Whether a single pattern matches, of more forms than the other parts use. */
import { get, quoted, type Model, type Part } from "../part.ts";
import { regexText } from "./regexes.ts";
import { encoded, word } from "./words.ts";

const PER_PATTERN = 100;

export const regex: Part = {
  name: "regex",
  round(random, count) {
    const patterns = Array.from({ length: Math.ceil(count / PER_PATTERN) }, () => ({
      text: regexText(random, 0.3),
      caseless: random.chance(0.3),
    }));
    const asked = Array.from({ length: count }, (_, i) => ({
      pattern: Math.floor(i / PER_PATTERN),
      uri: `/${word(random, 0, 6)}`,
    }));
    return {
      http: patterns
        .map(
          ({ text, caseless }, i) =>
            `server { listen {listen0}; server_name s${i}; merge_slashes off; location ${caseless ? "~*" : "~"} ${quoted(text)} { return 200 yes; } location / { return 200 no; } }`,
        )
        .join("\n"),
      addresses: ["unix"],
      about: (i) => JSON.stringify(patterns[asked[i]?.pattern ?? 0]),
      questions: asked.map(({ pattern, uri }) => ({ to: 0, request: get(encoded(uri), `s${pattern}`) })),
      predict: (model: Model) => {
        const servers = patterns.map(({ text, caseless }) => serverOf(model, text, caseless));
        return asked.map(({ pattern, uri }) => {
          const target = model.readTarget(encoded(uri), false);
          if (target.kind === "bad") return "400";
          const found = model.selectLocation(servers[pattern] as never, target.uri, VERSION);
          if (found.kind === "unknown") return undefined;
          return found.path.length > 0 ? "200 yes" : "200 no";
        });
      },
    };
  },
};

const VERSION = [1, 22, 1];

function serverOf({ parsePattern }: Model, text: string, caseless: boolean) {
  const level = { origin: 0, access: [], errorPages: [], statements: [], locations: [] };
  const match = { kind: "regex" as const, pattern: parsePattern(text, caseless) };
  return { ...level, listens: [], names: [], locations: [{ ...level, match, action: "" }] };
}
