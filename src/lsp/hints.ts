/** Derived facts beside what states them, and above it. */
import type { CodeLens, CodeLensParams, InlayHint, InlayHintParams } from "vscode-languageserver-protocol";
import { budgetsOf } from "../analysis/budget.ts";
import { rangeOf as valuesOf } from "../semantics/budget/inequality.ts";
import { show, showNumber } from "../semantics/budget/show.ts";
import { outcomeText } from "../semantics/keepalived/outcome-text.ts";
import type { Topology } from "../model/topology.ts";
import type { Span } from "../text/source.ts";
import { fileAt, type File } from "./cursor.ts";
import { holderWhenWell, priorityWhenWell, promisesKept, survival, whoFollows } from "./facts.ts";
import type { Context } from "./context.ts";
import { expand, namesIn } from "./names.ts";
import { offsetOf, positionOf, rangeOf } from "./positions.ts";

type Hint = { readonly at: number; readonly label: string; readonly tooltip?: string };

export function inlayHints({ textDocument, range }: InlayHintParams, context: Context): readonly InlayHint[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  const { source } = file.tree;
  const from = offsetOf(source, range.start);
  const to = offsetOf(source, range.end);
  const topology = file.project.sound();
  const derived =
    topology === undefined ? [] : [...directorHints(topology, file), ...budgetHints(topology, file)];
  return [...rangeHints(file), ...derived]
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at)
    .map(({ at, label, tooltip }) => ({
      position: positionOf(source, at),
      label,
      paddingLeft: true,
      ...(tooltip === undefined ? {} : { tooltip }),
    }));
}

/** `web[1..3]` is so many. */
function rangeHints({ tree }: File): readonly Hint[] {
  return namesIn(tree)
    .filter((n) => n.text.includes("["))
    .map((n) => {
      const names = expand(n.text);
      return { at: n.end, label: `×${names.length}`, tooltip: names.slice(0, 100).join(" ") };
    });
}

/** Master or backup while all is well, and the priority where trackers make it another than the stated one. */
function directorHints(topology: Topology, file: File): readonly Hint[] {
  return topology.vips.flatMap((vip) =>
    vip.directors.flatMap((director): readonly Hint[] => {
      const at = file.project.locate(director.span);
      const outcome = at?.path === file.path ? holderWhenWell(topology, vip) : undefined;
      if (at === undefined || outcome?.kind !== "certain") return [];
      const state = outcome.holder === director.host.name ? "master" : "backup";
      const priority = priorityWhenWell(topology, vip, director);
      const differs = priority !== undefined && priority !== director.priority.value;
      const label = differs ? `${state}, priority ${priority}` : state;
      return [{ at: at.end, label, tooltip: `of ${vip.name} while all is well` }];
    }),
  );
}

/** What a full worker needs of its descriptors. */
function budgetHints(topology: Topology, file: File): readonly Hint[] {
  return budgetsOf(topology).flatMap(({ kind, verdict, span }): readonly Hint[] => {
    const at = kind === "worker-descriptors" ? file.project.locate(span) : undefined;
    if (at?.path !== file.path) return [];
    const { left, right } = verdict.inequality;
    const [needs, has] = [valuesOf(left), valuesOf(right)];
    const label = `${showNumber(needs.most, "")} of ${showNumber(has.least, "")} descriptors`;
    return [{ at: at.end, label, tooltip: show(verdict) }];
  });
}

/** Above a virtual server how many failures it survives, above a vip who holds it, above an `expect` whether it is so. */
export function codeLenses({ textDocument }: CodeLensParams, context: Context): readonly CodeLens[] {
  const file = fileAt(textDocument.uri, context);
  const topology = file?.project.sound();
  if (file === undefined || topology === undefined) return [];
  const lens = (span: Span, title: string): readonly CodeLens[] => {
    const at = file.project.locate(span);
    if (at?.path !== file.path) return [];
    return [{ range: rangeOf(file.tree.source, at.start, at.start), command: { title, command: "" } }];
  };
  return [
    ...topology.virtualServers.flatMap((server) => lens(server.span, survival(server))),
    ...topology.vips.flatMap((vip) => {
      const outcome = holderWhenWell(topology, vip);
      if (outcome === undefined) return [];
      return lens(vip.span, [outcomeText(outcome), ...whoFollows(topology, vip, outcome)].join(", then "));
    }),
    ...promisesKept(topology).flatMap(({ span, title }) => lens(span, title)),
  ];
}
