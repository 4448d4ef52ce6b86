/** The page of `lbc graph` in a browser, used as a person would; and DOT read by Graphviz. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dot } from "../../src/graph/dot.ts";
import { graphOf } from "../../src/graph/graph.ts";
import { html } from "../../src/graph/html.ts";
import type { Graph } from "../../src/graph/model.ts";
import { svg } from "../../src/graph/svg.ts";
import { compileExample, compileText, exampleNames } from "../support/examples.ts";
import { needs } from "../support/real.ts";

const HOSTILE = `lb 1
network lan 10.0.0.0/24
host web { eth0 10.0.0.21 }
nginx edge on web {
  server {
    listen 80
    server_name "</script><script>window.pwned=1</script>"
    location "/<img src=x onerror=window.pwned=1>&lt;" { return 200 "<svg onload=window.pwned=1>" }
    location '/a";x' { return 204 }
  }
}
`;

/** Runs in the page: texts that reach out of their node. */
const WIDE = `[...document.querySelectorAll(".node, .chip")].flatMap((node) => {
  const limit = node.querySelector("rect").getBoundingClientRect();
  return [...node.querySelectorAll(":scope > text")].flatMap((text) => {
    const { left, right } = text.getBoundingClientRect();
    return left < limit.left || right > limit.right ? [text.textContent] : [];
  });
})`;

/** Runs in the page: of each text of a node, its contrast with what it stands on (WCAG 2.2, 1.4.3). */
const CONTRASTS = `(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/\\d+(\\.\\d+)?/g).map((v) => {
      const c = Number(v) / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...document.querySelectorAll(".node")].flatMap((node) =>
    [...node.querySelectorAll(":scope > text")].map((text) => {
      const [a, b] = [text, node.querySelector("rect")].map((e) => light(getComputedStyle(e).fill)).sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    }),
  );
})()`;

function graphIn(name: string): Graph {
  const { topology, problems } = name === "hostile" ? compileText(HOSTILE) : compileExample(name);
  return graphOf(topology, problems);
}

