import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lbcPath } from "../support/lbc.ts";

test("Neovim's own client edits a topology", () => {
  const work = mkdtempSync(join(tmpdir(), "lbc-neovim-"));
  writeFileSync(
    join(work, "topo.lb"),
    'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nparam who "Zoë 中文 \u{1f3d4}"; vip v 10.0.0.9 { on lvs9 }\n',
  );
  writeFileSync(join(work, "hosts.lb"), "host lvs[1..2] { eth0 10.0.0.[1..2] }\n");
  const script = fileURLToPath(new URL("lsp-neovim.lua", import.meta.url));
  const { stdout, stderr, status } = spawnSync(
    "nvim",
    ["--headless", "--clean", "-n", "-c", `luafile ${script}`],
    {
      env: { ...process.env, LBC: lbcPath, WORK: work, XDG_STATE_HOME: work, XDG_CACHE_HOME: work },
      encoding: "utf8",
      timeout: 120_000,
    },
  );
  rmSync(work, { recursive: true, force: true });
  const lines = stdout.split("\n").filter((l) => l !== "");
  expect(
    lines.filter((l) => !l.startsWith("ok ")),
    stderr,
  ).toEqual([]);
  expect(lines).toHaveLength(13);
  expect(status).toBe(0);
});
