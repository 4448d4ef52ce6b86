/** What a verb may touch besides files: handed in, so that a test can stand in for a terminal. */
export type Io = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether problems are coloured. */
  readonly color: boolean;
  /** Asks at the terminal; absent where nobody sits at one. An empty answer is the suggestion. */
  readonly ask?: (question: string, suggestion: string) => Promise<string>;
  /** Says what is going on; shown at a terminal, and only when it takes over half a second. */
  readonly progress?: (what: string) => void;
  /** All that comes in on the standard input. */
  readonly input?: () => Uint8Array;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** The folder spec/ of this lbc. */
  readonly pages: string;
};

/** 0 clean, 1 problems, 2 the command line itself. */
export type ExitCode = 0 | 1 | 2;
