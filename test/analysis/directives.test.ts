import { expect, test } from "vitest";
import { effective, outermost, placesOf, valueAt } from "../../src/analysis/directives.ts";
import { compileText } from "../support/examples.ts";

const tier = (statements: string) => {
  const [found] = compileText(
    `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\n${statements}\n}\n`,
  ).topology.nginxes;
  if (found === undefined) throw new Error("no nginx");
  return found;
};

test("main, events and http are one level", () => {
  const top = outermost(
    tier("events { worker_connections 9 }\nhttp { proxy_buffering off }\nworker_processes 2"),
  );
  expect(["worker_connections", "proxy_buffering", "worker_processes"].map((n) => valueAt([top], n))).toEqual(
    ["9", "off", "2"],
  );
});

test("the innermost level that has a directive gives all of them", () => {
  const places = placesOf(
    tier(`proxy_read_timeout 10s; proxy_set_header A 1; proxy_set_header B 2
server { listen 80; proxy_read_timeout 20s
  location / { proxy_set_header C 3; location /in/ { proxy_read_timeout 30s; if ($arg_x) { return 204 } } }
}`),
  );
  expect(
    places.map(({ block, levels }) => [
      block.name,
      valueAt(levels, "proxy_read_timeout"),
      effective(levels, "proxy_set_header").map((d) => d.args[0]?.value),
    ]),
  ).toEqual([
    ["server", "20s", ["A", "B"]],
    ["location", "20s", ["C"]],
    ["location", "30s", ["C"]],
    ["if", "30s", ["C"]],
  ]);
  expect(valueAt(places[0]?.levels ?? [], "proxy_send_timeout")).toBeUndefined();
});
