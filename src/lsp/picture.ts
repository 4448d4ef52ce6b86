/** The picture of a topology, as a page for the client to show. */
import { fileAt } from "./cursor.ts";
import type { Context } from "./context.ts";

type Params = {
  readonly textDocument: { readonly uri: string };
  /** Of the page's own style and script: its policy lets no other run. */
  readonly nonce: string;
};
export type Picture = { readonly topology: string; readonly html: string };

/** Also of a topology with errors. */
export function picture(
  { textDocument, nonce }: Params,
  context: Context,
): Picture | { readonly refused: string } {
  const { draw } = context.surroundings;
  if (draw === undefined) return { refused: "no pictures are drawn here; `lbc graph` does" };
  const project = fileAt(textDocument.uri, context)?.project;
  if (project === undefined) return { refused: `${textDocument.uri} is no topology that can be read` };
  const { topology, problems } = project.check();
  const uri = project.uriOf(project.file);
  const html = draw(topology, problems, {
    nonce,
    topology: uri,
    locate: (span) => {
      const at = project.locate(span);
      return at === undefined
        ? { file: project.file, line: 1 } // its text is gone
        : { file: at.path, line: at.range().start.line + 1 };
    },
  });
  return { topology: uri, html };
}
