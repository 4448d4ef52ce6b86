import { fstatSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Interface } from "node:readline/promises";
import { isatty } from "node:tty";
import { run } from "./main.ts";
import { progressLine, wantsColor } from "./terminal.ts";

// The streams are opened only when something is written: opening one takes some milliseconds.
function opened(name: "stdout" | "stderr"): (text: string) => void {
  let isOpen = false;
  return (text) => {
    if (!isOpen) {
      isOpen = true;
      // Who reads may stop reading: `lbc build --stdout | head`. What is written goes on.
      process[name].on("error", () => undefined);
    }
    process[name].write(text);
  };
}
const toOut = opened("stdout");
const toErr = opened("stderr");
const progress = progressLine(toErr, Date.now);

let terminal: Interface | undefined;
async function ask(question: string, suggestion: string): Promise<string> {
  if (terminal === undefined) {
    const { createInterface } = await import("node:readline/promises");
    terminal = createInterface({ input: process.stdin, output: process.stderr });
  }
  const answer = await terminal.question(`${question} [${suggestion}] `);
  return answer.trim() === "" ? suggestion : answer.trim();
}

/** node:tty brings all of node:net: it is asked only of what may be a terminal. */
const isTerminal = (fd: number) => fstatSync(fd).isCharacterDevice() && isatty(fd);

const { env } = process;
const isShown = isTerminal(2);

void run(process.argv.slice(2), {
  out: (text) => {
    progress.clear();
    toOut(text);
  },
  err: (text) => {
    if (text === "") return;
    progress.clear();
    toErr(text);
  },
  ...(isShown && isTerminal(0) ? { ask } : {}),
  ...(isShown && env["TERM"] !== "dumb" ? { progress: progress.show } : {}),
  color: wantsColor(env, isShown),
  input: () => readFileSync(0),
  cwd: process.cwd(),
  // Beside dist/, where npm puts the program that its link names.
  get pages() {
    return join(dirname(realpathSync(process.argv[1] ?? ".")), "../spec");
  },
}).then((code) => {
  progress.clear();
  terminal?.close();
  process.exitCode = code;
});