needs("chromium")("in Chromium", () => {
  let browser: Browser;
  let work = "";
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), "lbc-graph-"));
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(work, { recursive: true, force: true });
  });

  type Opened = { readonly page: Page; readonly wrong: readonly string[] };
  /** `wrong` is what the page complained of or asked for. */
  async function open(
    name: string,
    scheme: "light" | "dark" = "light",
    script = "",
    deviceScaleFactor = 1,
    height = 480,
    width = 1500,
  ): Promise<Opened> {
    const file = join(work, `${name}.html`);
    writeFileSync(file, html(graphIn(name)));
    const wrong: string[] = [];
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: scheme,
      deviceScaleFactor,
    });
    page.on("console", (m) => wrong.push(m.text()));
    page.on("pageerror", (e) => wrong.push(e.message));
    page.on("request", (r) => {
      if (r.url() !== pathToFileURL(file).href) wrong.push(r.url());
    });
    if (script !== "") await page.addInitScript(script);
    await page.goto(pathToFileURL(file).href);
    return { page, wrong };
  }
  const node = (page: Page, id: string) => page.locator(`[data-id="${id}"]`);
  /** What a click on the middle of a box would hit may be one of its cells. */
  const click = (page: Page, id: string) => node(page, id).locator("text").first().click();
  const stateOf = (page: Page, id: string) => node(page, id).getAttribute("class");

  test("a page opens without an error and asks for nothing; no text is wider than its box", async () => {
    for (const name of [...exampleNames, "hostile"]) {
      const { page, wrong } = await open(name);
      expect(await page.locator(".box").count(), name).toBeGreaterThan(1);
      const wide = await page.evaluate(WIDE);
      expect(wide, name).toEqual([]);
      expect(wrong, name).toEqual([]);
      await page.close();
    }
  });

  test("in half a window all is seen and can be read, and a node that is chosen is not covered", async () => {
    const { page, wrong } = await open("shop", "dark", "", 1, 720, 640);
    const box = async (id: string) =>
      (await node(page, id).boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    const ids = graphIn("shop").boxes.map((b) => b.id);
    const isSeen = ({ x, y, width, height }: Awaited<ReturnType<typeof box>>) =>
      x >= 0 && y >= 0 && x + width <= 640 && y + height <= 720;
    for (const id of ids) expect(isSeen(await box(id)), id).toBe(true);
    expect(await page.locator("#panel").isVisible()).toBe(false);
    const letters = (await node(page, "vip shop").locator(".title").boundingBox())?.height ?? 0;
    expect(letters).toBeGreaterThan(8);
    await click(page, "store carts");
    expect(await page.locator("#panel").isVisible()).toBe(true);
    const panel = (await page.locator("#panel").boundingBox())?.y ?? 0;
    const { y, height } = await box("store carts");
    expect(y + height).toBeLessThan(panel);
    // The way is as it was: what was looked at did not turn.
    expect((await box("vip shop")).y).toBeLessThan(y);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1500, height: 420 });
    await page.keyboard.press("0");
    // Now it goes to the right.
    await expect
      .poll(async () => (await box("store carts")).x - (await box("vip shop")).x)
      .toBeGreaterThan(500);
    await page.getByRole("button", { name: "Details" }).click();
    expect(await page.locator("#panel").isVisible()).toBe(false);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("a search finds, a click shows the declaration, Escape goes back", async () => {
    const { page, wrong } = await open("shop");
    await page.keyboard.press("/");
    await page.keyboard.type("/static/");
    await page.locator("#matches", { hasText: "1 found" }).waitFor();
    expect(await page.locator(".cell.found").textContent()).toContain("^~ /static/");
    await page.keyboard.press("Escape");
    expect(await page.locator(".found").count()).toBe(0);
    await click(page, "vip shop");
    expect(await page.locator("#panel pre").textContent()).toContain("director lvs1 priority 150");
    expect(await page.locator("#panel").textContent()).toContain("topo.lb:10");
    await page.keyboard.press("Escape");
    expect(await page.locator("#panel pre").count()).toBe(0);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("switching lvs1 off moves the vip, and on again brings it back", async () => {
    const { page, wrong } = await open("shop");
    expect(await node(page, "vip shop").textContent()).toContain("lvs1 › lvs2");
    expect(await stateOf(page, "director lvs2")).toBe("node box director idle");
    await node(page, "director lvs1").locator(".power").click();
    expect(await stateOf(page, "director lvs1")).toBe("node box director down");
    expect(await stateOf(page, "director lvs2")).toBe("node box director on");
    expect(await node(page, "vip shop").textContent()).not.toContain("lvs1");
    for (const app of [1, 2, 3, 4]) await node(page, `Tomcat 9 shop app${app}`).locator(".power").click();
    expect(await stateOf(page, "store carts")).toContain("lost");
    await page.getByRole("button", { name: "lvs1 is down" }).click();
    expect(await node(page, "vip shop").textContent()).toContain("lvs1 › lvs2");
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("the keyboard alone does the same", async () => {
    const { page } = await open("lab");
    await node(page, "director node01").focus();
    await page.keyboard.press("d");
    expect(await stateOf(page, "director node04")).toContain(" on");
    // The picture was drawn anew, and the focus stayed.
    await page.keyboard.press("Enter");
    expect(await page.locator("#panel h2").textContent()).toBe("node01");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("#panel h2").textContent()).not.toBe("node01");
    await page.close();
  });

  test("the fleet is one node that opens, by a click or by a search, and what is right of it makes room", async () => {
    const { page } = await open("fleet");
    expect(await page.locator(".cell").count()).toBeLessThan(10);
    const at = async () => (await node(page, "server web 0").boundingBox())?.x ?? 0;
    const before = await at();
    await page.getByRole("button", { name: "200 hosts" }).click();
    expect(await page.locator(".cell").count()).toBeGreaterThan(200);
    expect(await at()).toBeGreaterThan(before + 200);
    for (const host of ["web001", "web200"])
      await page.locator(`.power[data-host="${host}"]`).dispatchEvent("click");
    await page.getByRole("button", { name: "200 hosts" }).click();
    expect(await page.locator(".cell").count()).toBeLessThan(10);
    expect(await page.locator(".chip").textContent()).toContain("200 hosts, 2 down");
    expect(await page.evaluate(WIDE)).toEqual([]);
    await page.locator("#search").fill("web142");
    expect(await page.locator(".cell.found").textContent()).toContain("web142");
    await page.keyboard.press("Enter");
    expect(await page.locator("#panel pre").textContent()).toContain("host web[001..200]");
    const seen = await page.locator(".cell.selected").boundingBox();
    expect(seen?.x).toBeGreaterThan(0);
    expect(seen?.x).toBeLessThan(1190);
    await page.close();
  });

  test("the pointer moves the picture, the wheel scales it, and a movement is no click", async () => {
    const { page } = await open("shop");
    const at = async () => (await node(page, "vip shop").boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const before = await at();
    await page.mouse.move(before.x + 5, before.y + 5);
    await page.mouse.down();
    await page.mouse.move(before.x + 105, before.y + 45, { steps: 4 });
    await page.mouse.up();
    const moved = await at();
    expect([Math.round(moved.x - before.x), Math.round(moved.y - before.y)]).toEqual([100, 40]);
    expect(await page.locator("#panel pre").count()).toBe(0);
    await page.mouse.wheel(0, -300);
    expect((await at()).width).toBeGreaterThan(before.width * 1.5);
    await page.close();
  });

  test("light and dark are unlike, and text stands out in both", async () => {
    const seen = new Set<string>();
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open("shop", scheme);
      seen.add(await page.evaluate<string>("getComputedStyle(document.body).backgroundColor"));
      const ratios = await page.evaluate<number[]>(CONTRASTS);
      expect(ratios.length).toBeGreaterThan(20);
      expect(Math.min(...ratios), scheme).toBeGreaterThan(4.5);
      await page.close();
    }
    expect(seen.size).toBe(2);
  });

  test("in an editor a click opens the line, and a page that replaces this one goes on as it was", async () => {
    const stub = `window.posted = [];
      window.acquireVsCodeApi = () => ({
        postMessage: (m) => window.posted.push(m),
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
        setState: (s) => sessionStorage.setItem("state", JSON.stringify(s)),
      });`;
    const { page, wrong } = await open("shop", "light", stub);
    await click(page, "service shop:80");
    expect(await page.evaluate("window.posted")).toEqual([{ type: "open", file: "topo.lb", line: 17 }]);
    await node(page, "director lvs1").locator(".power").click();
    await page.locator("#in").click();
    const before = await node(page, "vip shop").boundingBox();
    await page.reload();
    expect(await node(page, "vip shop").boundingBox()).toEqual(before);
    expect(await stateOf(page, "director lvs1")).toContain("down");
    expect(await stateOf(page, "service shop:80")).toContain("selected");
    // What is remembered is not asked for again.
    expect(await page.evaluate("window.posted")).toEqual([]);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("nothing of a topology runs or becomes an element", async () => {
    const { page, wrong } = await open("hostile");
    for (const id of ["server edge 0", "server edge 0 0", "server edge 0 1"]) await click(page, id);
    expect(await page.locator("#panel").textContent()).toContain('/a";x');
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("the SVG is a picture for an <img> too", async () => {
    const page = await browser.newPage();
    for (const name of ["shop", "hostile"]) {
      await page.setContent(`<img src="data:image/svg+xml,${encodeURIComponent(svg(graphIn(name)))}">`);
      await page.waitForFunction("document.images[0]?.complete");
      expect(await page.evaluate("document.images[0].naturalWidth"), name).toBeGreaterThan(300);
    }
    await page.close();
  });

  test("the README's picture is of this page", async () => {
    const shown = fileURLToPath(new URL("../../spec/images/graph-shop.png", import.meta.url));
    const { page } = await open("shop", "light", "", 1.5, 400);
    await node(page, "director lvs1").locator(".power").click();
    await click(page, "vip shop");
    const taken = await page.screenshot();
    await page.close();
    if (process.env["LBC_BLESS"] === "1") writeFileSync(shown, taken);
    expect(statSync(shown).size).toBeLessThan(150_000);
    // Letters differ from machine to machine; the size of the picture does not.
    expect(readFileSync(shown).subarray(16, 24)).toEqual(taken.subarray(16, 24));
  });
});

needs("dot")("Graphviz", () => {
  test.each([...exampleNames, "hostile"])("reads the picture of %s, and shows the same words", (name) => {
    const graph = graphIn(name);
    const { stdout, stderr, status } = spawnSync("dot", ["-Tsvg"], { input: dot(graph), encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const words = [...stdout.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) =>
      text
        .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&")
        .replaceAll("\u00a0", " "),
    );
    for (const { title } of graph.boxes) expect(words, title).toContain(title);
  });
});
