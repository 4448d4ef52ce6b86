/** The real programs, and network namespaces to run them in. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe } from "vitest";

const required = process.env["LBC_REAL"] === "required";
const has = (program: string) =>
  program.startsWith("/")
    ? existsSync(program)
    : spawnSync("bash", ["-c", `command -v ${program}`]).status === 0;
/** A suite that needs programs, or files by their whole path: skipped with a loud word where they are absent, an error where they must not be. */
export function needs(...programs: string[]) {
  const missing = programs.filter((p) => !has(p));
  if (missing.length === 0) return describe;
  if (required) throw new Error(`missing: ${missing.join(", ")}; run test/real/install`);
  console.warn(`\n!!! SKIPPED: ${missing.join(", ")} not installed; run test/real/install\n`);
  return describe.skip;
}

/** The interfaces that the examples name. */
export const faces = ["eth0", "eth1", "eth2"];

/** Runs a script in a network namespace of its own that has lo and the named interfaces, each with an address. */
export function inNamespace(
  interfaces: readonly string[],
  script: string,
): { status: number | null; output: string } {
  const setup = [
    "set -e",
    // Names of inner namespaces are files; here they are gone with the namespace.
    "mkdir -p /run/netns && mount -t tmpfs none /run/netns",
    "ip link set lo up",
    ...interfaces.map((name, i) =>
      [
        `ip link add ${name} type bridge`,
        `ip addr add 198.18.${i}.1/24 dev ${name}`,
        `ip -6 addr add 2001:db8:ffff:${i}::1/64 dev ${name} nodad`,
        `ip link set ${name} up`,
      ].join("; "),
    ),
    "set +e",
  ].join("\n");
  const result = spawnSync("unshare", ["-n", "-m", "bash", "-c", `${setup}\n${script}`], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}
