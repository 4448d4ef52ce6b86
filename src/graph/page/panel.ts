/** What is said beside the picture: of the node that is chosen, or of the whole. */
import type { Flow } from "../flow.ts";
import type { Graph, GraphProblem, Place } from "../model.ts";
import { editor } from "./editor.ts";
import type { Node } from "./nodes.ts";

type Actions = {
  readonly choose: (id: string | undefined) => void;
  readonly toggle: (host: string) => void;
  /** Chooses it and brings it into view. */
  readonly show: (id: string) => void;
};
export type Panel = {
  readonly show: (id: string | undefined, flow: Flow, down: ReadonlySet<string>) => void;
};

export function panel(
  graph: Graph,
  nodes: ReadonlyMap<string, Node>,
  element: HTMLElement,
  { choose, toggle, show }: Actions,
): Panel {
  const at = new Map<number, string>();
  for (const node of nodes.values()) for (const i of node.problems) if (!at.has(i)) at.set(i, node.id);

  const ofNode = (node: Node, flow: Flow, down: ReadonlySet<string>): readonly HTMLElement[] => {
    const { host, box } = node;
    const place = node.place === undefined ? undefined : graph.places[node.place];
    const state = flow.nodes.get(node.id);
    const holding = flow.vips.get(node.id)?.text;
    const said = [
      holding === undefined ? "" : `Who holds it, and who follows: ${holding}`,
      flow.services.get(node.id) ?? "",
    ].filter((s) => s !== "");
    const wrong = node.problems.flatMap((i) => graph.problems[i] ?? []);
    return [
      button("‹ whole picture", () => choose(undefined), "link"),
      make("h2", node.name),
      make(
        "p",
        [node.id === box.id ? box.caption : `${box.caption} ${box.title}`, wordOf(state)]
          .filter((w) => w !== "")
          .join(" · "),
        "dim",
      ),
      ...said.map((s) => make("p", s)),
      ...(host === undefined
        ? []
        : [button(down.has(host) ? `Switch ${host} on` : `Switch ${host} off`, () => toggle(host))]),
      ...(wrong.length === 0 ? [] : [make("h3", "Problems"), list(wrong.map((p) => problem(p)))]),
      ...(place === undefined ? [] : [make("h3", "Declaration"), where(place), make("pre", place.text)]),
    ];
  };

  const whole = (flow: Flow): readonly HTMLElement[] => [
    make("h2", graph.source),
    make(
      "p",
      `${graph.hosts.length} host${graph.hosts.length === 1 ? "" : "s"}. Choose a node to see its declaration; the round mark of a host switches it off.`,
      "dim",
    ),
    ...(graph.vips.length === 0 ? [] : [make("h3", "Who holds it, and who follows")]),
    list(
      graph.vips.map((vip) => {
        const item = make("li", "", "plain");
        item.append(
          button(vip.name, () => show(vip.box), "link"),
          ` ${flow.vips.get(vip.box)?.text ?? ""}`,
        );
        return item;
      }),
    ),
    ...(graph.problems.length === 0
      ? [make("p", "No problems.")]
      : [make("h3", `${graph.problems.length} problem${graph.problems.length === 1 ? "" : "s"}`)]),
    list(
      gravestFirst(graph.problems).map(([i, p]) => {
        const node = at.get(i);
        return problem(p, node === undefined ? undefined : () => show(node));
      }),
    ),
    make("h3", "Keys"),
    make(
      "p",
      "/ search · Enter choose or open · d switch a host off · + − 0 and arrows move · l this list · Esc back",
      "dim",
    ),
  ];

  let before: string | undefined;
  return {
    show: (id, flow, down) => {
      const node = id === undefined ? undefined : nodes.get(id);
      element.replaceChildren(...(node === undefined ? whole(flow) : ofNode(node, flow, down)));
      if (before !== id) element.scrollTop = 0;
      before = id;
    },
  };
}

function wordOf(state: string | undefined): string {
  switch (state) {
    case "down":
      return "down";
    case "lost":
      return "not reached any more";
    case "idle":
      return "waits";
    case "doubt":
      return "perhaps reached";
    default:
      return "";
  }
}

function problem({ code, severity, message, help, file, line }: GraphProblem, to?: () => void): HTMLElement {
  const item = make("li", "", severity);
  item.append(
    to === undefined ? make("b", code) : button(code, to, "link"),
    make("span", ` ${severity}: ${message}${help === undefined ? "" : `. ${help}`} `),
    where({ file, line }),
  );
  return item;
}

function gravestFirst(problems: readonly GraphProblem[]): readonly (readonly [number, GraphProblem])[] {
  const rank = (p: GraphProblem) => ["error", "warning", "info"].indexOf(p.severity);
  return [...problems.entries()].sort(([, a], [, b]) => rank(a) - rank(b));
}

function where({ file, line }: Pick<Place, "file" | "line">): HTMLElement {
  const text = `${file}:${line}`;
  return editor.isThere ? button(text, () => editor.open(file, line), "link") : make("span", text, "dim");
}

function list(items: readonly HTMLElement[]): HTMLElement {
  const out = make("ul", "");
  out.append(...items);
  return out;
}

function make(name: string, text: string, kind = ""): HTMLElement {
  const out = document.createElement(name);
  out.textContent = text;
  if (kind !== "") out.className = kind;
  return out;
}

function button(text: string, act: () => void, kind = ""): HTMLElement {
  const out = make("button", text, kind);
  out.addEventListener("click", act);
  return out;
}
