import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A tracker of the interface that VRRP runs on: spec/rules/vrrp/own-interface.md. */
export const ownInterface: Rule = {
  code: "vrrp/own-interface",
  severity: "warning",
  summary: "a vip tracks the interface that it is on, which keepalived does by itself",
  *check({ vips }) {
    for (const vip of vips) {
      for (const track of vip.tracks) {
        if (track.kind !== "interface" || vip.directors.length === 0) continue;
        if (!vip.directors.every((d) => d.interface.name === track.name)) continue;
        const weighted = track.weight !== 0;
        yield {
          span: track.span,
          message: weighted
            ? `the weight ${track.weight} never counts: keepalived tracks ${track.name} by itself, and when it is down the director is out, whatever its priority`
            : `keepalived tracks ${track.name} by itself: this changes nothing`,
          severity: weighted ? "warning" : "info",
          help: "remove it",
          fix: { title: "remove the tracker", edits: [remove(track.span)], safe: true },
        };
      }
    }
  },
};
