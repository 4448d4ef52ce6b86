import * as fc from "fast-check";
import { isIPv4, isIPv6 } from "node:net";
import { describe, expect, test } from "vitest";
import {
  contains,
  formatAddress,
  numberOf,
  parseAddress,
  parsePrefix,
} from "../../src/semantics/net/address.ts";

describe("addresses", () => {
  test("every IPv4 number survives text", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 32n - 1n), (value) => {
        const address = parseAddress(formatAddress(4, value));
        expect(address).toEqual({ family: 4, text: formatAddress(4, value) });
        expect(numberOf({ family: 4, text: formatAddress(4, value) })).toBe(value);
      }),
    );
  });

  test("every IPv6 number survives text, in the form that the URL standard prints", () => {
    const sparse = fc.array(fc.constantFrom<bigint>(0n, 1n, 0xffffn, 0x20n), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(sparse, (groups) => {
        const value = groups.reduce<bigint>((v, g) => (v << 16n) | g, 0n);
        const text = formatAddress(6, value);
        expect(numberOf({ family: 6, text })).toBe(value);
        expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
      }),
    );
  });

  test("what is read is what the platform calls an address", () => {
    const texts = fc.stringMatching(/^[0-9a-f:.[\]]{0,20}$/);
    fc.assert(
      fc.property(fc.oneof(texts, fc.ipV4(), fc.ipV6()), (text) => {
        const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
        const known = isIPv4(text) || isIPv6(bare);
        expect(parseAddress(text) !== undefined, text).toBe(known);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["192.0.2.0/24", "192.0.2.255", true],
    ["192.0.2.0/24", "192.0.3.0", false],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::", false],
    ["192.0.2.1/32", "192.0.2.1", true],
  ])("%s holds %s: %s", (block, address, held) => {
    const prefix = parsePrefix(block);
    const inner = parseAddress(address);
    expect(prefix !== undefined && inner !== undefined && contains(prefix, inner)).toBe(held);
  });

  test.each([
    "192.0.2.0/33",
    "192.0.2.0/",
    "192.0.2.0/024",
    "2001:db8::/129",
    "1.2.3/24",
    "/8",
    "01.2.3.4/8",
  ])("%s is no block", (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });
});
