/**
 * The whole way of a URI through a server, where it can be known: rewrites, internal redirects, error pages, named
 * locations. Follows ngx_http_core_module.c and ngx_http_special_response.c of nginx 1.22.1. Files are taken as absent.
 */
import type { Pattern } from "../regex/pattern.ts";
import type {
  ErrorPage,
  Handler,
  HttpConf,
  Inside,
  Level,
  LocationConf,
  ServerConf,
  Statement,
} from "./config.ts";
import { namedLocation, selectLocation } from "./locations.ts";
import { run, type Act } from "./rewrite.ts";
import { Variables, type Builtin } from "./variables.ts";

/** A location that a request was in, with the URI it had there; an empty path is the server itself. */
export type Hop = {
  readonly path: readonly LocationConf[];
  readonly uri: string;
  /** How it got there. */
  readonly by: "request" | "rewrite" | "try_files" | "error_page";
  /** The `if` in the location that holds, whose settings take the place of the location's. */
  readonly inside?: Inside;
};

export type End =
  /** A handler of the last location answers, with the status it chooses unless `status` says another. */
  | { readonly kind: "content"; readonly status?: number }
  /** `by`: the statement that says so. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly by?: Statement;
      /** The Location, but for its scheme and host; absent where it is not known, or there is none. */
      readonly text?: string;
    }
  /** 301 to the location's name. */
  | { readonly kind: "slash" }
  /** 500: more than ten changes of the URI. */
  | { readonly kind: "cycle" }
  /** 500: a named location that is not there. */
  | { readonly kind: "no such name"; readonly name: string }
  | { readonly kind: "unknown"; readonly construct: string };

export type Way = {
  readonly hops: readonly Hop[];
  readonly end: End;
  /** Where it ended, whose settings hold for the answer; an empty path is the server. */
  readonly path: readonly LocationConf[];
  readonly uri: string;
  /** Without its `?`. */
  readonly args: string;
  /** An error page is asked for by GET. */
  readonly method: string;
  /** The `if` of the last location that holds. */
  readonly inside?: Inside;
  /** What answers there, if anything but files. */
  readonly handler?: Handler;
  /** Where proxy_pass without a URI sends what the client sent, as it is. */
  readonly isUnparsed: boolean;
  /** After a rewrite or an internal redirect. */
  readonly isInternal: boolean;
  /** `rewrite … break` changed the URI: the location's name is not taken off any more. */
  readonly isCut: boolean;
  /** A text with the variables as they are in the end; undefined where one is not known. */
  readonly expand: (text: string) => string | undefined;
  /** The variable of nginx's own that was asked for last and is not known. */
  readonly lacking: () => string | undefined;
};

/** What is asked besides the URI. */
export type Sent = {
  readonly args?: string;
  readonly method?: string;
  readonly variable?: Builtin;
  readonly isEscaped?: boolean;
  /** The host, and the server name that is an expression and matched it; absent where nobody says. */
  readonly host?: { readonly name: string; readonly pattern?: Pattern };
};

/** Looks at access rules: the status with which a client is stopped at a location. */
export type Stops = (hop: Hop, method: string) => number | undefined;

/** Changes of the URI that nginx allows, and one. */
const CHANGES = 11;

/** What becomes of a request for a normalised URI. Access rules are not looked at: `stops` may. */
export function follow(
  http: HttpConf,
  server: ServerConf,
  uri: string,
  stops: Stops = () => undefined,
  { args = "", method = "GET", variable, isEscaped, host }: Sent = {},
): Way {
  // A name that is an expression has captures too.
  const isSaid = host !== undefined || server.names.every((n) => n.pattern === undefined);
  const variables = new Variables(http, variable, isEscaped, isSaid ? [] : undefined);
  if (host?.pattern !== undefined) variables.capture(host.pattern, host.name);
  const walk = new Walk(http, server, stops, variables);
  Object.assign(walk, { uri, args, method });
  const end = walk.fromServer("request");
  const { hops, path } = walk;
  const inside = walk.ifs.at(-1);
  const handler = end.kind === "content" ? walk.handler() : undefined;
  return {
    end,
    hops,
    path,
    uri: walk.uri,
    args: walk.args,
    method: walk.method,
    isUnparsed: walk.unparsed,
    isInternal: walk.internal,
    isCut: walk.cut,
    expand: (text) => variables.expand(text, walk),
    lacking: () => variables.lacking,
    ...(inside === undefined ? {} : { inside }),
    ...(handler === undefined || handler === "unknown" ? {} : { handler }),
  };
}

