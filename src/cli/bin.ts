import type { Interface } from "node:readline/promises";
import { isatty } from "node:tty";
import { run } from "./main.ts";

// The streams are opened only when something is written: opening one takes some milliseconds.
let listening = false;
function out(text: string): void {
  clear();
  if (!listening) {
    listening = true;
    // Who reads may stop reading: `lbc build --stdout | head`.
    process.stdout.on("error", () => process.exit(0));
  }
  process.stdout.write(text);
}

const started = Date.now();
let shown = "";
/** One line that is written over, and gone before anything else is printed. */
function progress(what: string): void {
  if (Date.now() - started < 500) return;
  process.stderr.write(`\r\u001b[K${what} …`);
  shown = what;
}
function clear(): void {
  if (shown !== "") process.stderr.write("\r\u001b[K");
  shown = "";
}

let terminal: Interface | undefined;
async function ask(question: string, suggestion: string): Promise<string> {
  if (terminal === undefined) {
    const { createInterface } = await import("node:readline/promises");
    terminal = createInterface({ input: process.stdin, output: process.stderr });
  }
  const answer = await terminal.question(`${question} [${suggestion}] `);
  return answer.trim() === "" ? suggestion : answer.trim();
}

const { env } = process;
const isSet = (name: string) => env[name] !== undefined && env[name] !== "" && env[name] !== "0";

void run(process.argv.slice(2), {
  out,
  err: (text) => {
    if (text === "") return;
    clear();
    process.stderr.write(text);
  },
  ...(isatty(0) && isatty(2) ? { ask } : {}),
  ...(isatty(2) ? { progress } : {}),
  color: !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || isatty(2)),
  cwd: process.cwd(),
}).then((code) => {
  terminal?.close();
  process.exitCode = code;
});
