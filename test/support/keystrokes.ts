/** For bench/keystrokes.js: a server in this process, and a hand that types into a long topology. */
import { check } from "../../src/check.ts";
import { server } from "../../src/lsp/server.ts";
import { generateTopology } from "./generate.ts";

export { generateTopology };

/** One nginx block of about so many lines, on the first host of a generated topology. */
export function nginxBlock(lines: number): string {
  const out = ["nginx big on web0x0 {", "  worker_connections 4000"];
  for (let server = 0; out.length < lines - 28; server++) {
    out.push("  server {", "    listen 80", `    server_name s${server}.example.com`);
    for (let i = 0; i < 6; i++)
      out.push(`    location /a${i}/ {`, `      root /data/www${i}`, "      expires 7d", "    }");
    out.push("  }");
  }
  return `${out.join("\n")}\n}\n`;
}

/** The same with one server of so many locations. */
export function serverBlock(lines: number): string {
  const out = ["nginx big on web0x0 {", "  worker_connections 4000", "  server {", "    listen 80"];
  for (let i = 0; out.length < lines - 6; i++)
    out.push(`    location /a${i}/ {`, `      root /data/www${i}`, "      expires 7d", "    }");
  return `${out.join("\n")}\n  }\n}\n`;
}

type Took = { readonly wall: number; readonly cpu: number };

function stopwatch(): () => Took {
  const wall = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
  };
}

const URI = "file:///bench/topo.lb";

/** Of an offset, and without a list of all lines: what the client leaves behind, the server's clock would pay for. */
function positionIn(text: string, offset: number): { readonly line: number; readonly character: number } {
  let line = 0;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < offset; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, character: offset - start };
}

export function typist(text: string) {
  let now = text;
  let version = 1;
  let published: () => void = () => undefined;
  const lsp = server(
    {
      read: () => undefined,
      list: () => [],
      page: () => undefined,
      pageUri: () => undefined,
      today: () => "2027-01-01",
    },
    "0",
    (method, params) => {
      if (method === "window/logMessage") throw new Error(JSON.stringify(params));
      published();
    },
  );
  lsp.request("initialize", { capabilities: {}, workspaceFolders: null, rootUri: null });
  lsp.notify("textDocument/didOpen", { textDocument: { uri: URI, languageId: "lb", version, text } });
  lsp.flush();
  return {
    text: () => now,
    /** From the notification until the language's diagnostics are sent: milliseconds on the clock, and of CPU. */
    type: async (at: number, remove: number, insert: string): Promise<Took> => {
      const range = { start: positionIn(now, at), end: positionIn(now, at + remove) };
      now = now.slice(0, at) + insert + now.slice(at + remove);
      const params = {
        textDocument: { uri: URI, version: ++version },
        contentChanges: [{ range, text: insert }],
      };
      const told = new Promise<void>((resolve) => (published = resolve));
      const took = stopwatch();
      lsp.notify("textDocument/didChange", params);
      await told;
      return took();
    },
    /** Until every rule has been asked. */
    rest: (): Took => {
      const took = stopwatch();
      lsp.flush();
      return took();
    },
    /** A check of the whole text as if it had never been seen. */
    fresh: (): Took => {
      const took = stopwatch();
      check({ file: "topo.lb", read: () => now });
      return took();
    },
  };
}