/** The state of one request. A class, because it is one: every step changes it. */
class Walk {
  uri = "";
  args = "";
  method = "GET";
  left = CHANGES;
  internal = false;
  inErrorPage = false;
  /** What the client sent may be sent on as it is. */
  unparsed = true;
  cut = false;
  ifs: readonly Inside[] = [];
  /** The status that an error page was asked to give; 0 for the page's own. */
  status = 0;
  path: readonly LocationConf[] = [];
  readonly hops: Hop[] = [];
  readonly http: HttpConf;
  readonly server: ServerConf;
  readonly stops: Stops;
  readonly variables: Variables;
  constructor(http: HttpConf, server: ServerConf, stops: Stops, variables: Variables) {
    this.variables = variables;
    this.http = http;
    this.server = server;
    this.stops = stops;
  }

  /** From the server's own statements on. */
  fromServer(by: Hop["by"]): End {
    this.path = [];
    this.ifs = [];
    const act = run(this.server.statements, this.uri, this.args, this.variables);
    const end = this.ended(act);
    return end ?? this.find(by);
  }

  /** From the choice of the location on. */
  find(by: Hop["by"]): End {
    const found = selectLocation(this.server, this.uri, this.http.version);
    if (found.kind === "unknown") return { kind: "unknown", construct: found.construct };
    this.path = found.path;
    this.ifs = [];
    for (const { match } of found.path)
      if (match.kind === "regex") this.variables.capture(match.pattern, this.uri);
    this.hops.push({ path: found.path, uri: this.uri, by });
    if (!this.internal && found.path.findLast((l) => l.internal !== undefined)?.internal === true)
      return this.error(404);
    if (found.kind === "redirect") {
      const end = this.error(301);
      return end.kind === "answer" && end.status === 301 ? { kind: "slash" } : end;
    }
    return this.inLocation();
  }

  /** From the location's statements on. */
  inLocation(): End {
    const found = this.path.at(-1);
    const location = found === undefined ? undefined : forMethod(found, this.method);
    const act =
      location === undefined ? undefined : run(location.statements, this.uri, this.args, this.variables);
    const end = act === undefined ? undefined : this.ended(act);
    if (end !== undefined) return end;
    if (act?.kind === "through" && act.changed) {
      this.internal = true;
      if (--this.left === 0) return this.cycle();
      return this.find("rewrite");
    }
    const inside = this.ifs.at(-1);
    const hop: Hop = {
      ...(this.hops.at(-1) ?? { path: this.path, uri: this.uri, by: "request" }),
      ...(inside === undefined ? {} : { inside }),
    };
    if (this.hops.length > 0) this.hops[this.hops.length - 1] = hop;
    const stopped = this.stops(hop, this.method);
    if (stopped !== undefined) return this.error(stopped);
    const { tryFiles } = inside === undefined ? (location ?? this.server) : {};
    if (tryFiles !== undefined) {
      if (act?.kind === "through" && act.doubtful) return { kind: "unknown", construct: "if" };
      const code = /^=(\d+)$/.exec(tryFiles.last)?.[1];
      if (code !== undefined) return this.error(Number(code));
      const to = this.variables.expand(tryFiles.last, this);
      return to === undefined || to === ""
        ? { kind: "unknown", construct: "variable" }
        : this.go(to, "try_files");
    }
    const handler = this.handler();
    if (handler === "unknown") return { kind: "unknown", construct: "if" };
    if (handler !== undefined)
      return this.status === 0 ? { kind: "content" } : { kind: "content", status: this.status };
    return this.error(FILE_METHODS.has(this.method) ? 404 : 405);
  }

  /** What answers: an `if` that holds inherits a pass, and the program that was to answer. */
  handler(): Handler | "unknown" | undefined {
    const found = this.path.at(-1);
    const outer = found === undefined ? undefined : forMethod(found, this.method).handler;
    const own = this.ifs.at(-1)?.handler;
    if (own !== undefined || this.ifs.length < 2) return own ?? outer;
    // Of an `if` before, the program stays, but with the settings of the last.
    const isLeft = this.ifs.some((i) => i.handler !== undefined);
    return isLeft && outer?.kind !== "proxy_pass" ? "unknown" : outer;
  }

