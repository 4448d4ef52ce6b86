/** Rounds of a part until enough pairs of configuration and request are compared. */
import * as realModel from "./model.ts";
import { observe } from "./nginx.ts";
import type { Answer, Model, Part, Round } from "./part.ts";
import { randomOf } from "./random.ts";

export type Difference = {
  readonly seed: number;
  readonly about?: string;
  readonly request: string;
  readonly model: Answer;
  readonly nginx: Answer;
};
export type Report = {
  readonly pairs: number;
  /** Pairs to which the model said that it does not know. */
  readonly unknown: number;
  readonly differences: readonly Difference[];
  readonly recorded: readonly Recorded[];
};
export type Recorded = { readonly round: Round; readonly answers: readonly Answer[]; readonly seed: number };

/** Questions of one round, which is one nginx. */
const ROUND = 20_000;

/** Compares; the first `keep` pairs and nginx's answers to them are kept. */
export async function compare(part: Part, pairs: number, seed: number, keep = 0): Promise<Report> {
  const differences: Difference[] = [];
  const recorded: Recorded[] = [];
  let done = 0;
  let unknown = 0;
  for (let number = 0; done < pairs; number++) {
    const own = seed * 1_000 + number;
    const round = part.round(randomOf(own), Math.min(ROUND, pairs - done));
    const { answers, said, fill } = await observe(round);
    const found = differencesOf({ round, answers, seed: own }, realModel);
    differences.push(...found.differences);
    unknown += found.unknown;
    if (round.warnings !== undefined) {
      const expected = round.warnings(realModel).map(fill).sort().join("\n");
      const warned = [...said.matchAll(/\[warn\] \d+#\d+: (.*)/g)]
        .map((m) => m[1] ?? "")
        .sort()
        .join("\n");
      if (expected !== warned)
        differences.push({ seed: own, request: "warnings", model: expected, nginx: warned });
    }
    if (done < keep) recorded.push({ round, answers, seed: own });
    done += round.questions.length;
  }
  return { pairs: done, unknown, differences, recorded };
}

/** Where a model, perhaps a broken one, differs from what nginx answered. */
export function differencesOf(
  { round, answers, seed }: Recorded,
  model: Model,
): { differences: readonly Difference[]; unknown: number } {
  const differences: Difference[] = [];
  let unknown = 0;
  for (const [i, said] of round.predict(model).entries()) {
    const nginx = answers[i] ?? "";
    if (said === undefined) unknown++;
    else if (said !== nginx) {
      const request = round.questions[i]?.request ?? "";
      differences.push({
        seed,
        about: round.about?.(i) ?? "",
        request: `to ${round.questions[i]?.to}: ${request}`,
        model: said,
        nginx,
      });
    }
  }
  return { differences, unknown };
}
