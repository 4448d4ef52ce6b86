/**
 * How many items of one size memcached holds: its slab classes. memcached 1.6: slabs.c:slabs_init and
 * items.c:do_item_alloc with its own defaults (factor 1.25, chunks of 48, pages of 1 MiB, at most half a page a
 * chunk). Page: spec/semantics/budget.md; held to memcached by test/real/budget.test.ts.
 */

const PAGE = 1024 ** 2;
const LARGEST_CHUNK = PAGE / 2;
const FACTOR = 1.25;
/** sizeof(item) and the CAS value. */
const ITEM_HEADER = 56;
/** Bytes that each chunk of a large item loses to its own header. */
const CHUNK_HEADER = 48;

const classes: readonly number[] = (() => {
  const sizes: number[] = [];
  const aligned = (size: number) => Math.ceil(Math.floor(size) / 8) * 8;
  for (let size = 96; size < Math.floor(LARGEST_CHUNK / FACTOR); size = aligned(size * FACTOR))
    sizes.push(size);
  return [...sizes, LARGEST_CHUNK];
})();

/** Bytes of memory that a chunk for `size` bytes takes, its share of the page's unused end included. */
function chunk(size: number): number {
  const fits = classes.find((c) => c >= size) ?? LARGEST_CHUNK;
  return PAGE / Math.floor(PAGE / fits);
}

/** Bytes of memory that an item of `size` bytes under a key of `key` bytes takes. */
export function itemBytes(size: number, key: number): number {
  // The key ends with a NUL, the value with a line end.
  const whole = ITEM_HEADER + key + 1 + size + 2;
  if (whole <= LARGEST_CHUNK) return chunk(whole);
  const room = LARGEST_CHUNK - CHUNK_HEADER;
  const full = Math.floor(whole / room);
  return full * LARGEST_CHUNK + chunk(whole - full * room + CHUNK_HEADER);
}

/** Items of one size that stay in a memcached of `memory` bytes; 0 when they are larger than `largest` (-I). */
export function itemsHeld(memory: number, size: number, key: number, largest: number = PAGE): number {
  if (size + ITEM_HEADER + key + 3 > largest) return 0;
  const pages = Math.floor(memory / PAGE);
  // The headers of items in several chunks lie in a class of their own.
  const usable = size + ITEM_HEADER + key + 3 > LARGEST_CHUNK ? pages - 1 : pages;
  return Math.max(0, Math.floor((usable * PAGE) / itemBytes(size, key)));
}
