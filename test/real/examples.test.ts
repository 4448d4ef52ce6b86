import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Artifact } from "../../src/index.ts";
import { compileExample, compileUnjudged, contentOf, exampleNames } from "../support/examples.ts";
import { validTopology } from "../support/generate.ts";
import { faces, inNamespace, needs } from "../support/real.ts";

/** How many generated topologies keepalived reads. */
const GENERATED = Number(process.env["LBC_GENERATED"] ?? 2000);

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-real-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function write(name: string, artifacts: readonly Artifact[]): string {
  for (const artifact of artifacts) {
    const path = join(work, name, artifact.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contentOf(artifact), { mode: artifact.mode });
  }
  return join(work, name);
}

/** Tests files one after the other; prints a line for each that fails or says anything. */
function keepalivedTest(paths: readonly string[], interfaces: readonly string[]): string {
  const list = join(work, "list");
  writeFileSync(list, paths.map((p) => `${p}\n`).join(""));
  const script = `while read -r f; do
    out=$(keepalived -t -f "$f" 2>&1); rc=$?
    if [ $rc -ne 0 ] || [ -n "$out" ]; then echo "$f: rc $rc: $out"; fi
  done < '${list}'`;
  return inNamespace(interfaces, script).output;
}

needs(
  "keepalived",
  "unshare",
  "ip",
)("keepalived", () => {
  test.each(exampleNames)("takes every keepalived.conf of %s without a word", (name) => {
    const { artifacts } = compileExample(name);
    const folder = write(`k-${name}`, artifacts);
    const files = artifacts
      .filter((a) => a.path.endsWith("keepalived.conf"))
      .map((a) => join(folder, a.path));
    expect(keepalivedTest(files, faces)).toBe("");
  });

  test(`takes what ${GENERATED} generated topologies become`, { timeout: 1_200_000 }, () => {
    const files: string[] = [];
    const texts = fc.sample(validTopology(), { numRuns: GENERATED, seed: 20260101 });
    for (const [i, text] of texts.entries()) {
      const { artifacts, problems } = compileUnjudged(text);
      expect(
        problems.filter((p) => p.severity === "error"),
        text,
      ).toEqual([]);
      const confs = artifacts.filter((a) => a.path.endsWith("keepalived.conf"));
      const folder = write(`g-${i}`, confs);
      files.push(...confs.map((a) => join(folder, a.path)));
    }
    expect(files.length).toBeGreaterThan(GENERATED / 2);
    expect(keepalivedTest(files, faces)).toBe("");
  });
});

needs(
  "nginx",
  "unshare",
  "ip",
)("nginx", () => {
  test.each(exampleNames)("takes every nginx.conf of %s without a warning", (name) => {
    const { artifacts, topology } = compileExample(name);
    const confs = artifacts.filter((a) => a.path.endsWith("nginx.conf"));
    const folder = write(`n-${name}`, confs);
    for (const conf of confs) {
      const host = topology.hosts.find((h) => h.name === conf.host);
      const addresses = (host?.interfaces ?? []).flatMap((i) =>
        i.addresses.map(
          (a) =>
            `ip addr add ${a.address.text}/${a.length} dev ${i.name}${a.address.family === 6 ? " nodad" : ""}`,
        ),
      );
      const { status, output } = inNamespace(
        faces,
        `${addresses.join("\n")}\nnginx -t -q -c '${join(folder, conf.path)}'`,
      );
      expect(output, conf.path).toBe("");
      expect(status, conf.path).toBe(0);
    }
  });
});

needs(
  "xmllint",
  "shellcheck",
  "systemd-analyze",
)("the other readers", () => {
  test.each(exampleNames)("take the XML, scripts and units of %s", (name) => {
    const { artifacts } = compileExample(name);
    const folder = write(`o-${name}`, artifacts);
    const paths = (filter: (a: Artifact) => boolean) =>
      artifacts.filter(filter).map((a) => join(folder, a.path));
    const xml = paths((a) => a.path.endsWith(".xml"));
    if (xml.length > 0) execFileSync("xmllint", ["--noout", ...xml]);
    const units = paths((a) => a.path.endsWith(".service"));
    if (units.length > 0) {
      // The scripts that the units start are on other hosts; any program that is here stands in for them.
      const known = units.map((unit, i) => {
        const copy = join(work, `units-${name}-${i}`, basename(unit));
        mkdirSync(dirname(copy), { recursive: true });
        writeFileSync(copy, readFileSync(unit, "utf8").replaceAll(/^(Exec\w+=)\S+/gm, "$1/bin/true"));
        return copy;
      });
      for (const unit of known) {
        const verified = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
        expect(`${verified.stdout}${verified.stderr}`, unit).toBe("");
        expect(verified.status, unit).toBe(0);
      }
    }
    const scripts = paths((a) => a.lines[0]?.text.startsWith("#!/bin/sh") === true);
    if (scripts.length > 0) {
      const { status, stdout } = spawnSync("shellcheck", scripts, { encoding: "utf8" });
      expect(stdout).toBe("");
      expect(status).toBe(0);
    }
  });
});
