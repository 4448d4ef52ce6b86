/** Signals that ask the process to end, kept back while something must not be interrupted. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type HeldSignals = {
  /** Lets a signal that has come in be heard; true when one has. Resolves soon. */
  readonly heard: () => Promise<boolean>;
  /** Ends the process by the signal that came, if one did, as if it had come now. */
  readonly release: () => Promise<void>;
};

/** Keeps back the signals that end the process, until they are released. */
export function holdSignals(): HeldSignals {
  let came: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => void (came ??= signal);
  for (const signal of ENDING) process.on(signal, note);
  const heard = async () => {
    // Node tells of signals between two turns of its loop.
    await new Promise((resolve) => setImmediate(resolve));
    return came !== undefined;
  };
  return {
    heard,
    release: async () => {
      await heard();
      for (const signal of ENDING) process.off(signal, note);
      if (came !== undefined) process.kill(process.pid, came);
    },
  };
}
