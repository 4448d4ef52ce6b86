/** A real VS Code in a browser without a window: its own server, from the folder that test/real/install fills. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";

const root = fileURLToPath(new URL("../../", import.meta.url));
const vscode = "/var/cache/lbc-vscode";
const browserPath = "/usr/bin/chromium";
/** What `needs` must find. */
export const workbenchFiles = [join(vscode, "installed"), browserPath];
/** Screenshots, to be looked at. */
export const shots = join(root, "test/real/vscode/shots");

/** Milliseconds that anything in the workbench may take on a slow machine. */
export const PATIENCE = 120_000;

/**
 * `extensions.autoUpdate` is left out: VS Code rewrites it when it starts, and a settings change makes a running request
 * for code actions return nothing.
 */
const SETTINGS = {
  "workbench.startupEditor": "none",
  // In a browser VS Code saves after a second: what a test takes back would be on the disk.
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.enabled": false,
  "editor.minimap.enabled": false,
  "editor.hover.delay": 50,
  "workbench.enableExperiments": false,
};

export type Workbench = {
  readonly page: Page;
  /** The folder that is open. */
  readonly folder: string;
  /** A folder of this run, gone afterwards. */
  readonly scratch: string;
  /** A file of this machine as the workbench knows it. */
  readonly uri: (path: string) => string;
  /** Opens the folder, with what the workbench is asked on the way. */
  readonly open: (payload: readonly (readonly [string, string])[]) => Promise<void>;
  /** What went wrong in the page itself. */
  readonly errors: readonly string[];
  readonly stop: () => Promise<void>;
};

/** `files` are those of the folder that is open; `extension` is installed. */
export async function startWorkbench(
  files: Readonly<Record<string, string>>,
  extension?: string,
): Promise<Workbench> {
  const scratch = mkdtempSync(join(tmpdir(), "lbc-vscode-"));
  const folder = join(scratch, "work");
  for (const [path, text] of Object.entries(files)) put(join(folder, path), text);
  put(join(scratch, "data/data/User/settings.json"), JSON.stringify(SETTINGS));
  mkdirSync(join(scratch, "extensions"));
  const env = {
    ...process.env,
    HOME: scratch,
    XDG_CONFIG_HOME: scratch,
    XDG_DATA_HOME: scratch,
    XDG_RUNTIME_DIR: scratch,
  };
  const program = join(vscode, "node");
  const args = [join(vscode, "out/server-main.js"), "--server-data-dir", join(scratch, "data")];
  args.push("--extensions-dir", join(scratch, "extensions"));
  args.push("--telemetry-level", "off", "--accept-server-license-terms");
  if (extension !== undefined) {
    const installed = spawnSync(program, [...args, "--install-extension", extension], {
      env,
      encoding: "utf8",
    });
    if (installed.status !== 0) throw new Error(`not installed: ${installed.stdout}${installed.stderr}`);
  }
  const port = await freePort();
  const log = openSync(join(scratch, "server.log"), "w");
  // Without the driver the page is deaf to what it is told to test.
  const serve = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  const server = spawn(program, [...args, ...serve, "--enable-smoke-test-driver"], {
    env,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  let browser: Browser | undefined;
  const stop = async () => {
    await browser?.close();
    await ended(server);
    mkdirSync(shots, { recursive: true });
    cpSync(join(scratch, "server.log"), join(shots, "server.log"));
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await answering(`http://127.0.0.1:${port}/version`, server);
    browser = await chromium.launch({
      executablePath: browserPath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-component-update",
      ],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.route(
      (url) => url.hostname !== "127.0.0.1",
      (route) => route.abort(),
    );
    return {
      page,
      folder,
      scratch,
      // The authority must be that of the page.
      uri: (path) => `vscode-remote://127.0.0.1:${port}${path}`,
      open: async (payload) => {
        const told = encodeURIComponent(JSON.stringify([["skipWelcome", "true"], ...payload]));
        await page.goto(`http://127.0.0.1:${port}/?folder=${folder}&payload=${told}`);
      },
      errors,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Packs the extension; the path of the .vsix. */
export function packExtension(): string {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "package:extension"], {
    cwd: root,
    encoding: "utf8",
  });
  const path = /^(\S+\.vsix): \d+ bytes$/m.exec(stdout)?.[1];
  if (status !== 0 || path === undefined) throw new Error(`not packed: ${stdout}${stderr}`);
  return join(root, path);
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const isUp = await fetch(url).then(
      (r) => r.ok,
      () => false,
    );
    if (isUp) return;
    if (server.exitCode !== null || Date.now() > until) throw new Error("VS Code's server did not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The server and what it started are one group. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  process.kill(-server.pid, "SIGTERM");
  await gone;
}
