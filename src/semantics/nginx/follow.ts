/**
 * The whole way of a URI through a server, where it can be known: rewrites, internal redirects, error pages, named
 * locations. Follows ngx_http_core_module.c and ngx_http_special_response.c of nginx 1.22.1. Files are taken as absent.
 */
import type { HttpConf, Level, LocationConf, ServerConf, Statement } from "./config.ts";
import { namedLocation, selectLocation } from "./locations.ts";
import { capture, nothingKnown, run, type Act, type Known } from "./rewrite.ts";

/** A location that a request was in, with the URI it had there; an empty path is the server itself. */
export type Hop = {
  readonly path: readonly LocationConf[];
  readonly uri: string;
  /** How it got there. */
  readonly by: "request" | "rewrite" | "try_files" | "error_page";
};

export type End =
  /** A handler of the last location answers, with the status it chooses unless `status` says another. */
  | { readonly kind: "content"; readonly status?: number }
  /** `by`: the statement that says so. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly by?: Statement;
      /** The Location of a `rewrite`; absent where it is not known. */
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
  /** Whether a `rewrite` of the last location changed the URI there. */
  readonly rewritten: boolean;
  /** `$1` and on; absent where they are not known. */
  readonly captures?: readonly string[];
};

/** What is asked besides the URI. */
export type Sent = { readonly args?: string; readonly method?: string } & Partial<
  Pick<Known, "variable" | "isEscaped">
>;

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
  { args = "", method = "GET", ...known }: Sent = {},
): Way {
  // A name that is an expression has captures too.
  const captures = server.names.some((n) => n.pattern !== undefined) ? undefined : [];
  const walk = new Walk(http, server, stops, { ...nothingKnown(), ...known, captures });
  Object.assign(walk, { uri, args, method });
  const end = walk.fromServer("request");
  const { hops, path, rewritten } = walk;
  const last = walk.known.captures;
  return {
    end,
    hops,
    path,
    uri: walk.uri,
    args: walk.args,
    method: walk.method,
    rewritten,
    ...(last === undefined ? {} : { captures: last }),
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
  rewritten = false;
  /** The status that an error page was asked to give; 0 for the page's own. */
  status = 0;
  path: readonly LocationConf[] = [];
  readonly hops: Hop[] = [];
  readonly http: HttpConf;
  readonly server: ServerConf;
  readonly stops: Stops;
  readonly known: Known;
  constructor(http: HttpConf, server: ServerConf, stops: Stops, known: Known) {
    this.known = known;
    this.http = http;
    this.server = server;
    this.stops = stops;
  }

  /** From the server's own statements on. */
  fromServer(by: Hop["by"]): End {
    this.path = [];
    const act = run(this.server.statements, this.uri, this.args, this.known);
    const end = this.ended(act);
    return end ?? this.find(by);
  }

  /** From the choice of the location on. */
  find(by: Hop["by"]): End {
    const found = selectLocation(this.server, this.uri, this.http.version);
    if (found.kind === "unknown") return { kind: "unknown", construct: found.construct };
    this.path = found.path;
    const regex = found.path.findLast((l) => l.match.kind === "regex");
    if (regex?.match.kind === "regex") capture(regex.match.pattern, this.uri, this.known);
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
      location === undefined ? undefined : run(location.statements, this.uri, this.args, this.known);
    this.rewritten = act?.kind === "through" && act.rewritten;
    const end = act === undefined ? undefined : this.ended(act);
    if (end !== undefined) return end;
    if (act?.kind === "through" && act.changed) {
      this.internal = true;
      if (--this.left === 0) return this.cycle();
      return this.find("rewrite");
    }
    const stopped = this.stops(
      this.hops.at(-1) ?? { path: this.path, uri: this.uri, by: "request" },
      this.method,
    );
    if (stopped !== undefined) return this.error(stopped);
    const { tryFiles } = location ?? this.server;
    if (tryFiles !== undefined) {
      const code = /^=(\d+)$/.exec(tryFiles.last)?.[1];
      return code === undefined ? this.go(tryFiles.last, "try_files") : this.error(Number(code));
    }
    if (location?.handler !== undefined)
      return this.status === 0 ? { kind: "content" } : { kind: "content", status: this.status };
    return this.error(FILE_METHODS.has(this.method) ? 404 : 405);
  }

  /** The end that statements came to, if they did. */
  ended(act: Act): End | undefined {
    if (act.kind === "unknown") return { kind: "unknown", construct: act.construct };
    if (act.kind === "through") {
      if (act.rewritten) this.internal = true;
      this.uri = act.uri;
      this.args = act.args;
      return undefined;
    }
    this.uri = act.uri;
    this.args = act.args;
    const { by, text } = act;
    if (act.direct) return { kind: "answer", status: this.status === 0 ? act.code : this.status, by };
    const asked = this.hops.length;
    const end = this.error(act.code);
    // What an error page answers, it answers itself.
    return end.kind === "answer" && this.hops.length === asked
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
    const pages = levelsOf(this.http, this.server, this.path).findLast((l) => l.errorPages.length > 0);
    if (pages === undefined || this.inErrorPage || this.left === 0) return { kind: "answer", status: code };
    const levels = levelsOf(this.http, this.server, this.path);
    const recursive = levels.findLast((l) => l.recursiveErrorPages !== undefined)?.recursiveErrorPages;
    if (recursive !== true) this.inErrorPage = true;
    const page = pages.errorPages.find((p) => p.codes.includes(code));
    if (page === undefined) return { kind: "answer", status: code };
    if (page.answer !== undefined) this.status = page.answer === "of the target" ? 0 : page.answer;
    if (!/^[/@]/.test(page.target)) return { kind: "answer", status: outsideStatus(this.status) };
    return this.go(page.target, "error_page");
  }

  /** To another URI, or to a named location. */
  go(target: string, by: Hop["by"]): End {
    if (target.includes("$")) return { kind: "unknown", construct: "variable" };
    if (--this.left === 0) return this.cycle();
    this.internal = true;
    if (!target.startsWith("@")) {
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

/** An error page at another place is a redirect: 302 unless the answer is another redirect. */
function outsideStatus(status: number): number {
  return [301, 302, 303, 307, 308].includes(status) ? status : 302;
}

/** All levels around a location, from http inwards. */
export function levelsOf(
  http: HttpConf,
  server: ServerConf,
  path: readonly LocationConf[],
): readonly Level[] {
  return [http, server, ...path];
}
