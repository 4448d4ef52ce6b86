/** `facts/HOST.json`: what the script spec/facts.sh found on a host. The format is spec/facts.schema.json. */
import { misfit } from "../generated/facts-validator.js";
import type { Facts, Host, Version, Versioned } from "../model/topology.ts";
import type { Problem, Report } from "../problems/problem.ts";
import { parsePrefix } from "../semantics/net/address.ts";
import { pathOf, readJson, type Json, type JsonPath, misfitText } from "../text/json.ts";
import type { FileRead, Located, Source, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";

/** The folder beside the topology. */
export const FACTS = "facts";

/** Code units of one file; of a host with a hundred interfaces it has some 60,000. */
const MOST = 1_048_576;

type Written = {
  readonly host: string;
  readonly cpus?: number;
  readonly memory?: number;
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly processes?: Readonly<
    Record<string, { readonly nofile?: { readonly soft: number; readonly hard: number } }>
  >;
  readonly versions?: Readonly<Record<string, string>>;
  readonly clock?: { readonly synchronised?: boolean };
};

/** The programs of a topology's `target`, as the files call them. */
const PROGRAMS: Readonly<Record<Versioned, string>> = {
  kernel: "kernel",
  nginx: "nginx",
  keepalived: "keepalived",
  memcached: "memcached",
  redis: "redis-server",
};

/** Reads the files of the folder with these names. One that is broken is reported, and counts as absent. */
export function readFacts(
  names: readonly string[],
  read: (path: string) => FileRead,
  report: Report,
): ReadonlyMap<string, Facts> {
  const facts = new Map<string, Facts>();
  for (const name of names) {
    const path = `${FACTS}/${name}`;
    const text = read(path);
    const found =
      typeof text === "string"
        ? factsOf({ name: path, text })
        : unreadable({ name: path, text: "" }, text?.unreadable ?? "there is no such file");
    if ("code" in found) report(found);
    else facts.set(hostOf(name), found);
  }
  return facts;
}

/** Reports what was found on hosts that the topology does not have, and files that seem to be of another host. */
export function judgeFacts(facts: ReadonlyMap<string, Facts>, hosts: readonly Host[], report: Report): void {
  if (facts.size === 0) return;
  const names = new Set(hosts.map((host) => host.name));
  for (const [name, found] of facts) {
    if (!names.has(name)) {
      const meant = didYouMean(
        name,
        [...names].filter((n) => !facts.has(n)),
      );
      const { span } = found;
      report({
        code: "facts/undeclared-host",
        severity: "warning",
        message: `the topology has no host \`${name}\`, so nothing uses what was found on it`,
        span: { ...span, end: span.start },
        help: `remove the file${meant === undefined ? "" : `, or name it ${FACTS}/${meant}.json`}`,
      });
      continue;
    }
    const own = found.name;
    const [label = ""] = own.value.split(".");
    if (label === name || own.value === name || !names.has(label)) continue;
    report({
      code: "facts/other-host",
      severity: "error",
      message: `this was gathered on \`${label}\`, another host of the topology: \`${name}\` would be judged by it`,
      span: own.span,
      help: `name it ${FACTS}/${label}.json, and gather those of \`${name}\``,
    });
  }
}

/** Whether a place is in a file of the folder. */
export function isFacts({ source: { name } }: Span): boolean {
  return name.startsWith(`${FACTS}/`) && name.endsWith(".json");
}

const hostOf = (file: string) => file.replace(/\.json$/, "");

function unreadable(source: Source, reason: string): Problem {
  return {
    code: "facts/unreadable",
    severity: "error",
    message: `cannot read what was found on \`${hostOf(source.name.slice(FACTS.length + 1))}\`: ${reason}`,
    span: { source, start: 0, end: 0 },
    help: "gather it again, or remove it",
  };
}

function factsOf(source: Source): Facts | Problem {
  if (source.text.length > MOST) return unreadable({ ...source, text: "" }, "it is larger than 1 MiB");
  const json = readJson(source);
  if ("reason" in json) return { ...unreadable(source, json.reason), code: "facts/json", span: json.span };
  const found = misfit(json.value);
  if (found !== undefined) {
    const path = pathOf(found.instancePath);
    return {
      code: "facts/schema",
      severity: "error",
      message: `${path.length === 0 ? "it" : `\`${path.join(".")}\``} ${misfitText(found)}`,
      span: json.at(path),
      help: "gather it again with the script that `lbc facts --script` prints; spec/facts.schema.json is its format",
    };
  }
  return foundOf(json, json.value as Written);
}

function foundOf(json: Json, written: Written): Facts {
  const { host, cpus, memory, interfaces, sysctls, processes, versions, clock } = written;
  const at = <T>(value: T, ...path: JsonPath): Located<T> => ({
    value,
    // Most places are never shown, and the first one asked for makes all of the file's text be read again.
    get span() {
      return json.at(path);
    },
  });
  const version = (name: string): Located<Version> | undefined => {
    const text = versions !== undefined && Object.hasOwn(versions, name) ? versions[name] : undefined;
    return text === undefined ? undefined : at(text.split(".").filter(Boolean).map(Number), "versions", name);
  };
  const known = Object.entries(PROGRAMS).flatMap(([program, name]) => {
    const found = version(name);
    return found === undefined ? [] : [[program, found] as const];
  });
  return {
    get span() {
      return json.at([]);
    },
    name: at(host, "host"),
    ...(cpus === undefined ? {} : { cpus: at(cpus, "cpus") }),
    ...(memory === undefined ? {} : { memory: at(memory, "memory") }),
    interfaces: interfaces.map(({ name, addresses }, i) => ({
      name,
      get span() {
        return json.at(["interfaces", i, "name"]);
      },
      addresses: addresses.flatMap((text, j) => {
        const prefix = parsePrefix(text);
        if (prefix === undefined) return [];
        return {
          ...prefix,
          get span() {
            return json.at(["interfaces", i, "addresses", j]);
          },
        };
      }),
    })),
    sysctls: new Map(Object.entries(sysctls).map(([key, value]) => [key, at(value, "sysctls", key)])),
    files: new Map(
      Object.entries(processes ?? {}).flatMap(([name, { nofile }]) =>
        nofile === undefined
          ? []
          : [
              [
                name,
                {
                  soft: at(nofile.soft, "processes", name, "nofile", "soft"),
                  hard: at(nofile.hard, "processes", name, "nofile", "hard"),
                },
              ] as const,
            ],
      ),
    ),
    versions: Object.fromEntries(known),
    ...(clock?.synchronised === undefined
      ? {}
      : { synchronised: at(clock.synchronised, "clock", "synchronised") }),
  };
}
