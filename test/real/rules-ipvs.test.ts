/**
 * The blocks of the IPVS rules' pages on a kernel with IPVS, each with the files that lbc writes: what a client gets of
 * the service when the mistake is there, and when it is not.
 */
import { beforeAll, expect, test } from "vitest";
import { detectionTime } from "../../src/analysis/ipvs.ts";
import { needs } from "../support/real.ts";
import type { Kind } from "../support/rule-page.ts";
import { compiledBlock, rulesInLab } from "../support/rules-in-lab.ts";
import { labPrograms, type Facts } from "./lab/lab.ts";

/** Rule, and what the client got with the bad and with the good block. `-` is a request that failed. */
const table: readonly (readonly [string, string, string])[] = [
  ["ipvs/off-segment", "-=3 web1=3", "web1=3 web2=3"],
  ["ipvs/nat-return", "-=2", "web1=1 web2=1"],
  ["ipvs/no-forwarding", "-=2", "web1=1 web2=1"],
  ["ipvs/gateway-fixed", "-=2", "web1=1 web2=1"],
  ["ipvs/gateway-apart", "-=2", "web1=1 web2=1"],
  ["ipvs/director-gateway", "-=2", "web1=1 web2=1"],
  ["ipvs/rp-filter", "-=2", "far1=1 far2=1"],
  ["ipvs/loop", "again", "once"],
  ["arp/missing-vip", "-=3 web1=3", "web1=3 web2=3"],
  ["ipvs/hash-refuses", "refused", "served"],
  ["ipvs/overflow-limit", "-=2 ok=4", "ok=6"],
  ["ipvs/ignored-weights", "web1=4 web2=4", "web1=6 web2=2"],
  ["ipvs/zero-weights", "-=2", "web1=1 web2=1"],
  ["ipvs/quorum-too-high", "sorry=6", "web2=3 web3=3"],
  ["ipvs/quorum-one-loss", "sorry=6", "web2=3 web3=3"],
  ["ipvs/quorum-no-return", "sorry=6", "web1=2 web2=2 web3=2"],
  ["ipvs/sorry-is-real", "-=2", "sorry=2"],
  ["ipvs/no-check", "-=2 web2=2", "web2=4"],
  ["ipvs/check-port", "-=2", "web1=1 web2=1"],
  ["ipvs/dead-templates", "- -", "web web"],
  ["ipvs/dead-connections", "hangs", "reset"],
];

needs(...labPrograms)("the IPVS rules' pages on a kernel with IPVS", () => {
  let facts: (code: string, kind: Kind) => Facts | undefined;
  const told = (code: string, kind: Kind) => facts(code, kind)?.get("answer");
  beforeAll(() => {
    facts = rulesInLab("rules", [...table.map(([code]) => code), "ipvs/slow-detection"]);
  }, 960_000);

  test.each(table)("%s", (code, bad, good) => {
    expect({ bad: told(code, "bad"), good: told(code, "good") }).toEqual({ bad, good });
  });

  test("ipvs/slow-detection: no longer than the rule says, and the bad one longer than its limit", () => {
    const longest = (kind: Kind) => {
      const [check] =
        compiledBlock("ipvs/slow-detection", kind).topology.virtualServers[0]?.realServers[0]?.checks ?? [];
      return check === undefined ? 0 : detectionTime(check);
    };
    for (const kind of ["bad", "good"] as const)
      expect(Number(told("ipvs/slow-detection", kind))).toBeLessThanOrEqual(longest(kind) + 1);
    // Five pauses of five seconds at least; the interval and the time-outs come on top.
    expect(Number(told("ipvs/slow-detection", "bad"))).toBeGreaterThan(25);
  });

  test("IPVS forgets an idle TCP connection after 900 s", () => {
    expect(facts("ipvs/zero-weights", "bad")?.get("timeout")).toBe("Timeout (tcp tcpfin udp): 900 120 300");
  });
});
