/** What every request is answered from. */
import type { Surroundings } from "./surroundings.ts";
import type { Workspace } from "./workspace.ts";

export type Context = {
  readonly files: Workspace;
  readonly surroundings: Surroundings;
  /** Opens a page in the editor, where it can. */
  readonly show: (uri: string) => void;
};
