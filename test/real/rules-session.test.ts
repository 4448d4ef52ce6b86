/**
 * The session rules' pages on real Tomcats, each with the files that lbc writes: what browsers get when the mistake is
 * there, and when it is not.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile, rules } from "../../src/index.ts";
import { fleetNeeds, inFleet, tallies } from "../support/fleet.ts";
import { jarsOf } from "../support/fleet-tomcat.ts";
import { needs } from "../support/real.ts";
import { ruleBlock, type Kind } from "../support/rule-page.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-rules-session-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const off = new Map(rules.map((r) => [r.code, { severity: "off" }] as const));
const compiled = (text: string) =>
  compile({ file: "topo.lb", read: (path) => (path === "topo.lb" ? text : undefined), rules: off });
const block = (code: string, kind: Kind) => ruleBlock(`session/${code}`, kind);
/** What a page's block says of its store. */
const storeIn = (code: string, kind: Kind) =>
  /^session_store carts on cache \{([^}]*)\}$/m.exec(block(code, kind))?.[1] ?? "";

/** Rules of what a store says: all in one pair of Tomcats, each store with contexts of its own. */
const STORES = [
  "no-lock",
  "locks-nothing",
  "key-prefix",
  "lost-attributes",
  "shared-session",
  "../budget/lock-expires",
  "../budget/store-waits",
] as const;
const KINDS = ["bad", "good"] as const;
/** A path that the pages' locking patterns are about. */
const pathOf = (name: string) => `/cart-${name}`;
const cases = STORES.flatMap((code) =>
  KINDS.map((kind) => ({ code, kind, name: `${code.split("/").at(-1)}-${kind}` })),
);

const together = `lb 1
network lan 192.168.170.0/24
host edge { eth0 192.168.170.20 }
host app[1..2] { eth0 192.168.170.[31..32] }
host cache[1..2] { eth0 192.168.170.[41..42] }
memcached cache on cache[1..2] {}
${cases
  .map((c) => {
    // What is 30 seconds there is 3 here, and nginx waits for 6 instead of 60.
    const said = storeIn(c.code, c.kind).replace("operation_timeout 30s", "operation_timeout 3s");
    // A lock is waited for longer than its holder takes here.
    const waits = c.code.includes("budget") ? "" : "operation_timeout 20s; ";
    return `session_store ${c.name} on cache { ${waits}${said} }`;
  })
  .join("\n")}
tomcat shop on app[1..2] {
  version 9
${cases
  .flatMap(({ code, name }) =>
    (code === "shared-session" ? [name, `${name}/in`] : [name]).map(
      (path) => `  context ${pathOf(path)} { sessions ${name} }`,
    ),
  )
  .join("\n")}
}
nginx edge on edge {
  upstream pool { server shop }
  server {
    listen 80
    location / { proxy_pass http://pool; proxy_set_header Host $host }
    location ^~ /cart-store-waits { proxy_pass http://pool; proxy_set_header Host $host; proxy_read_timeout 6s; proxy_next_upstream off }
  }
}
`;

/**
 * `get JAR PATH` prints the count; `race NAME SECONDS` what the session counts after two requests at once, of two
 * Tomcats, the second so many seconds after the first: in one Tomcat they share the session's object, and no lock is
 * between them.
 */
const SCRIPT = `
get() { on client curl -s -m 30 -b $W/$1.jar -c $W/$1.jar "http://192.168.170.20/cart-$2/" | sed 's/ .*//'; }
race() {
  get $1 $1 >/dev/null
  local cookie="Cookie: JSESSIONID=$(awk '$6 == "JSESSIONID" { print $7 }' $W/$1.jar)"
  on client curl -s -m 30 -H "$cookie" -o /dev/null "http://192.168.170.31:8080/cart-$1/?hold=$W/$1" & local first=$!
  for i in $(seq 500); do [ -e $W/$1.in ] && break; sleep 0.02; done
  sleep $2
  { on client curl -s -m 30 -H "$cookie" -o /dev/null "http://192.168.170.32:8080/cart-$1/"; touch $W/$1.done; } &
  local second=$!
  # Without a lock the second is answered while the first is held; with one it is not until the first is over.
  for i in $(seq 100); do [ -e $W/$1.done ] && break; sleep 0.02; done
  touch $W/$1.go; wait $first $second
  echo "$1 $(get $1 $1)"
}
chmod 711 $(dirname $W); chmod 1777 $W`;

