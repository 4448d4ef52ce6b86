/** The extension through VS Code's own API, inside its extension hosts. */
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { needs } from "../support/real.ts";
import {
  packExtension,
  PATIENCE,
  shots,
  startWorkbench,
  workbenchFiles,
  type Workbench,
} from "../support/workbench.ts";

const here = fileURLToPath(new URL("vscode", import.meta.url));
const extension = fileURLToPath(new URL("../../vscode-extension", import.meta.url));

const vip = (second: number) => `vip shop 192.168.170.100 {
  virtual_router_id 60
  director lvs1 priority 150
  director lvs2 priority ${second}
}
`;
const network = "lb 1\nnetwork lan 192.168.170.0/24\n";
const hosts = "host lvs[1..2] { eth0 192.168.170.[11..12] }\nhost web[1..2] { eth0 192.168.170.[21..22] }\n";
const service = "virtual_server shop:80 { forward dr; scheduler rr; check tcp; real_server web[1..2] }\n";
const found = {
  format: 1,
  host: "lvs1",
  gathered: "2027-01-01T00:00:00Z",
  interfaces: [{ name: "eth0", addresses: ["192.168.170.99/24"] }],
  sysctls: {},
};
const files = {
  "topo.lb": "lb 1\nnope\n",
  "shop/topo.lb": `${network}include "hosts.lb"\n${vip(100)}${service}`,
  "shop/hosts.lb": hosts,
  "set/topo.lb": `${network}${hosts}${vip(150)}${service}`,
  "set/lbc.json": '{ "rules": { "vrrp/priority-tie": "off" } }',
  "set/facts/lvs1.json": JSON.stringify(found),
};

/** As @vscode/test-electron does it: the page tells what the tests log, and how they ended. */
async function inHost(kind: "node" | "web worker") {
  packExtension();
  const workbench = await startWorkbench(files);
  const lines: string[] = [];
  try {
    const { page } = workbench;
    const ended = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationExit", resolve);
    });
    await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
      lines.push(...args.map(String).filter((line) => /^(?:ok|FAILED|done) /.test(line)));
    });
    // Tests under the folder of an extension run in its host.
    const place = join(workbench.scratch, "extension");
    cpSync(extension, place, { recursive: true });
    cpSync(join(here, "in-host"), join(place, "tests"), { recursive: true });
    if (kind === "node") {
      const tests = workbench.uri(join(place, "tests/index.js"));
      await workbench.open([
        ["extensionDevelopmentPath", workbench.uri(place)],
        ["extensionTestsPath", tests],
      ]);
    } else await openWithWorker(workbench, place);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the tests do not end:\n${lines.join("\n")}`)), 2 * PATIENCE);
    });
    const code = await Promise.race([ended, late]);
    clearTimeout(timer);
    return { code, lines };
  } finally {
    await workbench.page.screenshot({ path: join(shots, `api-${kind.replace(" ", "-")}.png`) });
    await workbench.stop();
  }
}

/** As a site does that has VS Code: the extension comes over http and runs in a worker of the page. */
async function openWithWorker({ page, open }: Workbench, place: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { main?: string };
  delete manifest.main;
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
  await page.route("**/lbc-extension/**", (route) => {
    const path = join(place, new URL(route.request().url()).pathname.replace(/^.*?\/lbc-extension\//, ""));
    return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 });
  });
  // Where the page is told which extensions to load; the page itself must come from the server, or Chromium refuses its
  // websocket.
  await page.addInitScript({
    content: `document.addEventListener("readystatechange", () => {
      const element = document.getElementById("vscode-workbench-web-configuration");
      if (document.readyState !== "interactive" || element === null) return;
      const settings = JSON.parse(element.dataset.settings);
      const uri = (path) => ({ scheme: location.protocol.slice(0, -1), authority: location.host, path });
      settings.developmentOptions = {
        ...settings.developmentOptions,
        extensions: [uri("/lbc-extension")],
        extensionTestsPath: uri("/lbc-extension/tests/index.js"),
      };
      element.dataset.settings = JSON.stringify(settings);
    });`,
  });
  await open([]);
}

needs(...workbenchFiles)("VS Code's extension host", () => {
  test.each(["node", "web worker"] as const)(
    "%s",
    async (kind) => {
      const { code, lines } = await inHost(kind);
      console.log(lines.join("\n"));
      expect(lines.filter((line) => line.startsWith("FAILED"))).toEqual([]);
      expect(code).toBe(0);
      expect(lines.at(-1)).toMatch(/^done [1-9]\d* passed, 0 failed/);
      expect(lines.at(-1)).toContain(kind);
    },
    4 * PATIENCE,
  );
});
