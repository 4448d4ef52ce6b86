/**
 * The session rules about LVS on a kernel with IPVS, each block with the files that lbc writes. A Tomcat is a page with
 * its name here: of eight browsers those count that come back to another.
 */
import { beforeAll, expect, test } from "vitest";
import { compileUnjudged } from "../support/examples.ts";
import { needs } from "../support/real.ts";
import { labPrograms, runLab, type Facts } from "./lab/lab.ts";
import { ruleBlock, type Kind } from "../support/rule-page.ts";

const scenario = (code: string, kind: Kind) => ({
  compiled: compileUnjudged(ruleBlock(`session/${code}`, kind)),
  script: "affinity",
});

needs(...labPrograms)("browsers behind LVS", () => {
  let all: ReadonlyMap<string, Facts> = new Map();
  beforeAll(() => {
    all = runLab({
      "dies-with-director-bad": scenario("dies-with-director", "bad"),
      "dies-with-director-good": scenario("dies-with-director", "good"),
      // The page's other advice, as the other page writes it.
      "dies-with-director-synced": scenario("short-persistence", "good"),
      "short-persistence-bad": scenario("short-persistence", "bad"),
      "short-persistence-good": scenario("short-persistence", "good"),
    });
  }, 300_000);

  test.each([
    ["dies-with-director", "bad", "8 4"],
    ["dies-with-director", "good", "8 0"],
    ["dies-with-director", "synced", "8 0"],
    ["short-persistence", "bad", "8 4"],
    ["short-persistence", "good", "8 0"],
  ])("%s, %s: so many browsers, and so many of them moved", (code, kind, answer) => {
    expect(all.get(`${code}-${kind}`)?.get("answer")).toBe(answer);
  });
});
