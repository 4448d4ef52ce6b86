/** The real nginx on the nginx.conf of an example, asked by curl. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileExample, contentOf } from "./examples.ts";
import { faces, inNamespace } from "./real.ts";

/**
 * Starts nginx on the nginx.conf of a host of an example, in a namespace that has the host's addresses and some of
 * clients, and runs curl once for each request. A request is curl's arguments; the answer is `status body`. `work` is a
 * folder for what nginx writes.
 */
export function answersOf(
  work: string,
  example: string,
  host: string,
  requests: readonly string[],
  clients: readonly string[] = [],
): readonly string[] {
  const { artifacts, topology } = compileExample(example);
  const artifact = artifacts.find((a) => a.path === `${host}/etc/nginx/nginx.conf`);
  const found = topology.hosts.find((h) => h.name === host);
  if (artifact === undefined || found === undefined) throw new Error(`${example} has no nginx on ${host}`);
  const folder = join(work, example);
  mkdirSync(folder, { recursive: true });
  // Only where the logs and the pid go is changed: the test must not write where a real nginx does.
  const text = contentOf(artifact)
    .replaceAll("/var/log/nginx/", `${folder}/`)
    .replaceAll("/run/nginx.pid", `${folder}/pid`);
  writeFileSync(join(folder, "nginx.conf"), text);
  const addresses = found.interfaces.flatMap((i) =>
    i.addresses.map((a) => `ip addr add ${a.address.text}/${a.length} dev ${i.name}`),
  );
  const { output } = inNamespace(
    faces,
    `${addresses.join("\n")}
${clients.map((c) => `ip addr add ${c}/32 dev lo`).join("\n")}
nginx -c ${folder}/nginx.conf -g 'daemon off;' 2>${folder}/stderr &
pid=$!
for i in $(seq 50); do [ -s ${folder}/pid ] && break; sleep 0.1; done
${requests.map((r) => `curl -s -m 5 -o ${folder}/body -w '%{http_code} ' ${r}; head -n 1 ${folder}/body; rm -f ${folder}/body; echo; echo ---`).join("\n")}
kill $pid; wait $pid
cat ${folder}/stderr`,
  );
  const parts = output.split("---\n").map((answer) => answer.trim());
  // The last part is what nginx itself said.
  const said = parts.pop();
  if (said !== "") throw new Error(`nginx said: ${said}`);
  return parts;
}
