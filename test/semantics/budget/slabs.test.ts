import { expect, test } from "vitest";
import { itemsHeld } from "../../../src/semantics/budget/memcached-slabs.ts";

const MIB = 1024 ** 2;

test.each([
  // Seen in memcached 1.6.18 with `-I 4m`: values that stay of 1.5 times as many as would fit.
  [64, 500, 111_808],
  [64, 1000, 56_640],
  [64, 2000, 28_864],
  [64, 4000, 14_720],
  [64, 8000, 7552],
  [64, 16_000, 3840],
  [64, 30_000, 1920],
  [64, 202_000, 320],
  [64, 210_000, 256],
  [64, 258_000, 192],
  [64, 314_000, 192],
  [64, 322_000, 128],
  [64, 418_000, 128],
  [64, 520_000, 128],
  [64, 600_000, 108],
  [64, 700_000, 90],
  [64, 1_000_000, 63],
  [64, 1_500_000, 42],
  [64, 3_000_000, 21],
  [8, 2000, 3608],
  [8, 50_000, 152],
  [8, 200_000, 40],
])("%d MiB hold as many values of %d bytes as memcached does", (mebibytes, size, held) => {
  expect(itemsHeld(mebibytes * MIB, size, 40, 4 * MIB)).toBe(held);
});

test("an item past -I is refused", () => {
  expect(itemsHeld(64 * MIB, 1_500_000, 40)).toBe(0);
  expect(itemsHeld(64 * MIB, MIB - 99, 40)).toBeGreaterThan(0);
  expect(itemsHeld(64 * MIB, MIB - 98, 40)).toBe(0);
});
