/** What a terminal is shown, and when. */

/** Whether to colour: NO_COLOR forbids it (no-color.org), FORCE_COLOR asks for it, a terminal that can gets it. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const force = env["FORCE_COLOR"] ?? "";
  if (force !== "") return force !== "0" && force !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

export type ProgressLine = {
  /** Shows what is going on, once half a second has passed. */
  readonly show: (what: string) => void;
  /** Takes the line away, before anything else is printed. */
  readonly clear: () => void;
};

const PATIENCE = 500;
const START_OF_EMPTY_LINE = "\r\u001b[K";

/** A line that is written over. `now` is in milliseconds. */
export function progressLine(write: (text: string) => void, now: () => number): ProgressLine {
  const started = now();
  let isShown = false;
  return {
    show: (what) => {
      if (now() - started < PATIENCE) return;
      write(`${START_OF_EMPTY_LINE}${what} …`);
      isShown = true;
    },
    clear: () => {
      if (isShown) write(START_OF_EMPTY_LINE);
      isShown = false;
    },
  };
}
