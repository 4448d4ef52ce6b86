import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lbcPath } from "../support/lbc.ts";

test("Emacs's own client edits a topology, set up as spec/editor.md says", () => {
  const work = mkdtempSync(join(tmpdir(), "lbc-emacs-"));
  writeFileSync(
    join(work, "topo.lb"),
    'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nparam who "Zoë 中文 \u{1f3d4}"; vip v 10.0.0.9 { on lvs9 }\n',
  );
  writeFileSync(join(work, "hosts.lb"), 'param whose "甲 \u{1f3d4}"; host lvs1 { eth0 10.0.0.1 }\n');
  const page = readFileSync(new URL("../../spec/editor.md", import.meta.url), "utf8");
  writeFileSync(join(work, "setup.el"), /```elisp\n([^]*?)```/.exec(page)?.[1] ?? "");
  const script = fileURLToPath(new URL("lsp-emacs.el", import.meta.url));
  const { stdout, stderr, status } = spawnSync("emacs", ["--batch", "-Q", "-l", script], {
    env: {
      ...process.env,
      LBC: lbcPath,
      WORK: work,
      SETUP: join(work, "setup.el"),
      HOME: work,
      LC_ALL: "C.UTF-8",
    },
    encoding: "utf8",
    timeout: 120_000,
  });
  rmSync(work, { recursive: true, force: true });
  const lines = stdout.split("\n").filter((l) => l !== "");
  expect(
    lines.filter((l) => !l.startsWith("ok ")),
    stderr,
  ).toEqual([]);
  expect(lines).toHaveLength(16);
  expect(status).toBe(0);
});
