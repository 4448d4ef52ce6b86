/** Blocks of the pages about what is written and does nothing, on nginx and chrony. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";
import { KINDS, ruleBlock, type Kind } from "../support/rule-page.ts";

/** The file of a page's block, as a build writes it. */
function fileOf(code: string, kind: Kind, path: string): string {
  const artifact = compileUnjudged(ruleBlock(code, kind)).artifacts.find((a) => a.path === path);
  if (artifact === undefined) throw new Error(`no ${path} of ${code}`);
  return contentOf(artifact);
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-hygiene-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const status = (path: string) => `curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1${path}`;
/** Rule, what is asked of its nginx, and the answers with the bad and with the good block. */
const table: readonly (readonly [string, string, string, string])[] = [
  // The later map is asked alone, and /api/ is not what it looks at.
  ["shadowed-variable", status("/api/"), "200", "429"],
  // Nobody answers behind it, but it is reached.
  ["unused-location", status("/cart"), "404", "502"],
  ["unused-variable", status("/"), "200", "403"],
  [
    "unused-log-format",
    `log=/var/log/nginx/access.log; : >$log; ${status("/")} >/dev/null; until [ -s $log ]; do sleep 0.1; done; awk '{ print NF == 2 ? "timed" : "combined" }' $log`,
    "combined",
    "timed",
  ],
  // Whose servers, of which none is there, a request goes to.
  [
    "unused-upstream",
    `log=/var/log/nginx/error.log; : >$log; ${status("/next/")} >/dev/null; grep -q 'upstream: "http://192.168.170.3[34]' $log && echo new || echo old`,
    "old",
    "new",
  ],
  ["unused-snippet", "curl -sI http://127.0.0.1/ | grep -c X-Frame-Options", "0", "1"],
  [
    "unused-zone",
    `for i in $(seq 20); do ${status("/")}; done | grep -q 503 && echo limited || echo free`,
    "free",
    "limited",
  ],
];

needs(
  "nginx",
  "unshare",
  "curl",
)("the pages about names, on nginx", () => {
  const answers = new Map<string, string>();
  beforeAll(() => {
    const script = ["mount -t tmpfs none /run", "mount -t tmpfs none /var/log/nginx"];
    for (const [rule, question] of table) {
      for (const kind of KINDS) {
        const conf = join(folder, `${rule}-${kind}.conf`);
        writeFileSync(conf, fileOf(`hygiene/${rule}`, kind, "edge/etc/nginx/nginx.conf"));
        script.push(
          `nginx -c ${conf} 2>/dev/null; until [ -s /run/nginx.pid ]; do sleep 0.1; done; pid=$(cat /run/nginx.pid)`,
          `echo "${rule} ${kind} $(${question})"`,
          "kill $pid; while [ -e /run/nginx.pid ]; do sleep 0.1; done",
        );
      }
    }
    for (const line of inNamespace([], script.join("\n")).output.split("\n")) {
      const [rule = "", kind = "", answer = ""] = line.split(" ");
      answers.set(`${rule} ${kind}`, answer);
    }
  });

  test.each(table)("hygiene/%s", (rule, _, bad, good) => {
    expect([answers.get(`${rule} bad`), answers.get(`${rule} good`)]).toEqual([bad, good]);
  });
});

needs("unshare", "sysctl")("the page about settings, on the kernel", () => {
  test("hygiene/stated-twice: the later one counts", () => {
    const value = (kind: Kind) => {
      const file = join(folder, `twice-${kind}.conf`);
      writeFileSync(file, fileOf("hygiene/stated-twice", kind, "lvs1/etc/sysctl.d/60-lbc.conf"));
      return inNamespace([], `sysctl -q -p ${file}; sysctl -n net.core.somaxconn`).output.trim();
    };
    expect([value("bad"), value("good")]).toEqual(["128", "4096"]);
  });
});

needs("unshare", "chronyd")("the page about time servers, on chrony", () => {
  test("time/silent-server: a chronyd with lbc's file answers nobody, until it is told to", () => {
    const conf = fileOf("time/silent-server", "bad", "lvs1/etc/chrony/chrony.conf");
    const ask = (text: string) => {
      const file = join(folder, "chrony.conf");
      writeFileSync(file, text);
      const script = [
        "mount -t tmpfs none /run && mkdir -p /run/chrony",
        // -x: nobody's clock is touched.
        `chronyd -x -d -u root -f ${file} >/run/log 2>&1 & server=$!`,
        "until grep -q 'chronyd version' /run/log; do sleep 0.1; done",
        // 198.18.0.1 is this namespace's own eth0.
        "timeout 20 chronyd -x -Q -t 6 -u root -f /dev/null 'pidfile /run/client.pid' 'bindcmdaddress /run/client.sock' 'server 198.18.0.1 iburst' 2>&1 | tail -3",
        "kill $server; wait $server",
      ];
      return inNamespace(["eth0"], script.join("\n")).output;
    };
    expect(ask(conf)).toMatch(/No suitable source|Timeout reached/);
    expect(ask(`${conf}allow\nlocal stratum 8\n`)).toMatch(/System clock wrong by/);
  });
});
