/** What runs in the page: draws the picture anew whenever something is chosen, opened, searched or switched off. */
import { draw, lineOf } from "../draw.ts";
import { flow } from "../flow.ts";
import type { Graph } from "../model.ts";
import { isClosedAtFirst, type Layout, type Size } from "../shape.ts";
import { stretch } from "../stretch.ts";
import { editor, type Kept } from "./editor.ts";
import { camera } from "./camera.ts";
import { nodesOf } from "./nodes.ts";
import { panel } from "./panel.ts";

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
};
const { graph, layouts, topology } = JSON.parse(byId("data").textContent ?? "") as {
  readonly graph: Graph;
  readonly layouts: readonly Layout[];
  readonly topology?: string;
};
const picture = byId("picture") as unknown as SVGSVGElement;
const view = byId("view") as unknown as SVGGElement;
const search = byId("search") as HTMLInputElement;

const nodes = nodesOf(graph);
const kept = editor.kept();
const down = new Set((kept?.down ?? graph.down).filter((h) => graph.hosts.includes(h)));
const open = new Set((kept?.open ?? []).filter((id) => nodes.has(id)));
/** Whether the panel is to be seen; where there is room, or something is chosen, unless somebody said. */
let listed = kept?.listed;
const roomy = window.matchMedia("(min-width: 761px)");
let selected = kept?.selected !== undefined && nodes.has(kept.selected) ? kept.selected : undefined;
search.value = kept?.query ?? "";

const look = camera(picture, view, kept?.camera, keep);
let layout = layouts.find((l) => l.direction === kept?.direction) ?? layouts[0];

function keep(): void {
  const state: Kept = {
    ...(topology === undefined ? {} : { topology }),
    down: [...down],
    open: [...open],
    query: search.value,
    ...(look.isFitted() ? {} : { camera: look.now(), direction: layout?.direction }),
    ...(listed === undefined ? {} : { listed }),
    ...(selected === undefined ? {} : { selected }),
  };
  editor.keep(state);
}

/** Nodes with the words of the search in their text, and the boxes around them. */
function found(): ReadonlySet<string> | undefined {
  const words = search.value
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "");
  if (words.length === 0) return undefined;
  const out = new Set<string>();
  for (const node of nodes.values()) if (words.every((w) => node.text.includes(w))) out.add(node.id);
  return out;
}

const side = panel(graph, nodes, byId("panel"), { choose, toggle, show: (id) => reveal(id) });

function drawn(by: Layout) {
  const now = flow(graph, down);
  const placed = stretch(graph, by, open, (box) => lineOf(now, box));
  return draw(graph, placed, { flow: now, open, selected, found: found(), live: true });
}

/** All of it, to the right or to the foot: whichever is the larger in this window. */
function fit(): void {
  const scaleOf = ({ width, height }: Size) =>
    Math.min(picture.clientWidth / width, picture.clientHeight / height);
  const [best] = layouts
    .map((one) => ({ one, scale: scaleOf(drawn(one)) }))
    .sort((a, b) => b.scale - a.scale);
  layout = best?.one;
  render();
  look.fit();
}

function render(): void {
  const now = flow(graph, down);
  const hits = found();
  const isFocused = focusedKey();
  if (layout !== undefined) {
    const drawing = drawn(layout);
    view.innerHTML = drawing.content;
    look.size(drawing.width, drawing.height);
  }
  const isListed = listed ?? (roomy.matches || selected !== undefined);
  byId("panel").hidden = !isListed;
  byId("list").setAttribute("aria-expanded", `${isListed}`);
  if (isFocused !== undefined) focusOn(isFocused);
  side.show(selected, now, down);
  byId("matches").textContent =
    hits === undefined ? "" : hits.size === 0 ? "nothing found" : `${hits.size} found`;
  const list = byId("down");
  list.replaceChildren(
    ...[...down].map((host) => {
      const button = document.createElement("button");
      button.textContent = `${host} is down ×`;
      button.title = `Switch ${host} on`;
      button.addEventListener("click", () => toggle(host));
      return button;
    }),
  );
  keep();
}

