/** The language server, for a web worker and for node: what of it asks nothing of the machine. The worker starts here. */
import { createMessageConnection } from "vscode-jsonrpc";
import { format } from "../../src/format/format.ts";
import { graphOf } from "../../src/graph/graph.ts";
import { html } from "../../src/graph/html.ts";
import { connect } from "../../src/lsp/connect.ts";
import type { Surroundings } from "../../src/lsp/surroundings.ts";
import { pageUri } from "./pages.ts";
import { transports, type Port } from "./port.ts";
import { filesHanded } from "./worker.ts";

declare const __LBC_VERSION__: string;

/** Serves at a port until the client is gone. */
export function serve(port: Port, machine: Surroundings, ended: () => void) {
  const { reader, writer } = transports(port);
  // The extension shows the pages itself.
  const surroundings: Surroundings = {
    ...machine,
    page: () => undefined,
    pageUri,
    draw: (topology, problems, { locate, ...options }) =>
      html(graphOf(topology, problems, { locate }), options),
  };
  return connect(createMessageConnection(reader, writer), surroundings, __LBC_VERSION__, ended);
}

if (typeof process === "undefined") {
  const files = filesHanded(async (name, text) => {
    const { result } = await format(name, text);
    return "text" in result ? result.text : text;
  });
  const server = serve(files.port, files.surroundings, () => self.close());
  files.changed((changes) => server.notify("workspace/didChangeWatchedFiles", { changes }));
}
