/** `lbc lsp`: the language server over standard input and output. */
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { connect } from "../lsp/connect.ts";
import type { ExitCode, Io } from "./io.ts";
import { surroundings } from "./surroundings.ts";
import { version } from "./version.ts";

/** Serves until the client says `exit` or goes away. */
export function runLsp(io: Pick<Io, "pages">): Promise<ExitCode> {
  const connection = createMessageConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  return new Promise((resolve) => {
    connect(connection, surroundings(io.pages), version, (code) => {
      process.stdin.destroy();
      resolve(code);
    });
  });
}