needs(
  ...fleetNeeds,
  "nginx",
  "memcached",
  jarsOf("msm"),
  jarsOf("tomcat9"),
)("the session rules' pages on real Tomcats", () => {
  describe("of what a store says", () => {
    let said: ReadonlyMap<string, string> = new Map();
    beforeAll(() => {
      const made = compiled(together);
      const races = cases.filter((c) => ["no-lock", "locks-nothing"].includes(c.code));
      const [lockBad, lockGood] = KINDS.map((kind) => `race lock-expires-${kind} 6.5`);
      const script = [
        SCRIPT,
        ...races.map((c) => `race ${c.name} 0`),
        `${lockBad} & ${lockGood}; wait $!`,
        ...KINDS.flatMap((kind) => [
          `echo "key-prefix-${kind} $(status http://192.168.170.20${pathOf(`key-prefix-${kind}`)}/)"`,
          `get lost-${kind} lost-attributes-${kind} >/dev/null; get lost-${kind} lost-attributes-${kind} >/dev/null`,
          `echo "lost-attributes-${kind} $(get lost-${kind} lost-attributes-${kind})"`,
          `get shared-${kind} shared-session-${kind} >/dev/null; get shared-${kind} shared-session-${kind} >/dev/null`,
          `echo "shared-session-${kind} $(get shared-${kind} shared-session-${kind}/in)"`,
        ]),
        ...KINDS.map((kind) => `get waits-${kind} store-waits-${kind} >/dev/null`),
        "for host in cache1 cache2; do on $host ip link set eth0 down; done",
        ...KINDS.map(
          (kind) =>
            `echo "store-waits-${kind} $(on client curl -s -m 60 -b $W/waits-${kind}.jar -o /dev/null -w '%{http_code}' http://192.168.170.20/cart-store-waits-${kind}/)"`,
        ),
      ].join("\n");
      const output = inFleet(work, "stores", made, script);
      said = new Map([...output.matchAll(/^(\S+) (\S+)$/gm)].map((m) => [m[1] ?? "", m[2] ?? ""]));
      if (said.size < cases.length) throw new Error(output);
    }, 600_000);

    test.each([
      ["no-lock", "two requests at once count as one", "3", "4"],
      ["locks-nothing", "two requests at once count as one", "3", "4"],
      ["key-prefix", "the context does not start", "404", "200"],
      ["lost-attributes", "the third request counts as the first", "1", "3"],
      ["shared-session", "another application goes on counting", "3", "1"],
      ["lock-expires", "a request after 6.5 seconds counts as the one that still runs", "3", "4"],
      ["store-waits", "nginx gives up on Tomcat, which waits for memcacheds that are gone", "504", "200"],
    ])("%s: %s", (code, _, bad, good) => {
      expect({ bad: said.get(`${code}-bad`), good: said.get(`${code}-good`) }).toEqual({ bad, good });
    });
  });

  test.each(["wrong-route"])("%s: browsers get older copies", (code) => {
    const told = KINDS.map((kind) => {
      const output = inFleet(
        work,
        `${code}-${kind}`,
        compiled(block(code, kind)),
        "browse all 10 http://192.168.170.20/",
      );
      return tallies(output)["all"] ?? output;
    });
    const [bad, good] = told;
    expect(good).toEqual({ kept: 200, stale: 0, lost: 0, failed: 0 });
    expect(bad).toMatchObject({ lost: 0, failed: 0 });
    expect(bad).not.toMatchObject({ stale: 0 });
  });
});
