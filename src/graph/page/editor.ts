/** The editor around the page, when there is one: a webview of VS Code. */
import type { Seen } from "./camera.ts";

/** What is kept when the page is replaced by one of a later text. */
export type Kept = {
  readonly down: readonly string[];
  readonly open: readonly string[];
  readonly selected?: string;
  readonly query: string;
  readonly camera: Seen;
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
