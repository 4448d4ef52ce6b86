import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, parsePrefix } from "../../../src/semantics/net/address.ts";
import { judgeAddress } from "../../../src/semantics/nginx/access.ts";
import type { AccessRule } from "../../../src/semantics/nginx/config.ts";
import { accessVerdicts } from "../../../src/semantics/nginx/verdicts/access.ts";

/** `deny 10.0.0.0/8`, `allow all` and so on. */
function rulesOf(text: string): readonly AccessRule[] {
  return text.split(";").map((statement) => {
    const [word, from = ""] = statement.trim().split(" ");
    const block = parsePrefix(from);
    return {
      origin: statement.trim(),
      allow: word === "allow",
      from:
        from === "all"
          ? { kind: "all" }
          : block === undefined
            ? { kind: "unix" }
            : { kind: "block", address: block.address, length: block.length },
    };
  });
}

function said(text: string, any = false): readonly string[] {
  return [...accessVerdicts(rulesOf(text), any).values()].map((v) => {
    if (v.kind === "dead") return `dead: ${v.blockers.map((b) => String(b.origin)).join(", ")}`;
    const who = v.witness === "unix" ? "unix" : v.witness.text;
    return `${who}${v.redundant ? ", redundant" : ""}`;
  });
}

describe("what is said of access rules", () => {
  test.each([
    ["allow 10.0.0.0/8; deny 10.1.0.0/16; deny all", ["10.0.0.0", "dead: allow 10.0.0.0/8", "unix"]],
    // Two halves hide the whole; the one that does otherwise comes first.
    [
      "deny 10.0.0.0/9; allow 10.128.0.0/9; deny 10.0.0.0/8",
      ["10.0.0.0, redundant", "10.128.0.0", "dead: allow 10.128.0.0/9, deny 10.0.0.0/9"],
    ],
    ["deny all; allow 10.0.0.0/8; allow unix:", ["unix", "dead: deny all", "dead: deny all"]],
    [
      "deny 0.0.0.0/0; deny ::/0; deny unix:; deny all",
      [
        "0.0.0.0, redundant",
        "::, redundant",
        "unix, redundant",
        "dead: deny unix:, deny 0.0.0.0/0, deny ::/0",
      ],
    ],
    ["deny 0.0.0.0/0; deny all", ["0.0.0.0, redundant", "unix"]],
    ["deny 10.0.0.1/32; allow 10.0.0.0/24", ["10.0.0.1", "10.0.0.0, redundant"]],
    [
      "allow 2001:db8::/32; deny 2001:db8:1::/48; deny all",
      ["2001:db8::", "dead: allow 2001:db8::/32", "unix"],
    ],
  ])("%s", (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test("under satisfy any an allowed client is another than one that no rule names", () => {
    expect(said("deny 10.0.0.1/32; allow 10.0.0.0/24", true)).toEqual(["10.0.0.1", "10.0.0.0"]);
  });

  test("agrees with every address", () => {
    // Blocks of the last three bits, so that eight addresses are all there is.
    const block = fc
      .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 29, max: 32 }))
      .map(([low, length]) => {
        const text = formatAddress(4, (BigInt(low) >> BigInt(32 - length)) << BigInt(32 - length));
        return { kind: "block" as const, address: { family: 4 as const, text }, length };
      });
    const rule = fc.record({
      origin: fc.constant(0),
      allow: fc.boolean(),
      from: fc.oneof(
        { weight: 8, arbitrary: block },
        { weight: 1, arbitrary: fc.constant({ kind: "all" as const }) },
      ),
    });
    const clients = Array.from({ length: 9 }, (_, i) => ({ family: 4 as const, text: `0.0.0.${i}` }));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), fc.boolean(), (rules, any) => {
        for (const [rule, verdict] of accessVerdicts(rules, any)) {
          const owned = clients.filter((c) => judgeAddress(rules, c).rule === rule);
          const isAll = rule.from.kind === "all";
          if (verdict.kind === "dead") {
            expect(owned).toEqual([]);
            const named = clients.filter((c) => judgeAddress([rule], c).kind !== "undecided");
            const deciders = new Set(named.map((c) => judgeAddress(rules, c).rule));
            for (const decider of deciders) expect(verdict.blockers).toContain(decider);
            // Some addresses that `all` names are none of the nine.
            if (!isAll) expect(new Set(verdict.blockers)).toEqual(deciders);
            continue;
          }
          if (verdict.witness !== "unix") expect(judgeAddress(rules, verdict.witness).rule).toBe(rule);
          if (isAll) continue;
          const without = rules.filter((r) => r !== rule);
          const fares = (list: readonly AccessRule[], c: (typeof clients)[number]) => {
            const { kind } = judgeAddress(list, c);
            return kind === "undecided" && !any ? "allow" : kind;
          };
          expect(verdict.redundant).toBe(clients.every((c) => fares(rules, c) === fares(without, c)));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
