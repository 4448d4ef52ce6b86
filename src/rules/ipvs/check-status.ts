import { isChecked, takes, tcpProbes, type Probe } from "../../analysis/ipvs.ts";
import { listenersOf } from "../../analysis/listeners.ts";
import { nginxConfOf } from "../../analysis/nginx/conf.ts";
import { sectionsOf } from "../../analysis/nginx/statements.ts";
import { directorsOf } from "../../analysis/roles.ts";
import { addressToward } from "../../analysis/segments.ts";
import type { Address, Check, Host, Topology } from "../../model/topology.ts";
import { bracketed } from "../../semantics/net/address.ts";
import { walk, type Walk } from "../../trace/walk.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

type HttpCheck = Extract<Check, { kind: "http" | "ssl" }>;
type Url = HttpCheck["urls"][number];

/** What nginx itself says to a check is not what the check waits for: spec/rules/ipvs/check-status.md. */
export const checkStatus: Rule = {
  code: "ipvs/check-status",
  severity: "error",
  summary: "nginx answers a check with a status that takes the real server out",
  *check(topology) {
    const listeners = listenersOf(topology);
    const said = new Set<string>();
    for (const probe of tcpProbes(topology, listeners)) {
      const { server, real, check, to } = probe;
      if ((check.kind !== "http" && check.kind !== "ssl") || real.host === undefined || !isChecked(server))
        continue;
      const listener = listeners.get(real.host)?.find((l) => takes(l, to));
      // Nobody there, or another protocol: ipvs/check-port and ipvs/check-tls.
      if (listener?.program !== "nginx" || listener.tls !== (check.kind === "ssl")) continue;
      for (const url of check.urls) {
        const key = `${placeKey(check.span)} ${url.path}`;
        if (said.has(key)) continue;
        const wrong = wrongAnswer(topology, probe, check, url);
        if (wrong === undefined) continue;
        said.add(key);
        const { director, end } = wrong;
        yield {
          span: check.span,
          message: `nginx on \`${real.host.name}\` answers the check of ${url.path} with ${end.status} (${end.why}), and not with ${expected(url)}: ${director.name} takes it out of ${server.name} though it serves`,
          related: end.span === undefined ? [] : [{ span: end.span, message: "what answers" }],
          help:
            end.status === 401 || end.status === 403
              ? "let the directors' own addresses pass there, or check a path that is open to them"
              : `check a path that answers ${expected(url)}, or say \`status ${end.status}\` if this is what a sound server says`,
        };
      }
    }
  },
};

type Answer = Extract<Walk["end"], { kind: "status" }>;

/** The first director to which nginx says something else than the check waits for. */
function wrongAnswer(
  topology: Topology,
  { server, real, to }: Probe,
  check: HttpCheck,
  url: Url,
): { readonly director: Host; readonly end: Answer } | undefined {
  const tier = topology.nginxes.find((t) => real.host !== undefined && t.hosts.includes(real.host));
  if (tier === undefined || real.host === undefined) return undefined;
  const conf = nginxConfOf(topology, tier, real.host);
  const { http } = sectionsOf(topology, tier, real.host);
  const address: Address = { family: to.family, text: to.address };
  for (const director of directorsOf(server)) {
    const client = director === real.host ? address : addressToward(director, address);
    if (client === undefined) continue;
    const { end } = walk(conf, http, {
      address,
      port: to.port,
      scheme: check.kind === "ssl" ? "https" : "http",
      host: check.virtualhost ?? bracketed(address),
      target: url.path,
      method: "GET",
      client,
      headers: new Map(),
    });
    if (end.kind === "status" && !isExpected(url, end.status)) return { director, end };
  }
  return undefined;
}

/** keepalived's own range where none is stated. */
const SUCCESS = [{ from: 200, to: 299 }];
const rangesOf = ({ status }: Url) => (status.length === 0 ? SUCCESS : status);
const isExpected = (url: Url, status: number) =>
  rangesOf(url).some((r) => r.from <= status && status <= r.to);
const expected = (url: Url) =>
  rangesOf(url)
    .map((r) => (r.from === r.to ? `${r.from}` : `${r.from} to ${r.to}`))
    .join(" or ");
