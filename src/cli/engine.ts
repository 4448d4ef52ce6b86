/** Bytes of text from which a run lasts long enough for the optimizing compiler to matter. */
const LONG = 16 * 1024;

/**
 * Called before a text of so many bytes is read. V8 optimizes, inlining freely, whatever has run for some milliseconds;
 * of a run of a few hundred it would spend a third on code that is hardly used again, or is thrown away when the next
 * kind of declaration comes. So it waits longer and inlines less. Not for a short text: loading the module takes
 * longer than it saves.
 */
export function expectText(bytes: number): void {
  if (bytes < LONG) return;
  const v8 = process.getBuiltinModule?.("node:v8");
  v8?.setFlagsFromString("--interrupt-budget=600000");
  v8?.setFlagsFromString("--max-inlined-bytecode-size-cumulative=200");
}
