/** nginx started with an nginx.conf that lbc wrote. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { until } from "./nginx-running.ts";

/** Ports of 127.0.0.1 that nothing listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((s) => (s.address() as { port: number }).port);
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
  return ports;
}

/** nginx with an emitted nginx.conf, its files in a folder of its own. */
export async function startNginx(folder: string, text: string): Promise<ChildProcess> {
  const conf = join(folder, "nginx.conf");
  const pid = join(folder, "pid");
  rmSync(pid, { force: true });
  writeFileSync(conf, text.replaceAll("/var/log/nginx/", `${folder}/`).replaceAll("/run/nginx.pid", pid));
  const child = spawn("nginx", ["-c", conf, "-p", folder, "-g", "daemon off;"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (data: Buffer) => (said += data.toString()));
  await until(() => {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${said}\n${text}`);
    return existsSync(pid);
  });
  return child;
}
