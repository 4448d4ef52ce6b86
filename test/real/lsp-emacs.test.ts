import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { drive, topology } from "../support/client.ts";
import { needs } from "../support/real.ts";

const script = fileURLToPath(new URL("lsp-emacs.el", import.meta.url));
const page = readFileSync(new URL("../../spec/editor.md", import.meta.url), "utf8");

needs("emacs")("Emacs", () => {
  test("its own client edits a topology, set up as spec/editor.md says", () => {
    const files = {
      "topo.lb": topology,
      "hosts.lb": 'param whose "甲 \u{1f3d4}"; host lvs1 { eth0 10.0.0.1 }\n',
      "setup.el": /```elisp\n([^]*?)```/.exec(page)?.[1] ?? "",
    };
    const { ok, failed, stderr, status } = drive(files, "emacs", ["--batch", "-Q", "-l", script], (work) => ({
      SETUP: join(work, "setup.el"),
      HOME: work,
      LC_ALL: "C.UTF-8",
    }));
    expect(failed, stderr).toEqual([]);
    expect({ ok, status }).toEqual({ ok: 18, status: 0 });
  });
});
