/**
 * The part of an nginx configuration that decides where a request goes. Texts have one character a byte. `origin` is
 * the caller's own and never looked at.
 */
import type { Address, Family } from "../net/address.ts";
import type { Pattern } from "../regex/pattern.ts";

export type HttpConf = Level &
  VariablesConf & {
    /** `[1, 22, 1]`. */
    readonly version: readonly number[];
    readonly servers: readonly ServerConf[];
  };

/** What may be stated at every level. Absent and empty mean that the level says nothing. */
export type Level = {
  readonly origin: unknown;
  readonly access: readonly AccessRule[];
  readonly satisfy?: "all" | "any";
  /** False after `auth_basic off`. */
  readonly auth?: boolean;
  readonly mergeSlashes?: boolean;
  readonly errorPages: readonly ErrorPage[];
  readonly recursiveErrorPages?: boolean;
  readonly index?: readonly string[];
  readonly root?: Root;
};
export type Root = {
  readonly kind: "root" | "alias";
  readonly value: string;
  readonly origin: unknown;
};

export type ServerConf = Level & {
  readonly listens: readonly Listen[];
  /** In order; a server without any has the name "". */
  readonly names: readonly ServerName[];
  readonly statements: readonly Statement[];
  readonly tryFiles?: TryFiles;
  readonly locations: readonly LocationConf[];
};
export type Listen = {
  readonly origin: unknown;
  readonly family: Family | "unix";
  /** Canonical text; `*` for all addresses, a path for unix. */
  readonly address: string;
  /** 0 for unix. */
  readonly port: number;
  readonly default: boolean;
};
export type ServerName = {
  readonly origin: unknown;
  /** As written, without the `~`; upper case stays. */
  readonly text: string;
  readonly pattern?: Pattern;
};

export type LocationConf = Level & {
  readonly match: Match;
  /** Equal texts do the same with a request, as far as the caller cares. */
  readonly action: string;
  readonly internal?: boolean;
  readonly statements: readonly Statement[];
  readonly tryFiles?: TryFiles;
  readonly handler?: Handler;
  readonly locations: readonly LocationConf[];
  /** `limit_except`: the methods it leaves alone, and the rules for all others. */
  readonly limitExcept?: {
    readonly methods: readonly string[];
    readonly access: readonly AccessRule[];
    readonly origin: unknown;
  };
};
export type Match =
  /** `^~` is a prefix that keeps the regexes of its own level from being asked. */
  | { readonly kind: "exact" | "prefix" | "caret" | "named"; readonly name: string }
  | { readonly kind: "regex"; readonly pattern: Pattern };
export type Handler = {
  readonly origin: unknown;
  /** `passes` makes the URI without its last slash a redirect. */
  readonly kind: "proxy_pass" | "other pass" | "content";
  /** The argument: `http://up/uri`. Empty for content. */
  readonly value: string;
};

export type AccessRule = {
  readonly origin: unknown;
  readonly allow: boolean;
  readonly from: AccessSource;
};
export type AccessSource =
  | { readonly kind: "all" }
  | { readonly kind: "unix" }
  | { readonly kind: "block"; readonly address: Address; readonly length: number };

/** Directives of the rewrite module, in order. */
export type Statement = { readonly origin: unknown } & (
  | { readonly kind: "return"; readonly code: number; readonly text?: string }
  | {
      readonly kind: "rewrite";
      readonly pattern: Pattern;
      readonly replacement: string;
      readonly flag?: "last" | "break" | "redirect" | "permanent";
    }
  | { readonly kind: "break" }
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  | {
      readonly kind: "if";
      readonly statements: readonly Statement[];
      /** Absent where it asks for more than a variable. */
      readonly condition?: Condition;
      /** Of an `if` in a location: what takes the place of the location's settings where it holds. */
      readonly inside?: Inside;
    }
);
export type Inside = Level & { readonly handler?: Handler };
/** `$variable = value`; without a test, that it is neither empty nor `0`. */
export type Condition = {
  readonly variable: string;
  readonly test?: { readonly value: string } | { readonly pattern: Pattern };
  readonly isNot: boolean;
};
export type TryFiles = { readonly origin: unknown; readonly files: readonly string[]; readonly last: string };
export type ErrorPage = {
  readonly origin: unknown;
  readonly codes: readonly number[];
  /** `=` with or without a code: what the client gets instead. */
  readonly answer?: number | "of the target";
  readonly target: string;
};

/** A variable that the configuration makes. */
export type Variable =
  | {
      readonly kind: "map";
      /** With variables in it. */
      readonly source: string;
      /** By their lower case. */
      readonly exact: ReadonlyMap<string, string>;
      /** After `hostnames`: the value for a host, by its name in lower case. */
      readonly hosts?: (host: string) => string | undefined;
      readonly patterns: readonly { readonly pattern: Pattern; readonly value: string }[];
      readonly otherwise: string;
      /** Asked anew each time. */
      readonly volatile: boolean;
    }
  | {
      readonly kind: "geo";
      readonly source: string;
      readonly blocks: readonly {
        readonly address: Address;
        readonly length: number;
        readonly value: string;
      }[];
      readonly otherwise: string;
    }
  /** Of a kind, or with a part, that nobody can read. */
  | { readonly kind: "opaque" };

/** What a configuration says about variables; names are in lower case. */
export type VariablesConf = {
  readonly variables?: ReadonlyMap<string, Variable>;
  /** Those that `set` and named groups make, which are empty before. */
  readonly assigned?: ReadonlySet<string>;
};

/** Whether a version is before another. */
export function olderThan(version: readonly number[], other: readonly number[]): boolean {
  for (let i = 0; i < Math.max(version.length, other.length); i++) {
    const difference = (version[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
