/**
 * The model of nginx against nginx: random configurations and requests, the same ones every time. More of them, by
 * another seed: `npm run differential -- --pairs 5000000 --seed 7`.
 */
import { expect, test } from "vitest";
import { compare, differencesOf, type Recorded } from "../differential/compare.ts";
import { load, mutants } from "../differential/mutants.ts";
import { parts } from "../differential/parts.ts";
import { needs } from "../support/real.ts";

const PAIRS = 200_000;
/** Pairs within which every mistake must show. */
const ENOUGH = 60_000;

needs("/usr/sbin/nginx")("the model of nginx is nginx", () => {
  const recorded = new Map<string, readonly Recorded[]>();

  test.each(parts.map((part) => [part.name, part] as const))("%s", async (name, part) => {
    const pairs = name === "witnesses" ? 20_000 : PAIRS;
    const report = await compare(part, pairs, 1, ENOUGH);
    expect(report.differences.slice(0, 5)).toEqual([]);
    expect(report.pairs).toBeGreaterThanOrEqual(pairs);
    // A text with several variables that maps change is not known as a whole, and there every answer has one.
    expect(report.unknown / report.pairs).toBeLessThan(name === "variables" ? 0.1 : 0.02);
    recorded.set(name, report.recorded);
  });

  test.each(mutants.map((mutant) => [`${mutant.part}: ${mutant.about}`, mutant] as const))(
    "a mistake is found, %s",
    async (_, mutant) => {
      const model = await load(mutant);
      const rounds = recorded.get(mutant.part) ?? [];
      expect(rounds.reduce((n, r) => n + differencesOf(r, model).differences.length, 0)).toBeGreaterThan(0);
    },
  );
});
