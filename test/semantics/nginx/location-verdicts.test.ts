import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LocationConf } from "../../../src/semantics/nginx/config.ts";
import { selectLocation } from "../../../src/semantics/nginx/locations.ts";
import { isNormalised } from "../../../src/semantics/nginx/uri.ts";
import { locationVerdicts } from "../../../src/semantics/nginx/verdicts/locations.ts";
import * as model from "../../differential/model.ts";
import { VERSION } from "../../differential/parts/level.ts";
import { make } from "../../differential/parts/locations.ts";

/** All normalised URIs of at most six of these bytes. */
function allUris(merge: boolean): readonly string[] {
  const out: string[] = [];
  const grow = (text: string) => {
    if (isNormalised(text, merge)) out.push(text);
    if (text.length < 6) for (const c of "/ab.") grow(text + c);
  };
  grow("/");
  return out;
}
const uris = { on: allUris(true), off: allUris(false) };

describe("what is said of locations", () => {
  test("agrees with every short URI", () => {
    const counts: Record<string, number> = {};
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean(), (seed, merge) => {
        const { server, text } = make(seed, model);
        const owned = new Map<LocationConf, string>();
        for (const uri of merge ? uris.on : uris.off) {
          const found = selectLocation(server, uri, VERSION);
          const last = found.kind === "location" ? found.path.at(-1) : undefined;
          const before = last === undefined ? undefined : owned.get(last);
          if (last !== undefined && (before === undefined || before.length > uri.length))
            owned.set(last, uri);
        }
        for (const [location, verdict] of locationVerdicts(server, VERSION, merge)) {
          counts[verdict.kind] = (counts[verdict.kind] ?? 0) + 1;
          const about = `${location.action} of ${text}: ${JSON.stringify(verdict.kind)}`;
          const short = owned.get(location);
          if (verdict.kind === "reachable" || verdict.kind === "contrived") {
            expect(isNormalised(verdict.witness, merge), about).toBe(true);
            const found = selectLocation(server, verdict.witness, VERSION);
            expect(
              found.kind === "location" && found.path.at(-1) === location,
              `${about} ${verdict.witness}`,
            ).toBe(true);
            if (short !== undefined) expect(verdict.kind, about).toBe("reachable");
            if (short !== undefined) expect(verdict.witness.length, about).toBeLessThanOrEqual(short.length);
          } else if (verdict.kind !== "unknown") expect(short, about).toBe(undefined);
        }
      }),
      { numRuns: Number(process.env["LBC_RUNS"] ?? 600), examples: [[1880019306, false]] },
    );
    // Each verdict was met.
    for (const kind of ["reachable", "contrived", "dead", "inside a regex", "unknown"])
      expect(counts[kind], kind).toBeGreaterThan(0);
    if (process.env["LBC_RUNS"] !== undefined) console.log(counts);
  });
});
