/** Code units of text from which a run lasts long enough for the optimizing compiler to matter. */
const LONG = 16 * 1024;
/** Of all texts of a run: from which what is optimized pays for itself, and from which more of it does, beside the work. */
const LONGER = 512 * 1024;
const VERY_LONG = 1024 * 1024;
let read = 0;

/**
 * Called with the length of each text that a run reads, before it is parsed. V8 optimizes, inlining freely, whatever
 * has run for some milliseconds; of a run of a few hundred it would spend a third on code that is hardly used again, or
 * is thrown away when the next kind of declaration comes. So it waits longer, the longest for the shorter texts, and
 * inlines less. Nor does it look for garbage beside the work: most of a topology lives until the end. Not for a short
 * text: loading the module takes longer than it saves. Not for a process that stays.
 */
export function expectText(length: number): void {
  read += length;
  if (length < LONG) return;
  const v8 = process.getBuiltinModule?.("node:v8");
  const budget = read < LONGER ? 3_000_000 : read < VERY_LONG ? 600_000 : 300_000;
  v8?.setFlagsFromString(`--interrupt-budget=${budget}`);
  v8?.setFlagsFromString("--max-inlined-bytecode-size-cumulative=200");
  v8?.setFlagsFromString("--no-incremental-marking");
}
