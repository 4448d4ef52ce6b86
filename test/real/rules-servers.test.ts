/**
 * The blocks of the pages about what stands behind a service, and what checks it, on a kernel with IPVS, keepalived and
 * nginx with the files that lbc writes: what a client gets when the mistake is there, and when it is not.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { needs } from "../support/real.ts";
import type { Kind } from "../support/rule-page.ts";
import { rulesInLab } from "../support/rules-in-lab.ts";
import { labPrograms, type Facts } from "./lab/lab.ts";

/** Rule, and what the client got with the bad and with the good block. `-` and `000` are requests that failed. */
const table: readonly (readonly [string, string, string])[] = [
  ["ipvs/check-tls", "000=2", "200=2"],
  ["ipvs/nobody-listens", "000=2", "200=2"],
  ["ipvs/wrong-address", "000=2", "200=2"],
  ["ipvs/udp-check", "refused", "answer"],
  ["ipvs/sorry-unserved", "000=2", "503=2"],
  ["ipvs/forgotten-connections", "reset", "closed"],
  // A WebSocket.
  ["ipvs/forgotten-connections@2", "reset", "closed"],
  ["ipvs/check-unused", "-=2 web2=2", "web2=4"],
  ["ipvs/one-server", "-=2", "web2=2"],
  ["ipvs/client-on-link", "-=2", "web1=1 web2=1"],
  // How many real servers have one client, and how many a neighbour and somebody far away.
  ["ipvs/granularity-alone", "2", "1"],
  ["ipvs/one-client", "1", "2"],
  ["ipvs/ports-apart", "two", "one"],
  // Lines about it in keepalived's log.
  ["ipvs/hysteresis-ignored", "1", "0"],
  ["ipvs/narrow-tunnel", "far far hangs", "far far 20000"],
  ["arp/stale-vip", "-=2", "web2=2"],
  ["arp/undeclared-server", "-=3 web1=3", "old=3 web1=3"],
  // A clock that is an hour fast, and whether chrony is there.
  ["time/expiring-links", "410", "200"],
  ["budget/host-files", "full", "room"],
  ["budget/host-handles", "full", "room"],
  ["vrrp/nothing-tracked", "000=2", "200=2"],
];

/** A certificate and its key, where the page has them. */
function certificate(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "lbc-certificate-"));
  try {
    const [key, pem] = [join(folder, "a.key"), join(folder, "a.pem")];
    const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=shop -keyout ${key} -out ${pem}`;
    execFileSync("openssl", words.split(" "), { stdio: "ignore" });
    return Object.fromEntries(
      ["web1", "web2"].flatMap((host) => [
        [`${host}/etc/ssl/a.key`, readFileSync(key, "utf8")],
        [`${host}/etc/ssl/a.pem`, readFileSync(pem, "utf8")],
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

needs(...labPrograms, "openssl")(
  "the pages about what stands behind a service, on a kernel with IPVS",
  () => {
    let facts: (code: string, kind: Kind) => Facts | undefined;
    const told = (code: string, kind: Kind) => facts(code, kind)?.get("answer");
    beforeAll(() => {
      const codes = table.map(([code]) => code);
      facts = rulesInLab("servers", codes, { "ipvs/check-tls": certificate() });
    }, 960_000);

    test.each(table)("%s", (code, bad, good) => {
      expect({ bad: told(code, "bad"), good: told(code, "good") }).toEqual({ bad, good });
    });
  },
);