type Key = readonly [name: "id" | "fold", value: string];
function focusedKey(): Key | undefined {
  const { id, fold } = (document.activeElement as SVGElement | null)?.dataset ?? {};
  return id !== undefined ? ["id", id] : fold !== undefined ? ["fold", fold] : undefined;
}
function focusOn([name, value]: Key): void {
  for (const element of view.querySelectorAll<SVGElement>(`[data-${name}]`))
    if (element.dataset[name] === value) element.focus({ preventScroll: true });
}

function choose(id: string | undefined): void {
  selected = id;
  look.hold();
  const place = id === undefined ? undefined : graph.places[nodes.get(id)?.place ?? -1];
  if (place !== undefined) editor.open(place.file, place.line);
  const before = picture.clientHeight;
  render();
  // A panel that opens below may cover it.
  if (id !== undefined && picture.clientHeight < before) look.bring(elementOf(id));
}

function toggle(host: string): void {
  if (!down.delete(host)) down.add(host);
  render();
}

function fold(box: string): void {
  look.hold();
  if (!open.delete(box)) open.add(box);
  render();
}

/** Opens what hides it, and brings it into view. */
function reveal(id: string): void {
  const box = nodes.get(id)?.box;
  if (box !== undefined && isClosedAtFirst(box) && box.id !== id) open.add(box.id);
  choose(id);
  focusOn(["id", id]);
  look.bring(elementOf(id));
}

function list(): void {
  listed = byId("panel").hidden;
  render();
}

function elementOf(id: string): SVGElement | undefined {
  return [...view.querySelectorAll<SVGElement>("[data-id]")].find((e) => e.dataset["id"] === id);
}

function act(target: Element): void {
  const host = target.closest<SVGElement>(".power")?.dataset["host"];
  const folded = target.closest<SVGElement>("[data-fold]")?.dataset["fold"];
  const id = target.closest<SVGElement>("[data-id]")?.dataset["id"];
  if (host !== undefined) toggle(host);
  else if (folded !== undefined) fold(folded);
  else choose(id);
}

function key(name: string): boolean {
  if (name === "/") search.focus();
  else if (name === "Escape") choose(undefined);
  else if (name === "l") list();
  else if (name === "0") fit();
  else return look.key(name);
  return true;
}

picture.addEventListener("click", (event) => {
  if (!look.wasDragged() && event.target instanceof Element) act(event.target);
});
picture.addEventListener("keydown", (event) => {
  const target = event.target as SVGElement;
  const host = nodes.get(target.dataset["id"] ?? "")?.host;
  if (event.key === "Enter" || event.key === " ") act(target);
  else if (event.key === "d" && host !== undefined) toggle(host);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.target === search) {
    if (event.key === "Enter") revealNext();
    if (event.key !== "Escape") return;
    search.value = "";
    picture.focus();
    render();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key(event.key)) event.preventDefault();
});
let next = 0;
/** One after the other that the search finds. */
function revealNext(): void {
  const hits = [...(found() ?? [])];
  const id = hits[next++ % Math.max(1, hits.length)];
  if (id === undefined) return;
  reveal(id);
  search.focus();
}
search.addEventListener("input", () => {
  next = 0;
  // What is found in a closed range shows itself.
  const hits = found();
  for (const id of hits ?? []) {
    const box = nodes.get(id)?.box;
    if (box !== undefined && box.id !== id && hits !== undefined && hits.size < 20) open.add(box.id);
  }
  render();
});
byId("in").addEventListener("click", () => look.key("+"));
byId("out").addEventListener("click", () => look.key("-"));
byId("fit").addEventListener("click", fit);
byId("list").addEventListener("click", list);
roomy.addEventListener("change", render);

render();
// Tells the size at once, and again whenever the window or the panel changes it.
new ResizeObserver(() => {
  if (look.isFitted()) fit();
}).observe(picture);
