import { run } from "./main.ts";

const { env, stdout, stderr } = process;
// Who reads may stop reading: `lbc build --stdout | head`.
stdout.on("error", () => process.exit(0));
const wantsColor = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
const color = (env["NO_COLOR"] === undefined || env["NO_COLOR"] === "") && (wantsColor || stderr.isTTY);
process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void stdout.write(text),
  err: (text) => void (text !== "" && stderr.write(text)),
  color,
  cwd: process.cwd(),
});
