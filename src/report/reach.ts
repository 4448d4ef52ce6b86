/** `lbc reach`, for the eye, and as JSON: the contract of that is spec/reach.schema.json. */
import type { WayRound } from "../reach/direct.ts";
import type { LocationReach, ServerReach } from "../reach/reach.ts";
import type { Span } from "../text/source.ts";
import { safe } from "./cells.ts";
import { placeOf, placeText, type ReportContext } from "./place.ts";

/** What others take, as many as are named. */
const NAMED = 5;

/** `isShown`: which locations are wanted. */
export function renderReach(
  servers: readonly ServerReach[],
  ways: readonly WayRound[],
  isShown: (location: LocationReach) => boolean,
): string {
  const out: string[] = [];
  const all = servers.every((s) => s.locations.every(isShown));
  for (const server of servers) {
    const locations = server.locations.filter(isShown);
    if (locations.length === 0 && !all) continue;
    const place = server.span === undefined ? "" : `  ${placeText(server.span)}`;
    out.push(
      `${server.tier} on ${server.hosts.slice(0, 6).join(", ")}${server.hosts.length > 6 ? ", …" : ""}: ${server.server}${place}`,
    );
    for (const { at, words } of server.names) out.push(row(1, "asked", `at ${at} by ${words}`));
    if (server.names.length === 0) out.push(row(1, "asked", "never: it listens nowhere"));
    const base = server.names.find((n) => n.witness !== undefined)?.witness;
    for (const location of locations) out.push("", ...locationRows(location, base));
    if (all) {
      out.push("");
      out.push(row(1, "rest", server.rest));
    }
    out.push("");
  }
  if (all || ways.length > 0) out.push(...wayRows(ways));
  return `${safe(out.join("\n"))}\n`;
}

const LABEL = 9;
const row = (depth: number, label: string, text: string) =>
  `${"  ".repeat(depth)}${label.padEnd(LABEL)}${text}`.trimEnd();

function locationRows(
  { path, span, uris, clients }: LocationReach,
  base: string | undefined,
): readonly string[] {
  const { witness, but, words } = uris;
  const place = span === undefined ? "" : `  ${placeText(span)}`;
  const taken = but
    .slice(0, NAMED)
    .map((b) => `\`${b.by}\`${b.witness === undefined ? "" : ` (${b.witness})`}`);
  const more = but.length - taken.length;
  const out = [`  ${path.join(" › ")}${place}`, row(2, "URIs", words)];
  if (taken.length > 0)
    out.push(row(2, "but not", `those of ${taken.join(", ")}${more > 0 ? ` and ${more} more` : ""}`));
  out.push(row(2, "clients", clients.words));
  const url = base === undefined || witness === undefined ? undefined : base + witness;
  if (url === undefined) return out;
  if (clients.passes !== undefined) out.push(row(2, "such as", `${url} from ${clients.passes.text}`));
  if (clients.denied !== undefined) out.push(row(2, "not", `${url} from ${clients.denied.text}`));
  return out;
}

function wayRows(ways: readonly WayRound[]): readonly string[] {
  if (ways.length === 0) return ["no way round a protected location is known"];
  return [
    "ways round protected locations",
    ...ways.map(({ message, span }) => `  ${placeText(span)}  ${message}`),
  ];
}

export function renderReachJson(
  servers: readonly ServerReach[],
  ways: readonly WayRound[],
  isShown: (location: LocationReach) => boolean,
  context: Pick<ReportContext, "version" | "pathOf">,
): string {
  const placed = <T extends { readonly span?: Span }>({ span, ...rest }: T) => ({
    ...rest,
    ...(span === undefined ? {} : { place: placeOf(span, context) }),
  });
  const all = servers.every((s) => s.locations.every(isShown));
  const value = {
    format: 1,
    lbc: context.version,
    servers: servers
      .filter((s) => all || s.locations.some(isShown))
      .map((s) => ({
        ...placed(s),
        locations: s.locations.filter(isShown).map(({ clients: { words, passes, denied }, ...l }) => ({
          ...placed(l),
          clients: {
            words,
            ...(passes === undefined ? {} : { passes: passes.text }),
            ...(denied === undefined ? {} : { denied: denied.text }),
          },
        })),
      })),
    ways: ways.map(({ message, span }) => placed({ text: message, span })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
