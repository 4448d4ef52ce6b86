/** The catalogue of keywords against the installed keepalived: each where it stands, its arguments and the ends of its ranges. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  keepalivedContexts,
  type KeepalivedKeyword,
  type KeepalivedValue,
} from "../../src/vocabulary/keepalived-keywords.ts";
import { compareVersions } from "../../src/vocabulary/version.ts";
import { inNamespace, needs } from "../support/real.ts";

const VERSION = [2, 2, 7];

/** A statement in its block. `line` is asked; whatever surrounds it is right by itself. */
type Probe = { readonly context: string; readonly line: string };

const REAL = "10.0.0.2 80";
const real = (inside: string) =>
  `virtual_server 10.0.0.1 80 {\nlb_algo sh\nlb_kind NAT\nprotocol TCP\nreal_server ${REAL} {\n${inside}\n}\n}\n`;
const instance = (inside: string) => `vrrp_instance I {\n${inside}\n}\n`;
const check = (kind: string) => (line: string) => real(`${kind} {\n${line}\n}`);
/** An HTTP check without a url crashes keepalived 2.2.7. */
const web = (kind: string) => (line: string) => real(`${kind} {\n${line}\nurl {\npath /\n}\n}`);

const AROUND: Readonly<Record<string, (line: string) => string>> = {
  root: (line) => `${line}\n`,
  global_defs: (line) => `global_defs {\n${line}\n}\n`,
  bfd_instance: (line) => `bfd_instance B {\n${line}\n}\n`,
  SSL: (line) => `SSL {\n${line}\n}\n`,
  garp_group: (line) => `garp_group {\n${line}\n}\n`,
  track_group: (line) => `track_group G {\n${line}\n}\n`,
  track_file: (line) => `track_file F {\n${line}\n}\n`,
  vrrp_track_file: (line) => `vrrp_track_file F {\n${line}\n}\n`,
  vrrp_script: (line) => `vrrp_script S {\n${line}\n}\n`,
  vrrp_track_process: (line) => `vrrp_track_process P {\n${line}\n}\n`,
  vrrp_sync_group: (line) => `vrrp_sync_group G {\n${line}\n}\n`,
  vrrp_instance: instance,
  authentication: (line) => instance(`authentication {\n${line}\n}`),
  virtual_server: (line) =>
    `virtual_server ${line.startsWith("ip_family") ? "fwmark 1" : "10.0.0.1 80"} {\nlb_algo ${line === "hashed" ? "rr" : line.startsWith("mh-") ? "mh" : "sh"}\nsorry_server 10.0.0.3 80\n${line}\n}\n`,
  real_server: real,
  TCP_CHECK: check("TCP_CHECK"),
  PING_CHECK: check("PING_CHECK"),
  HTTP_GET: web("HTTP_GET"),
  SSL_GET: web("SSL_GET"),
  url: (line) => real(`HTTP_GET {\nurl {\npath /\n}\nurl {\n${line}\npath /\n}\n}`),
  SMTP_CHECK: check("SMTP_CHECK"),
  host: (line) => real(`SMTP_CHECK {\nhost {\n${line}\n}\n}`),
  DNS_CHECK: check("DNS_CHECK"),
  UDP_CHECK: check("UDP_CHECK"),
  MISC_CHECK: check("MISC_CHECK"),
  FILE_CHECK: check("FILE_CHECK"),
  BFD_CHECK: check("BFD_CHECK"),
  address: (line) => instance(`virtual_ipaddress {\n10.0.0.5/24 ${line}\n}`),
  static_address: (line) =>
    `track_group x {\ngroup {\nI\n}\n}\nstatic_ipaddress {\n10.0.0.5/24 dev eth0 ${line}\n}\n`,
  peer: (line) => instance(`unicast_peer {\n10.0.0.6 ${line}\n}`),
  track_interface: (line) => instance(`track_interface {\neth1 ${line}\n}`),
  track_script: (line) => `vrrp_script x {\nscript /bin/true\n}\n${instance(`track_script {\nx ${line}\n}`)}`,
  track_bfd: (line) => `bfd_instance x {\nneighbor_ip 10.0.0.9\n}\n${instance(`track_bfd {\nx ${line}\n}`)}`,
  track_process: (line) =>
    `vrrp_track_process x {\nprocess x\n}\n${instance(`track_process {\nx ${line}\n}`)}`,
  track_file_entry: (line) =>
    `track_file x {\nfile /etc/hostname\n}\n${instance(`track_file {\nx ${line}\n}`)}`,
};

