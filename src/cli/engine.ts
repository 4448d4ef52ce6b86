/** Code units of text from which a run lasts long enough for this to matter. */
const LONG = 16 * 1024;
/** Of all texts of a run: from which what is optimized pays for itself. */
const LONGER = 512 * 1024;
let read = 0;

/** How V8 is told to optimize later, by the version: of the Nodes that this was measured with, 20, 22 and 24. */
const LATER: Readonly<Record<string, (isLonger: boolean) => string>> = {
  "11.3": (isLonger) => `--interrupt-budget=${isLonger ? 600_000 : 3_000_000}`,
  "12.4": () => "--invocation-count-for-turbofan=30000",
  "13.6": () => "--invocation-count-for-turbofan=30000",
};

const FLAGS = [
  // What is optimized is hardly used again, or thrown away when the next kind of declaration comes: less is done for it.
  "--max-inlined-bytecode-size-cumulative=200",
  "--no-turbo-loop-peeling",
  "--no-turbo-escape",
  // Most of a topology lives until the end: nobody looks for garbage beside the work, nor in all of it before there
  // is several times as much.
  "--no-incremental-marking",
  "--heap-growing-percent=600",
  // What dies young does so at once. A young generation that stays small stays in the processor's cache, costs no
  // memory that is new, and has too little in it to be shared out among threads.
  "--semi-space-growth-factor=1",
  "--no-parallel-scavenge",
];

/**
 * Called with the length of each text that a run reads, before it is parsed. V8 optimizes whatever has run for some
 * milliseconds, and makes room for programs that run for long; a run of some hundred milliseconds would spend a third
 * on that. Not for a short text: loading the module takes longer than it saves. Not for a process that stays. Not for
 * a V8 that was not tried: of a flag that it does not know it complains on stderr.
 */
export function expectText(length: number): void {
  read += length;
  const later = LATER[/^\d+\.\d+/.exec(process.versions.v8)?.[0] ?? ""];
  if (length < LONG || later === undefined) return;
  const v8 = process.getBuiltinModule?.("node:v8");
  for (const flag of [later(read >= LONGER), ...FLAGS]) v8?.setFlagsFromString(flag);
}
