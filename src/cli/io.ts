/** What a verb may touch besides files: handed in, so that a test can stand in for a terminal. */
export type Io = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether problems are coloured. */
  readonly color: boolean;
  /** Where relative paths begin. */
  readonly cwd: string;
};

/** 0 clean, 1 problems, 2 the command line itself. */
export type ExitCode = 0 | 1 | 2;
