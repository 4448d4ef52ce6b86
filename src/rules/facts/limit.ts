import { foundHosts, hostsWith } from "../../analysis/found.ts";
import type { Host, Topology } from "../../model/topology.ts";
import type { Located } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** What a host is declared to have and does not: spec/rules/facts/limit.md. */
export const limit: Rule = {
  code: "facts/limit",
  severity: "warning",
  summary: "a host has less, or more, of something than is declared",
  *check(topology) {
    for (const host of foundHosts(topology)) {
      for (const { what, declared, real, unit } of limitsOf(topology, host)) {
        const less = real.value < declared.value;
        yield {
          span: declared.span,
          ...(less ? {} : { severity: "info" as const }),
          message: less
            ? `\`${host.name}\` has ${unit(real.value)} ${what}, not ${unit(declared.value)}: the rules count with what it has`
            : `\`${host.name}\` has ${unit(real.value)} ${what}, more than the ${unit(declared.value)} here`,
          related: [{ span: real.span, message: "found here" }],
          help: `write what it has${less ? ", or give it what is declared" : ""}`,
        };
      }
    }
  },
};

type Limit = {
  readonly what: string;
  readonly declared: Located<number>;
  readonly real: Located<number>;
  readonly unit: (value: number) => string;
};

function* limitsOf(topology: Topology, host: Host): Iterable<Limit> {
  const { found, cpus, memory, fileMax, nofile } = host;
  if (found === undefined) return;
  const plain = (value: number) => String(value);
  if (cpus !== undefined && found.cpus !== undefined && cpus.value !== found.cpus.value)
    yield { what: "CPUs", declared: cpus, real: found.cpus, unit: plain };
  // The kernel and the firmware keep some of the memory that a machine was sold with.
  if (memory !== undefined && found.memory !== undefined && isApart(found.memory.value, memory.value))
    yield {
      what: "memory",
      declared: memory,
      real: found.memory,
      unit: (n) => `${Math.round(n / 1_048_576)} MiB of`,
    };
  const handles = found.sysctls.get("fs/file-max");
  if (fileMax !== undefined && handles !== undefined && Number(handles.value) !== fileMax.value)
    yield {
      what: "as fs.file-max",
      declared: fileMax,
      real: { ...handles, value: Number(handles.value) },
      unit: plain,
    };
  if (nofile === undefined) return;
  for (const [program, { soft, hard }] of found.files) {
    if (program === "keepalived" || (program === "nginx" && !hostsWith(topology, "nginx").has(host)))
      continue;
    // A JVM takes the hard limit by itself.
    const real = program === "java" ? hard : soft;
    if (real.value !== nofile.value)
      yield { what: `open files for ${program}`, declared: nofile, real, unit: plain };
  }
}

/** By more than a tenth. */
function isApart(real: number, declared: number): boolean {
  return Math.abs(real - declared) > declared / 10;
}
