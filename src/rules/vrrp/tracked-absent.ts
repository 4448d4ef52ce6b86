import { tracksOf } from "../../analysis/vrrp.ts";
import { didYouMean } from "../../text/suggest.ts";
import type { Rule } from "../rule.ts";

/** A tracked interface that the host does not have: spec/rules/vrrp/tracked-absent.md. */
export const trackedAbsent: Rule = {
  code: "vrrp/tracked-absent",
  severity: "error",
  summary: "a vip tracks an interface that a director does not have",
  *check({ vips }) {
    for (const vip of vips) {
      for (const track of vip.tracks) {
        if (track.kind !== "interface") continue;
        const director = vip.directors.find(
          (d) => tracksOf(vip, d).includes(track) && !d.host.interfaces.some((i) => i.name === track.name),
        );
        if (director === undefined) continue;
        const { host } = director;
        const names = host.interfaces.map((i) => i.name);
        const meant = didYouMean(track.name, names);
        yield {
          span: track.span,
          message: `\`${host.name}\` has no interface ${track.name}: keepalived does not start with a file that tracks it, and ${vip.name} has a director less than it seems`,
          related: [{ span: host.span, message: `it has ${names.join(", ")}` }],
          help:
            meant === undefined ? "declare the interface, or do not track it" : `did you mean \`${meant}\`?`,
        };
      }
    }
  },
};
