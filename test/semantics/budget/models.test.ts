import { describe, expect, test } from "vitest";
import { nginxHandles } from "../../../src/semantics/budget/host.ts";
import {
  count,
  judge,
  rangeOf,
  type Expression,
  type Inequality,
} from "../../../src/semantics/budget/inequality.ts";
import {
  clients,
  descriptorLimit,
  descriptors,
  proxied,
  servesOne,
  type NginxWorkers,
} from "../../../src/semantics/budget/nginx-worker.ts";
import { portsOf, portsSuffice, ratePerServer } from "../../../src/semantics/budget/ports.ts";
import {
  askedOnce,
  attempts,
  outerWaits,
  silence,
  tries,
  type Proxy,
} from "../../../src/semantics/budget/retries.ts";
import { copies, sessionsFit } from "../../../src/semantics/budget/sessions-memory.ts";
import { detection, nginxDropsFirst } from "../../../src/semantics/budget/timeouts.ts";
import { idleFits, requestsFit } from "../../../src/semantics/budget/tomcat.ts";

const kind = (inequality: Inequality) => judge(inequality).kind;
const exact = (expression: Expression) => {
  const { least, most } = rangeOf(expression);
  expect(least).toBe(most);
  return least;
};
const workers = (given: Partial<NginxWorkers>): NginxWorkers => ({
  workers: 8,
  connections: 4000,
  shared: 1,
  reuseport: 0,
  idle: 0,
  logs: 1,
  ...given,
});

describe("a worker of nginx", () => {
  test("sockets, the channel and idle connections come off worker_connections", () => {
    expect(exact(clients(workers({ connections: 16 })))).toBe(14);
    expect(exact(proxied(workers({ connections: 16 })))).toBe(7);
    expect(rangeOf(clients(workers({ connections: 16, idle: { least: 0, most: 4 } })))).toEqual({
      least: 10,
      most: 14,
    });
    expect(exact(clients(workers({ connections: 2, shared: 5 })))).toBe(0);
  });
  test("needs one connection more than it starts with", () => {
    expect(kind(servesOne(workers({ connections: 2 }), false))).toBe("broken");
    expect(kind(servesOne(workers({ connections: 3 }), false))).toBe("holds");
    expect(kind(servesOne(workers({ connections: 3 }), true))).toBe("broken");
  });
  test("descriptors with and without files", () => {
    const w = workers({ workers: 4, shared: 1, reuseport: 2 });
    expect(exact(descriptors(w, false))).toBe(6 + 1 + 8 + 4 + 1 + 3996);
    expect(exact(descriptors(w, true))).toBe(6 + 1 + 8 + 4 + 1 + 2 * 3996);
    expect(exact(nginxHandles(w, false))).toBe(4 * 4016);
    expect(rangeOf(descriptors(workers({ workers: undefined }), false)).most).toBe(Infinity);
  });
  test("a limit past fs.nr_open leaves the service's", () => {
    const nrOpen = 1_048_576;
    expect(descriptorLimit({ rlimit: 65_535, service: 1024, nrOpen }).least).toBe(65_535);
    expect(descriptorLimit({ rlimit: nrOpen + 1, service: 1024, nrOpen }).least).toBe(1024);
    expect(descriptorLimit({ service: 1024, nrOpen }).name).toBe("LimitNOFILE");
  });
});

test.each([
  ["32768 60999", 28_232],
  ["1024\t65535", 64_512],
  ["5 5", 1],
  ["60999 32768", undefined],
  ["0 9", undefined],
  ["1024", undefined],
  ["1 99999", undefined],
])("ip_local_port_range `%s`: %j", (text, ports) => {
  expect(portsOf(text)).toBe(ports);
});

