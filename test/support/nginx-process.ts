/** The installed nginx as a judge of texts: `nginx -t` in a folder of its own, nothing left behind. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "/usr/sbin/nginx";

export type NginxVerdict = { readonly ok: boolean; readonly said: string };

/** Its version, or undefined when nginx is not installed. */
export function installedNginx(): readonly number[] | undefined {
  const version = /nginx\/([\d.]+)/.exec(spawnSync(PROGRAM, ["-V"], { encoding: "utf8" }).stderr ?? "")?.[1];
  return version?.split(".").map(Number);
}

/** A folder in which texts are judged, several at once; each needs another `lane`. */
export function nginxFolder() {
  const folder = mkdtempSync(join(tmpdir(), "lbc-nginx-"));
  return {
    folder,
    async test(text: string, lane = 0): Promise<NginxVerdict> {
      const conf = join(folder, `${lane}.conf`);
      await writeFile(conf, text);
      return new Promise((resolve) => {
        const args = ["-t", "-p", folder, "-c", conf, "-g", `pid ${folder}/${lane}.pid;`];
        execFile(PROGRAM, args, { timeout: 20_000 }, (error, _, stderr) =>
          resolve({ ok: error === null, said: stderr }),
        );
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** http-level statements that keep every file nginx opens under the folder. */
export function nginxPaths(folder: string): string {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (n) => `${n}_temp_path ${folder}/${n};`,
  );
  return ["access_log off;", ...temp].join(" ");
}

/** Runs work over items, `width` at a time. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  work: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item, number);
  };
  await Promise.all(Array.from({ length: width }, (_, i) => lane(i)));
}
