import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExample, compileUnjudged } from "../support/examples.ts";
import { BROWSERS, fleetNeeds, inFleet, tallies } from "../support/fleet.ts";
import { jarsOf } from "../support/fleet-tomcat.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-sessions-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const all = (rounds: number) => ({ kept: rounds * BROWSERS, stale: 0, lost: 0, failed: 0 });

needs(
  ...fleetNeeds,
  "nginx",
  "memcached",
  jarsOf("msm"),
  jarsOf("tomcat9"),
)("memcached-session-manager in a real Tomcat 9", () => {
  test("keeps the sessions of the sticky example when a memcached dies, comes back, and a Tomcat dies", () => {
    const output = inFleet(
      work,
      "sticky",
      compileExample("sessions-sticky"),
      `browse before 5 http://192.168.170.20/
die cache1 memcached
browse cache1 5 http://192.168.170.20/
again cache1 memcached; listens 192.168.170.41 11211
browse back 2 http://192.168.170.20/
die app1 tomcat
browse app1 5 http://192.168.170.20/`,
    );
    expect(tallies(output), output).toEqual({ before: all(5), cache1: all(5), back: all(2), app1: all(5) });
  });

  test("keeps the sessions of the shop example, which go round four Tomcats, through the same", () => {
    const edges = [21, 22, 23].map((n) => `http://192.168.170.${n}/`).join(" ");
    const output = inFleet(
      work,
      "shop",
      compileExample("shop"),
      `browse before 5 ${edges}
die cache1 memcached
sleep 1.5 # A Tomcat believes for a second that a node lives: spec/semantics/sessions.md, section 1.
browse cache1 5 ${edges}
again cache1 memcached; listens 192.168.170.41 11211
browse back 2 ${edges}
die app1 tomcat
browse app1 5 ${edges}`,
    );
    expect(tallies(output), output).toEqual({ before: all(5), cache1: all(5), back: all(2), app1: all(5) });
  });

  test("keeps sticky sessions when a host dies that runs a Tomcat and a memcached", () => {
    const compiled = compileUnjudged(`lb 1
network lan 192.168.170.0/24
host edge { eth0 192.168.170.20 }
host app[1..2] { eth0 192.168.170.[31..32] }
memcached cache on app[1..2] {}
session_store carts on cache { sticky yes }
tomcat shop on app[1..2] { version 9; context / { sessions carts } }
nginx edge on edge {
  upstream pool { ip_hash; server shop }
  server { listen 80; location / { proxy_pass http://pool } }
}
`);
    expect(compiled.problems).toEqual([]);
    const output = inFleet(
      work,
      "both",
      compiled,
      `browse before 3 http://192.168.170.20/
die app1 memcached; die app1 tomcat
browse app1 3 http://192.168.170.20/`,
    );
    expect(tallies(output), output).toEqual({ before: all(3), app1: all(3) });
  });
});

needs(
  ...fleetNeeds,
  "nginx",
  "redis-server",
  jarsOf("redisson"),
)("Redisson in a real Tomcat 10", () => {
  test("keeps the sessions of the example when a Tomcat dies and when redis is restarted", () => {
    const output = inFleet(
      work,
      "redis",
      compileExample("sessions-redis"),
      `browse before 5 http://192.168.170.20/
die app1 tomcat
browse app1 5 http://192.168.170.20/
die store redis
echo "without redis: $(status http://192.168.170.20/)"
again store redis; serves http://192.168.170.20/
browse back 2 http://192.168.170.20/`,
    );
    expect(output).toContain("without redis: 500");
    expect(tallies(output), output).toEqual({ before: all(5), app1: all(5), back: all(2) });
  });

  test("writes to the first redis, the others hold copies, and its restart empties none of them", () => {
    const compiled = compileUnjudged(`lb 1
network lan 192.168.170.0/24
host edge { eth0 192.168.170.20 }
host app[1..2] { eth0 192.168.170.[31..32] }
host store[1..3] { eth0 192.168.170.[41..43] }
redis store on store[1..3] { memory 64m; password "correct horse" }
session_store carts on store { key_prefix shop }
tomcat shop on app[1..2] { context / { sessions carts } }
nginx edge on edge {
  upstream tomcats { server shop }
  server { listen 80; location / { proxy_pass http://tomcats } }
}
`);
    expect(compiled.problems).toEqual([]);
    const output = inFleet(
      work,
      "redises",
      compiled,
      `count() { on client redis-cli --no-auth-warning -a 'correct horse' -h 192.168.170.$1 eval "return #redis.call('keys', 'shop:redisson:tomcat_session:*')" 0; }
copies() { # A replica takes a moment.
  for i in $(seq 100); do [ "$(count 42) $(count 43)" = "$(count 41) $(count 41)" ] && break; sleep 0.1; done
  echo "$1 $(count 41) $(count 42) $(count 43)"
}
browse before 5 http://192.168.170.20/
copies sessions
die app1 tomcat
browse app1 2 http://192.168.170.20/
die store2 redis
browse replica 2 http://192.168.170.20/
again store2 redis; listens 192.168.170.42 6379
die store1 redis
echo "without the first: $(status http://192.168.170.20/)"
again store1 redis; serves http://192.168.170.20/
browse back 2 http://192.168.170.20/
copies restarted`,
    );
    const [, first = "", copied] = /^sessions (\d+) (.*)$/m.exec(output) ?? [];
    expect(Number(first), output).toBeGreaterThanOrEqual(BROWSERS);
    expect(copied).toBe(`${first} ${first}`);
    const [, master = "", replicas] = /^restarted (\d+) (.*)$/m.exec(output) ?? [];
    expect(Number(master), output).toBeGreaterThanOrEqual(Number(first));
    expect(replicas).toBe(`${master} ${master}`);
    expect(output).toContain("without the first: 500");
    expect(tallies(output)).toEqual({ before: all(5), app1: all(2), replica: all(2), back: all(2) });
  });
});