test("ports toward an upstream, by its spread", () => {
  const fits = (requests: number, spread: Parameters<typeof portsSuffice>[1]) =>
    kind(portsSuffice(count("requests", requests), spread, 20));
  expect(fits(40, { kind: "by weight", weights: [1, 1] })).toBe("holds");
  expect(fits(41, { kind: "by weight", weights: [2, 2] })).toBe("broken");
  // Three of four go to the first.
  expect(fits(26, { kind: "by weight", weights: [3, 1] })).toBe("holds");
  expect(fits(27, { kind: "by weight", weights: [3, 1] })).toBe("broken");
  expect(fits(20, { kind: "by key", servers: 2 })).toBe("holds");
  expect(fits(21, { kind: "by key", servers: 2 })).toBe("unknown");
  expect(fits(41, { kind: "by key", servers: 2 })).toBe("broken");
  expect(ratePerServer(28_232)).toBe(470);
});

test("Tomcats behind nginx", () => {
  const connector = { maxConnections: 100, maxThreads: 10, acceptCount: 10 };
  expect(kind(idleFits(2, 5, 10, connector))).toBe("holds");
  expect(kind(idleFits(2, 5, 11, connector))).toBe("broken");
  expect(kind(idleFits(2, undefined, 10, connector))).toBe("unknown");
  expect(kind(requestsFit(count("requests", 330), 3, connector))).toBe("holds");
  expect(kind(requestsFit(count("requests", 330), 2, connector))).toBe("broken");
});

test("timeouts: equal ones race", () => {
  expect(kind(nginxDropsFirst(60, 20))).toBe("broken");
  expect(kind(nginxDropsFirst(20, 20))).toBe("broken");
  expect(kind(nginxDropsFirst(15, 20))).toBe("holds");
  expect(kind(nginxDropsFirst(60, undefined))).toBe("unknown");
  expect(exact(detection({ every: 6, timeout: 3, retry: 3, delayBeforeRetry: 3 }))).toBe(27);
});

describe("retries", () => {
  const proxy: Proxy = {
    name: "edge",
    servers: 4,
    next: true,
    tries: 0,
    connectTimeout: 60,
    readTimeout: 60,
    nextTimeout: 0,
  };
  test("as many as servers, unless limited or off", () => {
    expect(tries(proxy)).toBe(4);
    expect(tries({ ...proxy, tries: 2 })).toBe(2);
    expect(tries({ ...proxy, tries: 9 })).toBe(4);
    expect(tries({ ...proxy, next: false })).toBe(1);
    expect(tries({ ...proxy, tries: undefined })).toEqual({ least: 1, most: 4 });
    expect(tries({ ...proxy, nextTimeout: 100 }, 60)).toBe(2);
  });
  test("multiply, and the outer must wait for the inner", () => {
    const chain = [{ ...proxy, servers: 2 }, proxy];
    expect(exact(attempts(chain))).toBe(8);
    expect(kind(askedOnce(chain))).toBe("broken");
    expect(kind(askedOnce([{ ...proxy, servers: 1 }, proxy]))).toBe("holds");
    expect(exact(silence(proxy))).toBe(240);
    expect(kind(outerWaits(proxy, proxy))).toBe("broken");
    expect(kind(outerWaits(proxy, { ...proxy, connectTimeout: 2 }))).toBe("holds");
  });
});

test("sessions: two copies that lie twice as long, on the nodes that are left", () => {
  const memcached = { memory: 64 * 1024 ** 2, largestItem: 1024 ** 2 };
  const demand = { sessions: 100, size: 200_000, sticky: false };
  expect([copies(true, 2), copies(false, 2), copies(false, 1), copies(true, 0)]).toEqual([1, 2, 1, 0]);
  expect(kind(sessionsFit(demand, 2, memcached))).toBe("holds");
  expect(kind(sessionsFit({ ...demand, sessions: 161 }, 2, memcached))).toBe("broken");
  // One node keeps one copy, and has half the room.
  expect(kind(sessionsFit({ ...demand, sessions: 160 }, 1, memcached))).toBe("holds");
  expect(kind(sessionsFit({ ...demand, size: undefined }, 2, memcached))).toBe("unknown");
});
