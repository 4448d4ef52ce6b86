import { expect, test } from "vitest";
import {
  deliveredAddress,
  deliveredPort,
  returnPath,
  schedulesAgain,
  tunnelMtu,
} from "../../../src/semantics/kernel/ipvs.ts";

test("only NAT changes where a packet goes", () => {
  expect(deliveredPort("dr", 80, 8080)).toBe(80);
  expect(deliveredPort("tun", 80, 8080)).toBe(80);
  expect(deliveredPort("nat", 80, 8080)).toBe(8080);
  expect(deliveredPort("nat", 443, 0)).toBe(443);
  expect(deliveredAddress("dr", "192.0.2.100", "192.0.2.21")).toBe("192.0.2.100");
  expect(deliveredAddress("nat", "192.0.2.100", "192.0.2.21")).toBe("192.0.2.21");
});

test("answers come back directly, by the director, or not at all", () => {
  const base = { clientOnLink: false, directorForwards: false, directorAcceptsLocal: false } as const;
  expect(returnPath({ ...base, method: "dr", gateway: "router" })).toEqual({ kind: "direct" });
  expect(returnPath({ ...base, method: "tun", gateway: "none", clientOnLink: true })).toEqual({
    kind: "direct",
  });
  expect(returnPath({ ...base, method: "dr", gateway: "director" }).kind).toBe("lost");
  expect(returnPath({ ...base, method: "nat", gateway: "director" }).kind).toBe("lost");
  expect(returnPath({ ...base, method: "nat", gateway: "director", directorForwards: true })).toEqual({
    kind: "through the director",
  });
});

test("a tunnel takes its headers from the link", () => {
  expect(tunnelMtu(1500, { type: "ipip", family: 4, checksum: false })).toBe(1480);
  expect(tunnelMtu(1500, { type: "gre", family: 4, checksum: true })).toBe(1472);
  expect(tunnelMtu(1500, { type: "gue", family: 6, checksum: false })).toBe(1448);
});

test("a standby that is a real server schedules again, unless it is told it is a standby", () => {
  const at = { method: "dr", standbyHasTable: true, backupOnly: true, syncBackup: true } as const;
  expect(schedulesAgain(at)).toBe(false);
  expect(schedulesAgain({ ...at, syncBackup: false })).toBe(true);
  expect(schedulesAgain({ ...at, syncBackup: false, method: "nat" })).toBe(false);
});
