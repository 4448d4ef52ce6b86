/**
 * Whether an address may pass: ngx_http_access_module of nginx 1.22.1. Of the client's family the first rule that
 * matches decides; a level that states any rule inherits none.
 */
import { contains, parseAddress, type Address } from "../net/address.ts";
import type { AccessRule, Level } from "./config.ts";

/** `undecided`: no rule names the client. It may pass, but `satisfy any` does not count it as allowed. */
export type AccessAnswer = {
  readonly kind: "allow" | "deny" | "undecided";
  /** The rule that decided. */
  readonly rule?: AccessRule;
};

export type Client = Address | "unix";

/** The rules that hold in the innermost of the levels, which go from `http` inwards. */
export function rulesOf(levels: readonly Level[]): readonly AccessRule[] {
  return levels.findLast((l) => l.access.length > 0)?.access ?? [];
}

export function judgeAddress(rules: readonly AccessRule[], client: Client): AccessAnswer {
  const of = (matches: (rule: AccessRule) => boolean): AccessAnswer => {
    const rule = rules.find(matches);
    return rule === undefined ? { kind: "undecided" } : { kind: rule.allow ? "allow" : "deny", rule };
  };
  if (client === "unix") return of(({ from }) => from.kind !== "block");
  const mapped = client.family === 6 ? mappedOf(client) : undefined;
  // A client in ::ffff:0:0/96 is an IPv4 one if there are rules for IPv4.
  if (mapped !== undefined && rules.some(({ from }) => isOf(from, 4))) return of((r) => matches(r, mapped));
  return of((r) => matches(r, client));
}

function isOf(from: AccessRule["from"], family: 4 | 6): boolean {
  return from.kind === "all" || (from.kind === "block" && from.address.family === family);
}

function matches({ from }: AccessRule, client: Address): boolean {
  return from.kind === "all" || (from.kind === "block" && contains(from, client));
}

function mappedOf(client: Address): Address | undefined {
  const found = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(client.text);
  if (found === null) return undefined;
  const [high, low] = [parseInt(found[1] ?? "0", 16), parseInt(found[2] ?? "0", 16)];
  return parseAddress([high >> 8, high & 255, low >> 8, low & 255].join("."));
}

/** What the access phase does with a client: `asks` means that it answers 401 without good credentials. */
export type Verdict = "pass" | "forbidden" | "asks";

/**
 * `satisfy` and authentication put together. Under `satisfy any` a denied client with good credentials passes, and
 * one that no rule names has to show them.
 */
export function judgeClient(levels: readonly Level[], client: Client): AccessAnswer & { verdict: Verdict } {
  const answer = judgeAddress(rulesOf(levels), client);
  const auth = levels.findLast((l) => l.auth !== undefined)?.auth ?? false;
  const any = (levels.findLast((l) => l.satisfy !== undefined)?.satisfy ?? "all") === "any";
  const verdict: Verdict =
    any && auth
      ? answer.kind === "allow"
        ? "pass"
        : "asks"
      : answer.kind === "deny"
        ? "forbidden"
        : auth
          ? "asks"
          : "pass";
  return { ...answer, verdict };
}
