/** Which URIs end in a location. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import { verdictOf, type JudgedServer, type Placed } from "../analysis/nginx/judged.ts";
import { takenOf } from "../analysis/nginx/taken.ts";
import { once } from "../analysis/once.ts";
import type { Topology } from "../model/topology.ts";
import type { LocationConf } from "../semantics/nginx/config.ts";
import { nameOf } from "../semantics/nginx/level.ts";
import { normalisedUris, targetOf } from "../semantics/nginx/uri.ts";
import { lossOf } from "../semantics/nginx/verdicts/loss.ts";
import { hunt } from "../semantics/regex/hunt.ts";
import { locationText } from "../trace/show.ts";

export type Uris = {
  /** `contrived`: only by bytes that nobody encodes without meaning to. `never`: the client's URI does not lead there. */
  readonly verdict: "reachable" | "contrived" | "dead" | "never" | "unknown";
  readonly words: string;
  /** As a client sends it; absent where no request ends there, or it cannot be told. */
  readonly witness?: string;
  /** What others take from it, each with a URI where one is known. */
  readonly but: readonly { readonly by: string; readonly witness?: string }[];
};

export function urisOf(topology: Topology, placed: Placed): Uris {
  const { location, at, path } = placed;
  // Locations inside have it too.
  const isInternal = path.findLast((l) => l.internal !== undefined)?.internal === true;
  const none = (verdict: "dead" | "never", words: string): Uris => ({ verdict, words, but: [] });
  if (location.match.kind === "named")
    return none("never", `none of a client: only ${askedBy(at, nameOf(location))}`);
  if (at.answers !== undefined)
    return none("dead", "none: the server answers every request before it chooses a location");
  const inner = isInternal ? "only by internal redirects: those " : "those ";
  const words = inner + matches(placed);
  const verdict = verdictOf(placed);
  const but = butOf(topology, placed);
  switch (verdict?.kind) {
    case undefined:
      return {
        verdict: "unknown",
        words: `${words}, as far as is known: nginx also reads a file that lbc does not have`,
        but,
      };
    case "reachable":
    case "contrived":
      return {
        verdict: isInternal ? "never" : verdict.kind,
        words:
          verdict.kind === "contrived" ? `${words}, but only when a client encodes them on purpose` : words,
        ...(isInternal ? {} : { witness: targetOf(verdict.witness) }),
        but,
      };
    case "dead":
    case "inside a regex": {
      const by = verdict.blockers.slice(0, 3).map((b) => `\`${locationText(b)}\``);
      const why =
        verdict.kind === "dead"
          ? `all are taken${by.length === 0 ? "" : ` by ${by.join(", ")}`}`
          : `nginx never looks inside ${by.join(", ")}`;
      return none("dead", `none: ${why}`);
    }
    case "unknown":
      return {
        verdict: "unknown",
        words: `${words}; whether any is its own is not known (${verdict.construct})`,
        but,
      };
  }
}

function matches({ path, at }: Placed): string {
  const words = path.map(({ match }) => {
    const name = match.kind === "regex" ? fromBytes(match.pattern.text) : fromBytes(match.name);
    switch (match.kind) {
      case "exact":
        return `equal to ${name}`;
      case "regex":
        return `that match ${match.pattern.caseless ? "~*" : "~"} ${name}`;
      default:
        return `that begin with ${name}`;
    }
  });
  // Of static locations the innermost says all.
  const statics = path.filter((l) => l.match.kind !== "regex").length;
  const text = words.slice(Math.max(0, statics - 1)).join(" and ");
  const last = path.at(-1);
  if (last?.match.kind !== "regex") return text;
  const around = (path.at(-2) ?? at.server).locations;
  const isStronger = ({ match }: LocationConf) => match.kind === "exact" || match.kind === "caret";
  const earlier = around.slice(0, around.indexOf(last)).some((l) => l.match.kind === "regex");
  const others = [
    ...(around.some(isStronger) ? ["`=`", "`^~`"] : []),
    ...(earlier ? ["earlier expression"] : []),
  ];
  return others.length === 0 ? text : `${text}, where no ${others.join(" or ")} takes them`;
}

const takenFrom = once((topology: Topology) => {
  const out = new Map<LocationConf, { by: string; witness: string }[]>();
  for (const { from, by, witness } of takenOf(topology, () => true)) {
    const own = out.get(from.location) ?? [];
    own.push({ by: locationText(by), witness: targetOf(witness) });
    out.set(from.location, own);
  }
  return out;
});

function butOf(topology: Topology, { location, path, at }: Placed): Uris["but"] {
  const { match } = location;
  if (match.kind !== "prefix" && match.kind !== "caret") return [];
  const siblings = (path.at(-2) ?? at.server).locations.filter(
    (l) =>
      l !== location &&
      l.match.kind !== "regex" &&
      l.match.kind !== "named" &&
      nameOf(l).startsWith(match.name) &&
      (nameOf(l) !== match.name || l.match.kind === "exact"),
  );
  const inside = location.locations.filter((l) => l.match.kind !== "named");
  // A longer prefix below another longer one takes nothing more.
  const outermost = siblings.filter(
    (l) => !siblings.some((o) => o !== l && o.match.kind !== "exact" && nameOf(l).startsWith(nameOf(o))),
  );
  const taken = takenFrom(topology).get(location) ?? [];
  return [
    ...[...outermost, ...inside].map((l) => ({ by: locationText(l) })),
    ...taken.filter(({ by }) => !inside.some((l) => locationText(l) === by)),
  ];
}

/** Which statements lead to a named location. */
function askedBy({ server }: JudgedServer, name: string): string {
  const found = new Set<string>();
  const look = (block: NonNullable<ReturnType<typeof statementOf>>["block"]) => {
    for (const d of block ?? []) {
      if (d.args.at(-1)?.value === name && d.name !== "location") found.add(`\`${d.name}\``);
      look(d.block);
    }
  };
  look(statementOf(server)?.block);
  return found.size === 0 ? "if something names it, and nothing does" : `by ${[...found].join(", ")}`;
}

const BUDGET = 200_000;

/** A URI that no location of a server covers; undefined when each is covered, or it cannot be told. */
export function uncovered(at: JudgedServer): string | undefined {
  const place = { server: at.server, statics: [], regexes: [], version: at.conf.http.version };
  const fate = hunt({
    base: [normalisedUris(at.mergeSlashes)],
    seed: "",
    allowed: (byte) => byte > 32 && byte < 127 && !'"#%<>?\\^`{|}'.includes(String.fromCharCode(byte)),
    budget: { left: BUDGET },
    loss: (uri) => lossOf(place, uri, "match"),
  });
  return fate.kind === "own" ? targetOf(fate.text) : undefined;
}
