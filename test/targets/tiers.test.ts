import { describe, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";

/** The text of one file of a topology without problems; undefined where there is none. */
function fileOf(text: string, path: string): string | undefined {
  const { artifacts, problems } = compileUnjudged(`lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
${text}
`);
  expect(problems.map((p) => p.message)).toEqual([]);
  const artifact = artifacts.find((x) => x.path === path);
  return artifact && contentOf(artifact);
}

describe("redis.conf", () => {
  const conf = "a/etc/redis/redis.conf";
  const second = "a/etc/redis/redis-two.conf";
  test.each([
    ["the folder of 7's log", "redis one on a {}", conf, 'appenddirname "appendonlydir"'],
    [
      "6's log has no folder",
      "target { redis 6.0.16 }\nredis one on a {}",
      conf,
      'appendfilename "appendonly.aof"',
    ],
    [
      "two of 6 have a log each",
      "target { redis 6.0.16 }\nredis one on a {}\nredis two on a { port 6380 }",
      second,
      'appendfilename "appendonly-two.aof"',
    ],
    ["one host keeps no log unless asked", "redis one on a {}", conf, "appendonly no"],
    ["a master that comes back must not come back empty", "redis one on a b {}", conf, "appendonly yes"],
    ["unless that is said", "redis one on a b { appendonly no }", conf, "appendonly no"],
  ])("%s", (_, text, path, line) => {
    expect(fileOf(text, path)?.split("\n")).toContain(line);
  });

  test("6 knows no appenddirname, on which it would not start", () => {
    expect(fileOf("target { redis 6.0.16 }\nredis one on a {}", conf)).not.toContain("appenddirname");
  });
});

test("a second memcached's unit names no file that the memcache user may not write", () => {
  const two = "memcached one on a { port 1 }\nmemcached two on a { port 2 }";
  expect(fileOf(two, "a/etc/memcached.conf")).toContain("-P /run/memcached/memcached.pid");
  expect(fileOf(two, "a/etc/memcached_two.conf")).not.toMatch(/^-P/m);
  expect(fileOf(two, "a/etc/systemd/system/memcached-two.service")).not.toContain("PIDFile");
});

test("Tomcat takes what is shipped by a restart, not while it is copied", () => {
  expect(fileOf("tomcat t on a { context / }", "a/conf/server.xml")).toContain('autoDeploy="false"');
});

describe("the play", () => {
  test("ships a host's files in the order in which their services may be restarted", () => {
    const text = `host w { eth0 10.0.0.3 }
vip v 10.0.0.9/24 { virtual_router_id 7; director a priority 100; director b priority 50 }
virtual_server v:80 { fwmark 5; forward nat; scheduler wrr; real_server w }
memcached m on a { port 1 }
tomcat t on a { version 9; context / {} }
nginx n on a { server { listen 81 } }`;
    const variables = fileOf(text, "ansible/host_vars/a.yml") ?? "";
    const order = [...variables.matchAll(/restart: "([^"]*)"/g)].map((m) => m[1]);
    expect([...new Set(order)]).toEqual([
      "modules loaded",
      "settings applied",
      "memcached restarted",
      "tomcat restarted",
      "lbc-marks restarted",
      "nginx reloaded",
      "keepalived reloaded",
    ]);
  });
});
