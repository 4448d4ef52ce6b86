/** The extension as it is packed. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let packed: Buffer;

/** Without a network; the bytes. */
function pack(): Buffer {
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["-n", "npm", "run", "--silent", "package:extension"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  expect([status, stderr]).toEqual([0, ""]);
  return readFileSync(`${root}${/^(\S+\.vsix): \d+ bytes$/m.exec(stdout)?.[1]}`);
}
beforeAll(() => {
  packed = pack();
});

test("it is made without a network, small, and the same each time", () => {
  expect(packed.length).toBeLessThan(600_000);
  expect(pack().equals(packed)).toBe(true);
});

test("all that its manifest names is in it", () => {
  const files = unzipSync(packed);
  const text = (path: string) => strFromU8(files[path] ?? new Uint8Array());
  const manifest = text("extension/package.json");
  const named = [
    ...manifest.matchAll(/"(?:\.\/)?((?:dist|snippets|syntaxes|walkthrough)\/[^"]+|[\w-]+\.json)"/g),
  ];
  expect(named.length).toBeGreaterThan(8);
  for (const [, path = ""] of named)
    if (path !== "lbc.json") expect(Object.keys(files)).toContain(`extension/${path}`);
  for (const [, path = ""] of text("extension.vsixmanifest").matchAll(/Path="([^"]+)"/g))
    expect(Object.keys(files)).toContain(path);
  const version = (JSON.parse(manifest) as { version: string }).version;
  expect(JSON.parse(readFileSync(`${root}package.json`, "utf8"))).toMatchObject({ version });
});

test("what a web worker loads takes nothing from node", () => {
  const files = unzipSync(packed);
  const server = strFromU8(files["extension/dist/server.js"] ?? new Uint8Array());
  expect(server.length).toBeGreaterThan(500_000);
  expect(server).not.toMatch(/require\(["']/);
  const client = strFromU8(files["extension/dist/extension.js"] ?? new Uint8Array());
  expect([...client.matchAll(/require\(["']([^"']+)/g)].map((m) => m[1]).sort()).toEqual(
    expect.arrayContaining(["./desktop.js", "vscode"]),
  );
  expect(client).not.toMatch(/require\(["'](?!vscode["']|\.\/desktop\.js["'])/);
});

test("every rule and every problem has its page", () => {
  const files = unzipSync(packed);
  const pages = JSON.parse(strFromU8(files["extension/dist/pages.json"] ?? new Uint8Array())) as Record<
    string,
    { readonly summary: string; readonly text: string }
  >;
  const { stdout } = spawnSync(process.execPath, ["dist/lbc.cjs", "rules"], { cwd: root, encoding: "utf8" });
  const codes = [...stdout.matchAll(/^(\S+\/\S+)/gm)].map((m) => m[1] ?? "");
  expect(codes.length).toBeGreaterThan(150);
  for (const code of [...codes, "name/unknown", "syntax/missing-brace"]) {
    expect(pages[code]?.text.startsWith(`# ${code}\n`), code).toBe(true);
    expect(pages[code]?.summary, code).toMatch(/^(?:Error|Warning|Info)\. ./);
  }
});
