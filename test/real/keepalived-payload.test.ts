/** keepalived drops a payload or a reply exactly when lbc says so: its last byte is ff. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { unjudged } from "../support/examples.ts";
import { problemsOf } from "../support/mark.ts";
import { needs } from "../support/real.ts";

const texts = [
  ...new Set(
    fc
      .sample(
        fc.array(fc.constantFrom("f", "F", "ff", "0f", "1", " ", "a0"), { minLength: 1, maxLength: 6 }),
        {
          numRuns: 600,
          seed: 1,
        },
      )
      .map((parts) => parts.join("").trim())
      .filter((text) => text !== "" && !/ {2}/.test(text)),
  ),
];

needs("keepalived")("UDP checks", () => {
  test.each(["payload", "require_reply"])(
    "%s: the texts that keepalived drops are those reported",
    (keyword) => {
      const head = "virtual_server 10.0.0.1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol UDP\n";
      const real = (text: string, i: number) =>
        `real_server 10.1.${i >> 8}.${i & 255} 80 {\nUDP_CHECK {\n${keyword} "${text}"\n}\n}\n`;
      const folder = mkdtempSync(join(tmpdir(), "lbc-payload-"));
      const file = join(folder, "keepalived.conf");
      writeFileSync(file, `${head}${texts.map(real).join("")}}\n`);
      const { stdout, stderr } = spawnSync("keepalived", ["-t", "-f", file], { encoding: "utf8" });
      rmSync(folder, { recursive: true, force: true });
      const dropped = new Set(
        [...`${stdout}${stderr}`.matchAll(/Line (\d+)\) Invalid hex string/g)].map(
          (m) => (Number(m[1]) - 7) / 5,
        ),
      );
      const word = keyword === "payload" ? "payload" : "reply";
      const reported = texts.map((text) =>
        problemsOf(
          `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nhost b { eth0 10.0.0.2 }\nvip v 10.0.0.9 { virtual_router_id 1; director a priority 1 }\nvirtual_server v:80/udp { forward dr; real_server b; check udp { ${word} "${text}" } }`,
          {},
          undefined,
          unjudged,
        ).map((p) => p.code),
      );
      expect(texts.length).toBeGreaterThan(200);
      expect(dropped.size).toBeGreaterThan(20);
      const wrong = texts.filter((_, i) => reported[i]?.join() !== (dropped.has(i) ? "check/last-byte" : ""));
      expect(wrong).toEqual([]);
    },
  );
});
