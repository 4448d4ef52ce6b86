/** Moves and scales the picture: by the pointer, the wheel, two fingers, and keys. */

/** Where the picture's corner is, in pixels of the page, and how large it is shown. */
export type Seen = { readonly x: number; readonly y: number; readonly scale: number };

export type Camera = {
  readonly now: () => Seen;
  /** Tells how large the picture is. */
  readonly size: (width: number, height: number) => void;
  /** As large as the window allows, but never too small to read: then from its beginning. */
  readonly fit: () => void;
  /** Whether nobody has moved it since. */
  readonly isFitted: () => boolean;
  /** It stays as it is. */
  readonly hold: () => void;
  /** Whether the key means something here. */
  readonly key: (key: string) => boolean;
  readonly bring: (element: SVGElement | undefined) => void;
  /** Whether the last click was the end of a movement. */
  readonly wasDragged: () => boolean;
};

const LEAST = 0.1;
const MOST = 4;
/** Below this scale text is hard to read. */
const READABLE = 0.57;
/** A small picture is not blown up to fill the window. */
const LARGEST = 1.2;
const STEP = 60;

export function camera(
  picture: SVGSVGElement,
  view: SVGGElement,
  at: Seen | undefined,
  changed: () => void,
): Camera {
  let { x, y, scale } = at ?? { x: 0, y: 0, scale: 1 };
  let [width, height] = [1, 1];
  let isFitted = at === undefined;
  const apply = () => view.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  const set = (nextX: number, nextY: number, nextScale = scale) => {
    [x, y, scale] = [nextX, nextY, nextScale];
    isFitted = false;
    apply();
    changed();
  };
  /** The point stays where it is. */
  const zoom = (factor: number, pointX: number, pointY: number) => {
    const to = Math.min(MOST, Math.max(LEAST, scale * factor));
    set(pointX - (pointX - x) * (to / scale), pointY - (pointY - y) * (to / scale), to);
  };
  const fit = () => {
    const { clientWidth, clientHeight } = picture;
    scale = Math.max(READABLE, Math.min(LARGEST, clientWidth / width, clientHeight / height));
    x = Math.max(0, (clientWidth - width * scale) / 2);
    y = Math.max(0, (clientHeight - height * scale) / 2);
    isFitted = true;
    apply();
    changed();
  };

  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };
  picture.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  picture.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (last === undefined) return;
    const before = spread();
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved < 4) return;
    // Taken only now: whoever captures a mere click takes it from what is under it.
    if (!picture.hasPointerCapture(event.pointerId)) picture.setPointerCapture(event.pointerId);
    picture.classList.add("dragged");
    if (fingers.size === 1) return set(x + dx, y + dy);
    const { left, top } = picture.getBoundingClientRect();
    if (before > 0) zoom(spread() / before, event.clientX - left, event.clientY - top);
  });
  const release = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    picture.classList.remove("dragged");
  };
  picture.addEventListener("pointerup", release);
  picture.addEventListener("pointercancel", release);
  picture.addEventListener("pointerleave", (event) => {
    if (!picture.hasPointerCapture(event.pointerId)) release(event);
  });
  picture.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { left, top } = picture.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      zoom(Math.exp((-event.deltaY * lines) / 500), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  apply();

  return {
    now: () => ({ x, y, scale }),
    size: (w, h) => {
      [width, height] = [w, h];
    },
    fit,
    isFitted: () => isFitted,
    hold: () => {
      isFitted = false;
    },
    wasDragged: () => moved >= 4,
    key: (key) => {
      const [middleX, middleY] = [picture.clientWidth / 2, picture.clientHeight / 2];
      switch (key) {
        case "+":
        case "=":
          zoom(1.25, middleX, middleY);
          return true;
        case "-":
          zoom(0.8, middleX, middleY);
          return true;
        case "ArrowLeft":
          set(x + STEP, y);
          return true;
        case "ArrowRight":
          set(x - STEP, y);
          return true;
        case "ArrowUp":
          set(x, y + STEP);
          return true;
        case "ArrowDown":
          set(x, y - STEP);
          return true;
        default:
          return false;
      }
    },
    bring: (element) => {
      if (element === undefined) return;
      const to = element.getBoundingClientRect();
      const frame = picture.getBoundingClientRect();
      const isIn =
        to.left >= frame.left && to.right <= frame.right && to.top >= frame.top && to.bottom <= frame.bottom;
      if (isIn) return;
      set(
        x + frame.left + frame.width / 2 - (to.left + to.right) / 2,
        y + frame.top + frame.height / 2 - (to.top + to.bottom) / 2,
      );
    },
  };
}
