/** The server at one end of a connection, whatever carries its messages. */
import { ResponseError, type MessageConnection } from "vscode-jsonrpc";
import { server, type Server } from "./server.ts";
import type { Surroundings } from "./surroundings.ts";

/** Listens; `ended` is told once, when the client says `exit` or goes away: 0 after a `shutdown`, else 1. */
export function connect(
  connection: MessageConnection,
  surroundings: Surroundings,
  version: string,
  ended: (code: 0 | 1) => void,
): Server {
  const ignore = () => undefined; // the client is gone
  const lsp = server(
    surroundings,
    version,
    (method, params) => void connection.sendNotification(method, params).catch(ignore),
    (method, params) => void connection.sendRequest(method, params).catch(ignore),
  );
  connection.onRequest(async (method, params) => {
    const answer = await lsp.request(method, params);
    if ("result" in answer) return answer.result;
    return new ResponseError(answer.error.code, answer.error.message);
  });
  connection.onNotification((method, params) => {
    lsp.notify(method, params);
    const code = lsp.exited();
    if (code === undefined) return;
    connection.dispose();
    ended(code);
  });
  connection.onClose(() => ended(lsp.exited() ?? 1));
  connection.listen();
  return lsp;
}
