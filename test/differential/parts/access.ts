/** Access rules over nested levels, families, `satisfy` and authentication. */
import type { AccessRule, AccessSource, Level } from "../../../src/semantics/nginx/config.ts";
import { formatAddress, numberOf, parseAddress, type Address } from "../../../src/semantics/net/address.ts";
import { get, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";
import { SILENT } from "./level.ts";

const PER_SERVER = 60;
const DEPTH = 3;
/** Few addresses, so that blocks hold each other. */
const FOUR = ["10.0.0.0", "10.0.0.128", "10.0.1.7", "10.128.0.1", "0.0.0.0", "255.255.255.254"];
const SIX = [
  "::",
  "2001:db8::",
  "2001:db8::1",
  "2001:db8:8000::",
  "::ffff:10.0.0.0",
  "::ffff:10.128.0.1",
  "fe80::1",
];

type Made = { readonly server: Level; readonly levels: readonly Level[]; readonly text: string };

function make(seed: number): Made {
  const random = randomOf(seed);
  const level = (): { level: Level; text: string } => {
    const access = random.chance(0.45) ? [] : random.many(1, 5, () => rule(random));
    const satisfy = random.chance(0.2) ? random.pick(["all", "any"] as const) : undefined;
    const auth = random.chance(0.2) ? random.chance(0.7) : undefined;
    const text = [
      ...access.map((r) => `${r.allow ? "allow" : "deny"} ${textOf(r.from)};`),
      satisfy === undefined ? "" : `satisfy ${satisfy};`,
      auth === undefined ? "" : auth ? 'auth_basic "x"; auth_basic_user_file /dev/null;' : "auth_basic off;",
    ].join(" ");
    return {
      text,
      level: {
        ...SILENT,
        access,
        ...(satisfy === undefined ? {} : { satisfy }),
        ...(auth === undefined ? {} : { auth }),
      },
    };
  };
  const server = level();
  const levels = [server.level];
  let text = server.text;
  let name = "/";
  for (let i = 0; i < DEPTH; i++) {
    const inner = level();
    levels.push(inner.level);
    text += ` location ${name} { empty_gif; add_header X-Mark l${i} always; ${inner.text}`;
    name += "a/";
  }
  return { server: server.level, levels, text: text + "}".repeat(DEPTH) };
}

function rule(random: Random): AccessRule {
  const pick = random.below(12);
  let from: AccessSource;
  if (pick < 2) from = { kind: "all" };
  else if (pick < 3) from = { kind: "unix" };
  else {
    const six = pick > 7;
    const address = parseAddress(random.pick(six ? SIX : FOUR)) as Address;
    const width = six ? 128 : 32;
    const length = random.pick(six ? [0, 16, 32, 33, 96, 104, 105, 127, 128] : [0, 1, 8, 9, 24, 25, 31, 32]);
    const shift = BigInt(width - length);
    const low = formatAddress(address.family, (numberOf(address) >> shift) << shift);
    from = { kind: "block", address: { family: address.family, text: low }, length };
  }
  return { origin: 0, allow: random.chance(0.5), from };
}

function textOf(from: AccessSource): string {
  if (from.kind !== "block") return from.kind === "unix" ? "unix:" : "all";
  return `${from.address.text}/${from.length}`;
}

function client(random: Random): Address | "unix" {
  if (random.chance(0.05)) return "unix";
  const near = parseAddress(random.pick(random.chance(0.6) ? FOUR : SIX)) as Address;
  const flip = random.chance(0.6) ? 1n << BigInt(random.below(near.family === 4 ? 32 : 128)) : 0n;
  const text = formatAddress(near.family, numberOf(near) ^ flip);
  // nginx's reader of addresses takes this one for a mistake, and real_ip_header for absent.
  return text === "255.255.255.255" ? near : { family: near.family, text };
}

export const access: Part = {
  name: "access",
  round(random, count) {
    const seeds = Array.from({ length: Math.ceil(count / PER_SERVER) }, () => random.below(2 ** 31));
    const made = seeds.map(make);
    const asked = Array.from({ length: count }, (_, i) => ({
      server: Math.floor(i / PER_SERVER),
      depth: random.below(DEPTH),
      client: client(random),
    }));
    return {
      http: [
        "set_real_ip_from unix:; real_ip_header X-IP;",
        ...made.map(({ text }, i) => `server { listen {listen0}; server_name s${i}; ${text} }`),
      ].join("\n"),
      addresses: ["unix"],
      about: (i) => `${made[asked[i]?.server ?? 0]?.text} ${JSON.stringify(asked[i])}`,
      questions: asked.map(({ server, depth, client }) => ({
        to: 0,
        request: get(
          `/${"a/".repeat(depth)}`,
          `s${server}`,
          client === "unix" ? "" : `X-IP: ${client.text}\r\n`,
        ),
      })),
      predict: ({ judgeClient }) =>
        asked.map(({ server, depth, client }) => {
          const levels = made[server]?.levels.slice(0, depth + 2) ?? [];
          const { verdict } = judgeClient(levels, client);
          return `${{ pass: 200, forbidden: 403, asks: 401 }[verdict]} l${depth}`;
        }),
    };
  },
};
