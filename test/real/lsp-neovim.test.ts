import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { drive, topology } from "../support/client.ts";
import { needs } from "../support/real.ts";

const script = fileURLToPath(new URL("lsp-neovim.lua", import.meta.url));

needs("nvim")("Neovim", () => {
  test("its own client edits a topology", () => {
    const files = { "topo.lb": topology, "hosts.lb": "host lvs[1..2] { eth0 10.0.0.[1..2] }\n" };
    const args = ["--headless", "--clean", "-n", "-c", `luafile ${script}`];
    const { ok, failed, stderr, status } = drive(files, "nvim", args, (work) => ({
      XDG_STATE_HOME: work,
      XDG_CACHE_HOME: work,
    }));
    expect(failed, stderr).toEqual([]);
    expect({ ok, status }).toEqual({ ok: 13, status: 0 });
  });
});
