/** The editor around the page, when there is one: a webview of VS Code. */
import type { Direction } from "../shape.ts";
import type { Seen } from "./camera.ts";

/** What is kept when the page is replaced by one of a later text. */
export type Kept = {
  /** Its URI: an editor that was closed meanwhile knows no more than this state. */
  readonly topology?: string;
  readonly down: readonly string[];
  readonly open: readonly string[];
  readonly selected?: string;
  readonly query: string;
  readonly listed?: boolean;
  /** Absent while all of the picture is fitted into the window. */
  readonly camera?: Seen;
  readonly direction?: Direction | undefined;
};

type Api = {
  readonly postMessage: (message: unknown) => void;
  readonly getState: () => Kept | undefined;
  readonly setState: (state: Kept) => void;
};
declare const acquireVsCodeApi: (() => Api) | undefined;

const api = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;

export const editor = {
  isThere: api !== undefined,
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
  open: (file: string, line: number) => api?.postMessage({ type: "open", file, line }),
  kept: () => api?.getState(),
  keep: (state: Kept) => api?.setState(state),
};
