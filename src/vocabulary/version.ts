/** The versions of the programs that a topology is for. */
import type { Span } from "../text/source.ts";

/** Versions as numbers: `2.2.7` is `[2, 2, 7]`. Always present; the defaults are Debian 12's. */
export type Version = readonly number[];
export type Versioned = "keepalived" | "nginx" | "kernel" | "memcached" | "redis";
export type TargetVersions = Readonly<Record<Versioned, Version>> & {
  /** Where a version is stated; the rest are defaults. */
  readonly places: Readonly<Partial<Record<Versioned, Span>>>;
  /** What is declared, where the rest is what was found on the hosts. */
  readonly declared?: TargetVersions;
  /** Names of third-party nginx modules whose directives pass unchecked. */
  readonly nginxModules: readonly string[];
};

/** Negative when `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
