/** The model of src/semantics/sessions, held to real Tomcats, stores and nginx: spec/semantics/sessions.md, section 4. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { after } from "../../src/semantics/sessions/failure.ts";
import { now } from "../../src/semantics/sessions/now.ts";
import type { Affinity, Store } from "../../src/semantics/sessions/scene.ts";
import { compileUnjudged } from "../support/examples.ts";
import { BROWSERS, fleetNeeds, inFleet, tallies } from "../support/fleet.ts";
import { jarsOf } from "../support/fleet-tomcat.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-matrix-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const nginx: Readonly<Partial<Record<Affinity, string>>> = {
  none: "upstream pool { server shop }",
  address: "upstream pool { ip_hash; server shop }",
  cookie: "upstream pool { hash $cookie_JSESSIONID; server shop }",
  route: String.raw`map $cookie_JSESSIONID $route { default ""; "~\.(?P<node>[A-Za-z0-9_]+)$" $node }
  map $route $pool { default any; app1 first; app2 second }
  upstream any { server shop }
  upstream first { server app1:8080; server app2:8080 backup }
  upstream second { server app2:8080; server app1:8080 backup }`,
};

const words = (store: Store): string => {
  switch (store.kind) {
    case "local":
      return "session_store carts local";
    case "memcached":
      return `memcached cache on ${[...store.nodes].join(" ")} {}
session_store carts on cache { sticky ${store.sticky ? "yes" : "no"} }`;
    case "cluster":
      return `session_store carts cluster { manager ${store.manager} }`;
    case "redisson":
      throw new Error("test/real/sessions.test.ts has redis");
  }
};

const topology = (affinity: Affinity, routes: boolean, store: Store): string => `lb 1
network lan 192.168.170.0/24
host edge { eth0 192.168.170.20 }
host app[1..2] { eth0 192.168.170.[31..32] }
host cache[1..2] { eth0 192.168.170.[41..42] }
${words(store)}
tomcat shop on app[1..2] {
  version 9
  jvm_route ${routes ? "auto" : "none"}
  context / { sessions carts }
}
nginx edge on edge {
  ${nginx[affinity] ?? ""}
  server {
    listen 80
    location / { proxy_pass http://${affinity === "route" ? "$pool" : "pool"}; proxy_set_header Host $host }
  }
}
`;

const sticky: Store = { kind: "memcached", sticky: true, sync: true, nodes: ["cache1", "cache2"] };
const free: Store = { ...sticky, sticky: false };
const local: Store = { kind: "local" };

/** Sums up what was seen as the model would: whether anything was stale or lost. */
const whole = ({ stale, lost }: { stale: number; lost: number }) => stale + lost === 0;

needs(
  ...fleetNeeds,
  "nginx",
  "memcached",
  jarsOf("msm"),
  jarsOf("tomcat9"),
)("sessions, as the model says and as they are", () => {
  test.each<[Affinity, string, Store, boolean]>([
    ["none", "in the heap", local, false],
    ["address", "in the heap", local, false],
    ["cookie", "in the heap", local, false],
    ["none", "sticky", sticky, true],
    ["none", "sticky, without routes", sticky, false],
    ["address", "sticky", sticky, true],
    ["cookie", "sticky", sticky, true],
    ["cookie", "sticky, without routes", sticky, false],
    ["route", "sticky", sticky, true],
    ["none", "not sticky", free, false],
    ["none", "in a cluster", { kind: "cluster", manager: "delta", sync: true }, false],
    ["none", "in a cluster with one copy", { kind: "cluster", manager: "backup", sync: true }, false],
  ])("behind affinity `%s`, %s", (affinity, name, store, routes) => {
    const compiled = compileUnjudged(topology(affinity, routes, store));
    expect(compiled.problems.filter((p) => p.severity === "error").map((p) => p.message)).toEqual([]);
    // Of two Tomcats the one dies that a browser without a cookie is not sent to: those that moved there have left
    // an older copy behind.
    const output = inFleet(
      work,
      `${affinity} ${name}`.replaceAll(/[ ,]+/g, "-"),
      compiled,
      `browse working 20 http://192.168.170.20/
first=$(on client curl -s http://192.168.170.20/ | sed 's/.*\\.3//')
die app$((3 - first)) tomcat
browse one 1 http://192.168.170.20/
echo "died app$((3 - first))"`,
    );
    const { working, one } = tallies(output);
    const dead = /^died (app[12])$/m.exec(output)?.[1] ?? "";
    if (working === undefined || one === undefined) throw new Error(output);
    // The numbers of spec/semantics/sessions.md, section 4.
    console.log(`${affinity}, ${name}: ${JSON.stringify(working)}, then ${JSON.stringify(one)}`);
    expect(working.failed + one.failed).toBe(0);
    const scene = { affinity, routes, store, balancers: ["edge"], tomcats: ["app1", "app2"] };
    expect(whole(working), output).toBe(now(scene).fate === "kept");
    expect(whole(one), output).toBe(after(scene, dead).fate === "kept");
    expect(working.kept).toBeGreaterThanOrEqual(BROWSERS);
  });
});
