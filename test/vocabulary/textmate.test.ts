import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmateLibrary from "vscode-textmate";
import type { IRawGrammar } from "vscode-textmate";
import { textmate } from "../../src/vocabulary/textmate.ts";

const root = new URL("../../", import.meta.url);
const file = new URL("vscode-extension/syntaxes/lb.tmLanguage.json", root);
const made = `${JSON.stringify(textmate(), null, 1)}\n`;

test("the grammar of the extension is made from the vocabulary; `npm run bless` rewrites it", () => {
  if (process.env["LBC_BLESS"] === "1") writeFileSync(file, made);
  expect(readFileSync(file, "utf8")).toBe(made);
});

/** VS Code's own tokenizer. */
async function grammar() {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmateLibrary.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => JSON.parse(made) as IRawGrammar,
  });
  const loaded = await registry.loadGrammar("source.lb");
  if (loaded === null) throw new Error("no grammar");
  return loaded;
}
const loaded = grammar();

type Token = { readonly text: string; readonly start: number; readonly scopes: readonly string[] };

async function tokensOf(text: string): Promise<readonly Token[]> {
  const of = await loaded;
  const out: Token[] = [];
  let state = textmateLibrary.INITIAL;
  let before = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = of.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens)
      out.push({ text: line.slice(startIndex, endIndex), start: before + startIndex, scopes });
    before += line.length + 1;
  }
  return out;
}

// A text with `‹words›`, and how the innermost scope of them begins.
test.each<[string, string]>([
  ["‹host› web { eth0 10.0.0.1 }", "keyword.control"],
  ['  ‹include› "hosts.lb"', "keyword.control"],
  ["# ‹host› web", "comment.line"],
  ["host web { memory 1g } ‹# of the shop›", "comment.line"],
  ["vip v 10.0.0.1 { ‹virtual_router_id› 60 }", "support.type.property-name"],
  ["vip v 10.0.0.1 { director a ‹priority› 60 }", "support.type.property-name"],
  ["vip v 10.0.0.1 { virtual_router_id ‹60› }", "constant.numeric"],
  ["host a { memory ‹128m› }", "constant.numeric"],
  ["check tcp { every ‹1m30s›; timeout 3s }", "constant.numeric"],
  ["vip v ‹192.0.2.1/24›", "constant.numeric.address"],
  ["vip v ‹2001:db8::1/64›", "constant.numeric.address"],
  ["virtual_server shop:‹80› { scheduler rr }", "constant.numeric.port"],
  ["virtual_server shop:80 { scheduler ‹wlc› }", "constant.language"],
  ["host web[1‹..›3] { }", "keyword.operator.range"],
  ['vip v { auth_pass ‹"1111› }', "string.quoted.double"],
  ['param x "a ‹\\"› b"', "constant.character.escape"],
  ['waive a/b because "x" until ‹2027-06-30›', "constant.other.date"],
  ["host ‹host› { eth0 10.0.0.1 }", "entity.name"],
  ["host ‹web›[1..3] { eth0 10.0.0.1 }", "entity.name"],
  ["nginx ‹edge› on a { }", "entity.name"],
  ["virtual_server ‹shop›:80 { }", "source.lb"],
  ["nginx a on b { ‹worker_processes› 8 }", "support.function.directive.nginx"],
  ["nginx a on b {\n  server {\n    ‹proxy_pass› http://x\n  }\n}", "support.function.directive.nginx"],
  ["nginx a on b {\n  server { location ‹~*› \\.png$ { } }\n}", "keyword.operator.modifier.nginx"],
  ["nginx a on b {\n  server { location ~* ‹\\.(png|gif)$› { } }\n}", "string.regexp"],
  ["nginx a on b { server { return 200 ‹$host› } }", "variable.other.nginx"],
  ["nginx a on b { server { server_name ‹$(domain)› } }", "variable.other.param"],
  ["nginx a on b { server { } }\n‹host› web { }", "keyword.control"],
  ["vip v { keepalived { ‹garp_master_refresh› 60 } }", "support.function.directive.keepalived"],
  ["vip v { keepalived { garp_master_refresh 60 }\n ‹director› a }", "support.type.property-name"],
])("%s", async (marked, scope) => {
  const start = marked.indexOf("‹");
  const end = marked.indexOf("›") - 1;
  const tokens = await tokensOf(marked.replaceAll(/[‹›]/g, ""));
  const found = tokens.filter((t) => t.start < end && t.start + t.text.length > start);
  expect(found.length).toBeGreaterThan(0);
  for (const { text, scopes } of found)
    expect(scopes.at(-1)?.startsWith(scope), `${text}: ${scopes.join(" ")}`).toBe(true);
});

test("the examples: every declaration is one, no word of nginx is left without its colour, all is closed again", async () => {
  for (const name of readdirSync(new URL("examples", root))) {
    const text = readFileSync(new URL(`examples/${name}/topo.lb`, root), "utf8");
    const tokens = await tokensOf(`${text}\nhost the_last { }`);
    const words = (scope: string) =>
      tokens.filter(({ scopes }) => scopes.at(-1)?.startsWith(scope)).map((t) => t.text);
    expect(words("keyword.control"), name).toContain("host");
    expect(words("invalid"), name).toEqual([]);
    const last = tokens.findLast((t) => t.text === "host");
    expect(last?.scopes, name).toEqual(["source.lb", "keyword.control.lb"]);
    if (/^nginx /m.test(text)) expect(words("support.function.directive.nginx"), name).toContain("server");
  }
});
