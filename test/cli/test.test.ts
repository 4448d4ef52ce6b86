/** `lbc test`: promises, and what they visit. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, write } = inFolder();
const page = readFileSync(new URL("../../spec/testing.md", import.meta.url), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";

test("the page's topology is tested as the page says", async () => {
  write(block("lb"));
  expect(await lbc("test")).toEqual({ code: 0, out: block("text"), err: "" });
});

test("a broken promise is 1, and an error of check and build", async () => {
  write(block("lb").replace("{ status 403 }", "{ status 200 }"));
  const { code, out, err } = await lbc("test");
  expect(code).toBe(1);
  expect(out).toContain("9 kept, 1 broken, 0 that nobody can tell");
  expect(err).toContain(
    "error[expect/false]: this is not so: the answer is 403, an access rule denies the client",
  );
  expect(err).toContain("this rule denies the client");
  for (const verb of ["check", "build"]) {
    const found = await lbc(verb);
    expect(found.code).toBe(1);
    expect(found.err).toContain("error[expect/false]");
  }
});

test("rules are not asked, and what cannot be known is no error", async () => {
  write(`lb 1
network lan 10.0.0.0/24
host lvs[1..2] { eth0 10.0.0.[11..12] }
host web { eth0 10.0.0.21 }
vip v 10.0.0.100 { virtual_router_id 7; director lvs1 priority 100; director lvs2 priority 100 }
nginx web on web { server { listen 80; root /srv } }
expect http://x/ { status 200 }
`);
  expect((await lbc("check")).err).toContain("error[vrrp/");
  const { code, err, out } = await lbc("test");
  expect([code, out.split("\n")[0]]).toEqual([
    0,
    "1 promise in 1 expectation: 0 kept, 0 broken, 1 that nobody can tell",
  ]);
  expect(err).toContain("warning[expect/unknown]");
  expect(err).not.toContain("vrrp/");
});

test("--min-coverage", async () => {
  write(block("lb"));
  // 5 of 6.
  expect((await lbc("test", "--min-coverage", "83")).code).toBe(0);
  expect(await lbc("test", "--min-coverage", "84%")).toMatchObject({
    code: 1,
    err: "83% of the locations and directors are visited; 84% is asked for\n",
  });
  for (const wrong of ["half", "101", "-1", ""]) {
    const { code, err, out } = await lbc("test", `--min-coverage=${wrong}`);
    expect([wrong, code, out]).toEqual([wrong, 2, ""]);
    expect(err).toContain("takes a percentage");
  }
  write("lb 1\n");
  expect((await lbc("test", "--min-coverage", "100")).code).toBe(0);
});

test("a topology that cannot be understood is reported, and nothing is tested", async () => {
  write("lb 1\nhots a { }\nexpect http://x/ { status 200 }\n");
  const { code, out, err } = await lbc("test");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("error[word/unknown]");
});

test("of many that are missed some are named", async () => {
  const locations = Array.from({ length: 30 }, (_, i) => `    location /l${i} { return 200 }`).join("\n");
  write(`lb 1\nnetwork lan 10.0.0.0/24\nhost web { eth0 10.0.0.21 }\nnginx web on web {\n  server {\n    listen 80\n${locations}\n  }\n}
expect http://x/l7 { status 200 }\n`);
  const { out } = await lbc("test");
  expect(out).toContain("locations  1 of 30 visited, 3%");
  expect(out).toContain("  and 9 more\n");
  expect(out).not.toContain("location /l7 ");
});
