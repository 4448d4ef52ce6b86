import { describe, expect, test } from "vitest";
import {
  announced,
  answers,
  answersForOthers,
  type ArpHost,
  type HeldAddress,
} from "../../../src/semantics/kernel/arp.ts";

const ip = (text: string) => ({ family: 4, text }) as const;
const at = (text: string, length: number): HeldAddress => ({ address: ip(text), length });
const vip = ip("192.0.2.100");
const rip = at("192.0.2.21", 24);

/** A real server with the VIP on lo or eth0; `all` and `eth0` are arp_ignore and arp_announce. */
function realServer(
  place: "lo" | "eth0" | "eth0 first" | "none",
  all: readonly [number, number],
  own: readonly [number, number] = [0, 0],
): ArpHost {
  const held = at(vip.text, 32);
  const eth0 = { lo: [rip], none: [rip], eth0: [rip, held], "eth0 first": [at(vip.text, 24), rip] }[place];
  const settings = ([ignore, announce]: readonly [number, number]) => ({ ignore, announce });
  return {
    all: settings(all),
    interfaces: [
      { name: "lo", addresses: place === "lo" ? [held] : [], ignore: 0, announce: 0 },
      { name: "eth0", addresses: eth0, ...settings(own) },
    ],
  };
}

describe("who answers ARP for a VIP", () => {
  test.each([
    ["lo", [0, 0], [0, 0], true],
    ["lo", [1, 2], [0, 0], false],
    ["lo", [0, 0], [2, 2], false],
    // The larger value counts, not the stricter.
    ["lo", [1, 2], [3, 2], true],
    ["lo", [9, 2], [1, 2], true],
    ["lo", [8, 2], [1, 2], false],
    ["eth0", [1, 2], [0, 0], true],
    ["eth0", [2, 2], [0, 0], true],
    ["eth0", [8, 2], [0, 0], false],
    ["none", [0, 0], [0, 0], false],
  ] as const)("on %s, all %j, eth0 %j: %j", (place, all, own, expected) => {
    expect(answers(realServer(place, all, own), "eth0", vip, ip("192.0.2.9"))).toBe(expected);
  });

  test("8 hides the host's own address as well, and an unknown interface answers nothing", () => {
    expect(answers(realServer("lo", [8, 0]), "eth0", rip.address)).toBe(false);
    expect(answers(realServer("lo", [0, 0]), "eth7", rip.address)).toBe(false);
  });

  test("a whole block on lo makes the host answer for all of it", () => {
    const host = realServer("none", [0, 0]);
    const [, ...others] = host.interfaces;
    const wide = {
      ...host,
      interfaces: [{ name: "lo", ignore: 0, announce: 0, addresses: [at(vip.text, 24)] }, ...others],
    };
    expect(answers(wide, "eth0", ip("192.0.2.77"))).toBe(true);
  });
});

describe("who is announced in requests for a client", () => {
  test.each([
    ["lo", [1, 0], vip.text],
    // 1 hides an address outside the interface's blocks only.
    ["lo", [1, 1], vip.text],
    ["lo", [1, 2], rip.address.text],
    ["eth0", [1, 1], vip.text],
    ["eth0 first", [1, 2], vip.text],
  ] as const)("vip on %s, all %j: %s", (place, all, expected) => {
    expect(announced(realServer(place, all), "eth0", vip, ip("192.0.2.9"))?.text).toBe(expected);
  });

  test("1 hides a vip of another network", () => {
    const far = { address: ip("198.51.100.1"), length: 32 };
    const host = realServer("none", [1, 1]);
    const interfaces = host.interfaces.map((i) => (i.name === "lo" ? { ...i, addresses: [far] } : i));
    const seen = announced({ ...host, interfaces }, "eth0", far.address, ip("192.0.2.9"));
    expect(seen?.text).toBe(rip.address.text);
  });

  test("a host without an address has none to announce", () => {
    const bare = { name: "eth0", addresses: [], ignore: 0, announce: 0 };
    const host = { all: { ignore: 0, announce: 0 }, interfaces: [bare] };
    expect(announced(host, "eth0", vip, ip("192.0.2.9"))).toBeUndefined();
    expect(announced(host, "eth7", vip, ip("192.0.2.9"))).toBeUndefined();
  });
});

describe("who answers for another's address", () => {
  const off = { forwards: true, proxyArp: false, privateVlan: false };
  test.each([
    ["by another interface, with proxy_arp", "eth1", { ...off, proxyArp: true }, true],
    ["by the same one, with proxy_arp", "eth0", { ...off, proxyArp: true }, false],
    ["by the same one, with proxy_arp_pvlan", "eth0", { ...off, privateVlan: true }, true],
    ["by another one, with proxy_arp_pvlan", "eth1", { ...off, privateVlan: true }, false],
    ["no way there", undefined, { ...off, proxyArp: true, privateVlan: true }, false],
    ["not forwarding", "eth1", { ...off, forwards: false, proxyArp: true }, false],
  ] as const)("%s", (_, leavesBy, proxy, expected) => {
    expect(answersForOthers("eth0", leavesBy, proxy)).toBe(expected);
  });
});