/** What keepalived says of a statement's place and of what is missing after it; the rest judges its values. */
const PLACE = /Unknown keyword|Unknown configuration entry|unknown .*option/;

type Answer = { readonly placed: boolean; readonly clean: boolean; readonly said: string };

/** Each probe in a file of its own, all in one namespace. `clean` is: nothing said about its line. */
function ask(probes: readonly Probe[]): readonly Answer[] {
  const folder = mkdtempSync(join(tmpdir(), "lbc-keywords-"));
  const lines = probes.map(({ context, line }, i) => {
    const text = AROUND[context]?.(line) ?? "";
    writeFileSync(join(folder, `${i}.conf`), text);
    const head = line.split("\n")[0] ?? "";
    return text.split("\n").findLastIndex((l) => l === head || l.endsWith(` ${head}`)) + 1;
  });
  const { output } = inNamespace(
    ["eth0", "eth1"],
    `cd ${folder}; for i in $(seq 0 ${probes.length - 1}); do echo "=== $i"; keepalived -t -f $i.conf 2>&1; echo "rc $?"; done`,
  );
  rmSync(folder, { recursive: true, force: true });
  const parts = new Map(output.split(/^=== /m).map((part) => [Number(/^\d+/.exec(part)?.[0]), part]));
  return probes.map((_, i) => {
    const said = parts.get(i) ?? "nothing";
    const own = said
      .split("\n")
      .filter((l) => l.includes(`Line ${lines[i]})`) || l.includes("is missing a parameter"));
    return {
      placed: said.includes("\nrc ") && !own.some((l) => PLACE.test(l)),
      clean: /^rc (?!139)/m.test(said) && own.length === 0,
      said,
    };
  });
}

/** The probes that keepalived judges otherwise than expected. */
function differing(
  probes: readonly (Probe & { readonly fits: boolean })[],
  by: "placed" | "clean",
): readonly string[] {
  return ask(probes).flatMap((answer, i) => {
    const probe = probes[i];
    return probe === undefined || answer[by] === probe.fits
      ? []
      : [`${probe.context}: ${probe.line} => ${answer.said.slice(0, 300)}`];
  });
}

/** Debian builds it without libipset. */
const ABSENT = new Set(["vrrp_ipsets"]);

/** keepalived says nothing of the argument that is missing here, or says it of the whole block at its end. */
const SILENT = new Set([
  "misc_path",
  "param_match",
  "regex",
  "regex_max_offset",
  "regex_min_offset",
  "regex_options",
  "regex_stack",
  "script",
  "smtp_helo_name",
  "status_code",
]);

const exists = ({ name, since }: KeepalivedKeyword) =>
  !ABSENT.has(name) && (since === undefined || compareVersions(VERSION, since) >= 0);

const entries = [...keepalivedContexts()].flatMap(([context, keywords]) =>
  [...keywords.values()].map((keyword) => ({ context, keyword })),
);

/** A value that fits an argument, as far as the catalogue says what does. */
function fitting(value: KeepalivedValue | undefined): string {
  switch (value?.kind) {
    case "number":
      return value.max;
    case "hex":
      return "0a".repeat(value.min);
    case "ranges":
      return `${value.min}-${value.max}`;
    case "words":
      return value.words[0] ?? "x";
    case undefined:
      return "x";
  }
}

function statement({ name, values, block }: KeepalivedKeyword, count: number, first?: string): string {
  const args = Array.from({ length: count }, (_, i) =>
    i === 0 && first !== undefined ? first : fitting(values[i]),
  );
  const head = [name, ...args].join(" ");
  return block === undefined ? head : `${head} {\n}`;
}

