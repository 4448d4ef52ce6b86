import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../../src/check.ts";

const file = new URL("../../vscode-extension/snippets/lb.json", import.meta.url);
const snippets = JSON.parse(readFileSync(file, "utf8")) as Record<
  string,
  { readonly body: readonly string[] }
>;

/** As an editor inserts it when nothing is filled in: the first of several choices. */
function inserted(body: readonly string[]): string {
  const values = new Map<string, string>();
  return body
    .join("\n")
    .replaceAll(/\$\{(\d+)[:|]([^}|]*)\|?\}/g, (_, number: string, value: string) => {
      const first = value.split(",")[0] ?? "";
      values.set(number, first);
      return first;
    })
    .replaceAll(/\$(\d+)/g, (_, number: string) => values.get(number) ?? "");
}
const codes = (text: string) =>
  check({ file: "topo.lb", read: () => text, today: "2027-01-01" }).problems.map((p) => p.code);

test("a new topology is whole as it stands", () => {
  expect(codes(inserted(snippets["topology"]?.body ?? []))).toEqual([]);
});

/** What the others need around them. */
const around = `lb 1
network lan 192.0.2.0/24
host lvs[1..2] { eth0 192.0.2.[11..12] }
`;
const servers = "host web[1..3] { eth0 192.0.2.[21..23] }\n";
const apps = "host app[1..2] { eth0 192.0.2.[31..32] }\n";
const text = (name: string) => `${inserted(snippets[name]?.body ?? [])}\n`;
const [hosts, vip, service, nginx] = ["hosts", "vip", "virtual_server", "nginx"].map(text);

test.each<[string, string]>([
  ["hosts", `${around}${hosts}`],
  ["vip", `${around}${vip}`],
  ["virtual_server", `${around}${servers}${vip}${service}`],
  ["nginx", `${around}${servers}${apps}${nginx}`],
  ["expect down", `${around}${servers}${vip}${text("expect down")}`],
  [
    "expect request",
    `${around}${servers}${apps}${nginx}${text("expect request")}`.replace("status 200", "upstream apps"),
  ],
])("%s has no errors", (_, topology) => {
  const { problems } = check({ file: "topo.lb", read: () => topology, today: "2027-01-01" });
  expect(problems.filter((p) => p.severity === "error").map((p) => `${p.code}: ${p.message}`)).toEqual([]);
});

test("waive: only the rule is still to be named", () => {
  expect(codes(`lb 1\n${text("waive")}`)).toEqual(["waive/unknown-rule"]);
});
