/** Where there is node: the server is a process of its own. */
import { fork } from "node:child_process";
import type { Port } from "./port.ts";

/** Starts the server, again if it must. */
export async function start(path: string): Promise<Port> {
  // VS Code's own program is node when it is told so.
  const child = fork(path, [], { execArgv: [], env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
  return {
    send: (message) => {
      if (child.connected) child.send(message as object);
    },
    receive: (take) => void child.on("message", take),
    closed: (tell) => void child.on("exit", tell),
  };
}
