import { isatty } from "node:tty";
import { run } from "./main.ts";

// The streams are opened only when something is written: opening one takes some milliseconds.
let listening = false;
function out(text: string): void {
  if (!listening) {
    listening = true;
    // Who reads may stop reading: `lbc build --stdout | head`.
    process.stdout.on("error", () => process.exit(0));
  }
  process.stdout.write(text);
}

const { env } = process;
const isSet = (name: string) => env[name] !== undefined && env[name] !== "" && env[name] !== "0";

void run(process.argv.slice(2), {
  out,
  err: (text) => {
    if (text !== "") process.stderr.write(text);
  },
  color: !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || isatty(2)),
  cwd: process.cwd(),
}).then((code) => {
  process.exitCode = code;
});