/** One step of the last decimal past a number. */
function past(value: KeepalivedValue & { readonly kind: "number" }, end: "min" | "max"): string {
  const unit = 10n ** BigInt(value.decimals);
  const [, sign, whole = "0", fraction = ""] = /^(-?)(\d+)\.?(\d*)$/.exec(value[end]) ?? [];
  const size = BigInt(whole) * unit + BigInt(fraction.padEnd(value.decimals, "0") || "0");
  const next = (sign === "-" ? -size : size) + (end === "min" ? -1n : 1n);
  const digits = String(next < 0n ? -next : next).padStart(value.decimals + 1, "0");
  const at = digits.length - value.decimals;
  return `${next < 0n ? "-" : ""}${digits.slice(0, at)}${value.decimals === 0 ? "" : `.${digits.slice(at)}`}`;
}

/** Values and whether they fit: both ends of a range and one step past each, every word and one that is none. */
function valuesOf(value: KeepalivedValue): readonly (readonly [string, boolean])[] {
  switch (value.kind) {
    case "number":
      return [
        [value.min, true],
        [value.max, true],
        [past(value, "min"), false],
        [past(value, "max"), false],
        ["x", false],
      ];
    case "hex":
      return value.max === value.min
        ? [
            ["0a".repeat(value.min), true],
            ["0a".repeat(value.min - 1), false],
            ["0a".repeat(value.min + 1), false],
          ]
        : [
            ["0a", true],
            ["0g", false],
          ];
    case "ranges":
      return [
        [String(value.min), true],
        [`${value.min}-${value.max}`, true],
        [String(value.min - 1), false],
        [String(value.max + 1), false],
        [`${value.max}-${value.min}`, false],
      ];
    case "words":
      return [...value.words.map((w) => [w, true] as const), ["maybe", false]];
  }
}

needs(
  "keepalived",
  "unshare",
  "ip",
)("keepalived's keywords", () => {
  test("exist in 2.2.7 exactly when the catalogue says so, and take the fewest and the most arguments", () => {
    const probes = entries.flatMap(({ context, keyword }) =>
      [...new Set([keyword.min, Math.min(keyword.max, keyword.min + 5)])].map((count) => ({
        context,
        line: statement(keyword, count),
        fits: exists(keyword),
      })),
    );
    expect(probes.length).toBeGreaterThan(600);
    expect(differing(probes, "placed")).toEqual([]);
  });

  test("stand nowhere else", () => {
    const blocks = [...keepalivedContexts()].filter(
      ([context]) =>
        context === "root" ||
        entries.some(({ keyword }) => keyword.block?.context === context && !keyword.block.entries),
    );
    const names = [...new Set(blocks.flatMap(([, keywords]) => [...keywords.keys()]))];
    const strange = blocks.map(([context, keywords]) => ({
      context,
      names: names.filter((name) => !keywords.has(name)),
    }));
    expect(strange.flatMap((s) => s.names).length).toBeGreaterThan(5000);
    // Whatever keepalived does not know stops nothing: one file a block holds them all.
    const answers = ask(strange.map((s) => ({ context: s.context, line: s.names.join("\n") })));
    const taken = strange.flatMap((s, i) =>
      s.names
        .filter((name) => answers[i]?.said.includes(`Unknown keyword '${name}'`) !== true)
        .map((name) => `${name} in ${s.context}`),
    );
    expect(taken).toEqual([]);
  });

  test("need the fewest arguments", () => {
    const probes = entries.flatMap(({ context, keyword }) =>
      keyword.min === 0 || !exists(keyword) || SILENT.has(keyword.name)
        ? []
        : [{ context, line: statement(keyword, keyword.min - 1), fits: false }],
    );
    expect(probes.length).toBeGreaterThan(200);
    expect(differing(probes, "clean")).toEqual([]);
  });

  test("take both ends of their ranges and each of their words, and nothing past them", () => {
    const probes = entries.flatMap(({ context, keyword }) => {
      const [value] = keyword.values;
      return value === undefined || !exists(keyword) || keyword.deprecated
        ? []
        : valuesOf(value).map(([text, fits]) => ({
            context,
            line: statement(keyword, Math.max(1, keyword.min), text),
            fits,
          }));
    });
    expect(probes.length).toBeGreaterThan(800);
    expect(differing(probes, "clean")).toEqual([]);
  });

  test("are complained about when the catalogue says so", () => {
    const probes = entries.flatMap(({ context, keyword }) =>
      keyword.deprecated ? [{ context, line: statement(keyword, keyword.min), fits: false }] : [],
    );
    expect(probes.length).toBeGreaterThan(5);
    expect(differing(probes, "clean")).toEqual([]);
  });
});
