/** keepalived reads back what lbc quotes: the name of an instance that stands twice is printed as it was read. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { expressible, quote } from "../../src/targets/keepalived/quote.ts";
import { compileText, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";

const piece = fc.oneof(
  fc.constantFrom(
    "#",
    "!",
    "{",
    "}",
    ";",
    "$",
    "\\",
    "@",
    "'",
    " ",
    "~SEQ(x, 1, 2)",
    "~LST(a)",
    "é",
    "\u{1f600}",
    "${x}",
    "%",
  ),
  fc.stringMatching(/^[ -~]{1,4}$/),
);
const words = fc
  .sample(fc.array(piece, { minLength: 1, maxLength: 10 }), { numRuns: 1500, seed: 1 })
  .map((parts) => parts.join(""))
  .filter(expressible);

needs("keepalived")("words of a keepalived.conf", () => {
  test("500 words are read back exactly", () => {
    const some = [...new Set(words)].slice(0, 500);
    expect(some.length).toBe(500);
    const folder = mkdtempSync(join(tmpdir(), "lbc-words-"));
    const file = join(folder, "keepalived.conf");
    const block = (word: string) => `vrrp_instance ${quote(word)} {\n}\n`;
    writeFileSync(file, some.map((word) => block(word) + block(word)).join(""));
    const { stdout, stderr } = spawnSync("keepalived", ["-t", "-f", file], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    rmSync(folder, { recursive: true, force: true });
    const said = `${stdout}${stderr}`;
    const read = [...said.matchAll(/vrrp instance (.*) already defined$/gm)].map((m) => m[1]);
    expect(said).not.toContain("Untermin");
    expect(read).toEqual(some);
  });
});

needs("keepalived", "unshare")("the test of a file before it replaces the old one", () => {
  const director = `lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
vip v 10.0.0.9 { virtual_router_id 7; director a priority 2; director b priority 1; TRACK }
virtual_server v:80 { forward nat; CHECK; real_server b }
`;
  test.each([
    ["root", "check tcp", "track t { script /bin/true }"],
    ["the user of a check", "check misc { script /bin/true; user nobody }", ""],
    ["the user of a track", "check tcp", "track t { script /bin/true; user nobody }"],
    ["the user of global_defs", "check misc { script /bin/true }", "", "global_defs { script_user nobody }"],
  ])("judges it when scripts are run by %s", (_, check, track, more = "") => {
    const text = director
      .replace("CHECK;", check.endsWith("}") ? check : `${check};`)
      .replace("TRACK", track);
    const file = compileText(text + more).artifacts.find(
      (a) => a.path === "a/etc/keepalived/keepalived.conf",
    );
    const folder = mkdtempSync(join(tmpdir(), "lbc-validate-"));
    const tested = (conf: string) => {
      const path = join(folder, "keepalived.conf");
      writeFileSync(path, conf);
      return inNamespace(["eth0"], (file?.validate ?? "false").replace("%s", path));
    };
    const conf = file === undefined ? "" : contentOf(file);
    expect(tested(conf)).toEqual({ status: 0, output: "" });
    expect(tested(conf.replace("lb_algo", "lb_alog")).output).toContain("lb_alog");
    rmSync(folder, { recursive: true });
  });
});
