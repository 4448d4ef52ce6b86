import {
  byPort,
  isTls,
  redirectOf,
  REDIRECTS,
  type Asked,
  type Redirect,
} from "../../analysis/nginx/redirects.ts";
import { hostsByAddress } from "../../analysis/places.ts";
import { confsOf, type JudgedConf } from "../../analysis/nginx/judged.ts";
import type { Topology } from "../../model/topology.ts";
import type { LocationConf, ServerConf, Statement } from "../../semantics/nginx/config.ts";
import { nameTable, namesOf, shapeOf } from "../../semantics/nginx/names.ts";
import type { Socket } from "../../semantics/nginx/servers.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** Redirects that lead back to themselves: spec/rules/nginx/redirect-loop.md. */
export const redirectLoop: Rule = {
  code: "nginx/redirect-loop",
  severity: "error",
  summary: "a redirect leads back to itself",
  *check(topology) {
    const seen = new Set<string>();
    for (const conf of confsOf(topology)) {
      for (const socket of conf.sockets.filter((s) => s.family !== "unix")) {
        for (const asked of starts(socket)) {
          const ring = ringFrom(topology, conf, asked);
          const [first, ...rest] = ring ?? [];
          const span = first === undefined ? undefined : placeOf(first.redirect.by);
          if (first === undefined || span === undefined || seen.has(placeKey(span))) continue;
          for (const { redirect } of ring ?? []) {
            const place = placeOf(redirect.by);
            if (place !== undefined) seen.add(placeKey(place));
          }
          yield {
            span,
            message: `a browser that asks for \`${urlOf(first.asked)}\` is sent ${rest.length === 0 ? "there again" : `to ${rest.map((r) => `\`${urlOf(r.asked)}\``).join(", then to ")}, and from there back`}, until it gives up with too many redirects`,
            related: rest.flatMap((r) =>
              r.redirect.by === first.redirect.by ? [] : related(r.redirect.by, "sends it on"),
            ),
            help: "let one of the addresses answer; behind a proxy that speaks TLS, redirect there and not here",
          };
        }
      }
    }
  },
};

type Step = { readonly asked: Asked; readonly redirect: Redirect };

/** Redirects that a browser follows: more are none's. */
const MOST = 20;

/** The steps that come again and again, as a browser does them; undefined when it gets an answer or leaves. */
function ringFrom(topology: Topology, conf: JudgedConf, start: Asked): readonly Step[] | undefined {
  const steps: Step[] = [];
  let asked = start;
  while (steps.length < MOST) {
    const again = steps.findIndex((s) => urlOf(s.asked) === urlOf(asked));
    if (again >= 0) return steps.slice(again);
    const socket = byPort(conf).get(asked.port);
    if (socket === undefined || (asked.scheme === "https") !== isTls(socket)) return undefined;
    const redirect = redirectOf(topology, conf, socket, asked);
    if (redirect === undefined) return undefined;
    steps.push({ asked, redirect });
    if (redirect.to.host !== asked.host && !leadsHere(topology, conf, redirect.to)) return undefined;
    asked = redirect.to;
  }
  // The URI grows.
  return steps.slice(0, 1);
}

/** Whether a host is one of the nginx itself: the default server answers for all names, but not every name leads to it. */
function leadsHere(topology: Topology, conf: JudgedConf, { host, port }: Asked): boolean {
  const socket = byPort(conf).get(port);
  if (socket === undefined) return false;
  const names = socket.names ?? nameTable(socket.servers);
  if (names.find(host, "match") !== undefined) return true;
  return (
    hostsByAddress(topology).has(host) ||
    topology.vips.some((v) => v.addresses.some((a) => a.address.text === host))
  );
}

/** One request to each server of a socket, by a name of its own, and to each of its plain locations. */
function starts(socket: Socket): readonly Asked[] {
  const { port } = socket;
  const scheme = isTls(socket) ? "https" : "http";
  return socket.servers.flatMap((server) => {
    const host = hostOf(server) ?? (socket.default === server ? "www.example.com" : undefined);
    if (host === undefined) return [];
    const uris = new Set(["/"]);
    const isChosenByName = server.statements.length === 0 && server.locations.every(isPlain);
    for (const { match, statements } of server.locations) {
      if (match.kind === "regex" || match.kind === "named" || statements.length === 0) continue;
      if (!isChosenByName || !answersAtOnce(statements)) uris.add(match.name);
    }
    return [...uris].map((uri) => ({ scheme, host, port, uri }));
  });
}

/** Whether a URI that is its name is its own, but for another of the name. */
function isPlain({ match, locations }: LocationConf): boolean {
  return match.kind !== "regex" && locations.length === 0;
}

function answersAtOnce([first]: readonly Statement[]): boolean {
  return first?.kind === "return" && !REDIRECTS.includes(first.code);
}

function hostOf(server: ServerConf): string | undefined {
  for (const name of namesOf(server)) {
    const shape = shapeOf(name);
    if (shape?.kind === "exact" && /^[a-z0-9.-]+$/.test(shape.text)) return shape.text;
    if (shape?.kind === "head") return `www.${shape.text}`;
  }
  return undefined;
}

function urlOf({ scheme, host, port, uri }: Asked): string {
  const standard = scheme === "https" ? 443 : 80;
  return `${scheme}://${host}${port === standard ? "" : `:${port}`}${uri}`;
}