  /** The end that statements came to, if they did. */
  ended(act: Act): End | undefined {
    if (act.kind === "unknown") return { kind: "unknown", construct: act.construct };
    this.uri = act.uri;
    this.args = act.args;
    this.ifs = act.ifs;
    if (act.rewritten) this.internal = true;
    if (act.rewritten || act.queried) this.unparsed = false;
    if (act.cut) this.cut = true;
    if (act.kind === "through") return undefined;
    const { by, text } = act;
    if (act.direct) return { kind: "answer", status: this.status === 0 ? act.code : this.status, by };
    const asked = this.hops.length;
    const end = this.error(act.code);
    // What an error page answers, it answers itself.
    return end.kind === "answer" && this.hops.length === asked && end.text === undefined
      ? { ...end, by, ...(text === undefined ? {} : { text }) }
      : end;
  }

  cycle(): End {
    const end = this.error(500);
    return end.kind === "answer" && end.status === 500 ? { kind: "cycle" } : end;
  }

  /** An answer of 300 and more, and the page that may be shown for it. */
  error(code: number): End {
    this.status = code;
    const levels = levelsOf(this.http, this.server, [...this.path, ...this.ifs.slice(-1)]);
    const pages = levels.findLast((l) => l.errorPages.length > 0);
    if (pages === undefined || this.inErrorPage || this.left === 0) return { kind: "answer", status: code };
    const recursive = levels.findLast((l) => l.recursiveErrorPages !== undefined)?.recursiveErrorPages;
    if (recursive !== true) this.inErrorPage = true;
    const page = pages.errorPages.find((p) => p.codes.includes(code));
    if (page === undefined) return { kind: "answer", status: code };
    if (page.answer !== undefined) this.status = page.answer === "of the target" ? 0 : page.answer;
    const target = this.variables.expand(page.target, this);
    if (target === undefined) return { kind: "unknown", construct: "variable" };
    if (!/^[/@]/.test(target)) return { kind: "answer", status: outsideStatus(page.answer), text: target };
    return this.go(target, "error_page");
  }

  /** To another URI, or to a named location. */
  go(target: string, by: Hop["by"]): End {
    if (--this.left === 0) return this.cycle();
    this.internal = true;
    if (!target.startsWith("@")) {
      this.unparsed = false;
      this.cut = false;
      const question = target.indexOf("?");
      this.uri = question < 0 ? target : target.slice(0, question);
      this.args = question < 0 ? "" : target.slice(question + 1);
      if (by === "error_page" && this.method !== "HEAD") this.method = "GET";
      return this.fromServer(by);
    }
    // "empty URI in redirect to named location"
    if (this.uri === "") return this.error(500);
    const named = namedLocation(this.server, target);
    if (named === undefined) {
      const end = this.error(500);
      return end.kind === "answer" && end.status === 500 ? { kind: "no such name", name: target } : end;
    }
    this.path = [named];
    this.ifs = [];
    this.hops.push({ path: this.path, uri: this.uri, by });
    return this.inLocation();
  }
}

/** Methods for which nginx looks for files. */
export const FILE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST"]);

/** Whether `limit_except` is about a method; GET stands for HEAD too. */
export function isLimited({ limitExcept }: LocationConf, method: string): boolean {
  if (limitExcept === undefined || limitExcept.methods.includes(method)) return false;
  return method !== "HEAD" || !limitExcept.methods.includes("GET");
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** For a limited method the block of `limit_except` stands for the location: of that it has the rules and the pass only. */
function forMethod(location: LocationConf, method: string): LocationConf {
  if (!isLimited(location, method)) return location;
  const limited: Mutable<LocationConf> = { ...location, statements: [] };
  delete limited.tryFiles;
  if (location.handler?.kind === "content") delete limited.handler;
  return limited;
}

/** An error page at another place is a redirect: 302 unless the page asks for another redirect. */
function outsideStatus(answer: ErrorPage["answer"]): number {
  return typeof answer === "number" && [301, 302, 303, 307, 308].includes(answer) ? answer : 302;
}

/** All levels around a location, from http inwards. */
export function levelsOf(http: HttpConf, server: ServerConf, path: readonly Level[]): readonly Level[] {
  return [http, server, ...path];
}
