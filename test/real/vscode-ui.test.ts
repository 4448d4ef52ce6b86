/** What a person sees and does, in the workbench as it looks: installed from the .vsix, driven by keys and mouse. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needs } from "../support/real.ts";
import {
  packExtension,
  PATIENCE,
  shots,
  startWorkbench,
  workbenchFiles,
  type Workbench,
} from "../support/workbench.ts";

const topology = `lb 1

network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
host web[1..3] { eth0 192.168.170.[21..23] }

vip shop 192.168.170.100 {
  virtual_router_id 60
  director lvs1 priority 150
  director lvs2 priority 100
}

virtual_server shop:80 {
  forward dr
  scheduler rr
  check tcp { every 5s; timeout 3s }
  real_server web[1..3]
}
`;
/** Milliseconds to wait for what may have to be asked for again. */
const AGAIN = 8000;

needs(...workbenchFiles)("VS Code's workbench", () => {
  let bench: Workbench;
  let page: Page;
  let count = 0;
  const shot = (name: string) => page.screenshot({ path: join(shots, `ui-${++count}-${name}.png`) });
  const line = (text: string) =>
    page.locator(".editor-instance .view-line").filter({ hasText: new RegExp(text.replaceAll(" ", "\\s")) });
  const word = (of: Locator, text: string) =>
    of.locator("span span", { hasText: new RegExp(`^\\s*${text}\\s*$`) }).first();
  const squiggle = () => page.locator(".editor-instance .squiggly-error");
  /** Tries until something shows: a hover that opens, or a request that VS Code drops, spoils the first. */
  const untilShown = async (what: Locator, act: () => Promise<unknown>) => {
    for (let tries = 0; ; tries++) {
      await act();
      const isShown = await what
        .first()
        .waitFor({ timeout: AGAIN })
        .then(
          () => true,
          () => false,
        );
      if (isShown) return;
      if (tries === 10) throw new Error(`not shown: ${String(what)}`);
    }
  };
  const away = () => page.mouse.move(1000, 600);
  const command = async (title: string) => {
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title });
    await untilShown(row, async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      await page.locator(".quick-input-widget input").first().fill(`>${title}`);
    });
    await page.keyboard.press("Enter");
  };
  /** The cursor behind a text of a line, in the editor. */
  const cursorAfter = async (of: string, text: string) => {
    await word(line(of), text).click();
    await away();
    await page.keyboard.press("End");
  };

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    bench = await startWorkbench({ "topo.lb": topology }, packExtension());
    ({ page } = bench);
    await bench.open([["openFile", bench.uri(join(bench.folder, "topo.lb"))]]);
    await line("director lvs2").waitFor();
    // More room for what is looked at.
    await page.keyboard.press("Control+B");
    await page.locator(".sidebar").waitFor({ state: "hidden" });
  });
  afterAll(async () => {
    await page?.screenshot({ path: join(shots, "ui-last.png") });
    await bench?.stop();
  });

  test("words are coloured", async () => {
    // A class is a colour of the theme.
    const colour = (of: Locator) => of.getAttribute("class");
    // Of the semantic tokens, once the server speaks; the hint stands only then.
    await line("director lvs1 priority 150").getByText("master").waitFor();
    const declaration = await colour(word(line("vip shop"), "vip"));
    const number = await colour(word(line("virtual_router_id"), "60"));
    const property = await colour(word(line("virtual_router_id"), "virtual_router_id"));
    expect(new Set([declaration, number, property]).size).toBe(3);
  });

  test("a priority tie is typed: a squiggle, a problem, the status bar", async () => {
    await cursorAfter("director lvs2", "director");
    for (let i = 0; i < 3; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type("150");
    await squiggle().first().waitFor();
    await page.locator(".statusbar-item", { hasText: "lbc" }).filter({ hasText: "1" }).waitFor();
    await page.keyboard.press("Control+Shift+M");
    const row = page.locator(".markers-panel .monaco-list-row", { hasText: "vrrp/priority-tie" });
    await row.first().waitFor();
    expect(await row.first().innerText()).toMatch(/Ln 10, Col/);
  });

  test("its hover says what is wrong", async () => {
    const hover = page.locator(".monaco-hover:visible", { hasText: "vrrp/priority-tie" });
    await untilShown(hover, async () => {
      await away();
      await word(line("director lvs2"), "150").hover();
    });
    await shot("hover");
    await away();
    await page.keyboard.press("Escape");
  });

  test("its fix is applied and the squiggle goes", async () => {
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: "priority" });
    await untilShown(fix, async () => {
      await page.keyboard.press("Escape");
      await word(line("director lvs2"), "150").click();
      await away();
      await page.keyboard.press("Control+.");
    });
    await shot("fixes");
    await page.keyboard.press("Enter");
    await squiggle().first().waitFor({ state: "detached" });
    await line("director lvs2 priority 140").waitFor();
  });

  test("a host is renamed everywhere", async () => {
    const box = page.locator(".rename-box input, .rename-box textarea").first();
    await untilShown(box, async () => {
      await page.keyboard.press("Escape");
      await word(line("host web"), "web").click();
      await away();
      await page.keyboard.press("F2");
    });
    await box.fill("edge[1..3]");
    await page.keyboard.press("Enter");
    await line("host edge").waitFor();
    await line("real_server edge").waitFor();
  });

  test("a word is completed", async () => {
    await cursorAfter("scheduler", "scheduler");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    const row = page.locator(".suggest-widget .monaco-list-row", { hasText: "wlc" });
    await page.keyboard.type("wl");
    await untilShown(row, () => page.keyboard.press("Control+Space"));
    await shot("completion");
    await page.keyboard.press("Enter");
    await line("scheduler wlc").waitFor();
  });

  test("the file is formatted and saved", async () => {
    await cursorAfter("forward", "forward");
    await page.keyboard.type("   ;   # by ARP");
    await command("Format Document");
    await line("  forward dr # by ARP").waitFor();
    await page.keyboard.press("Control+S");
    await expect
      .poll(() => readFileSync(join(bench.folder, "topo.lb"), "utf8"), { timeout: 60_000 })
      .toMatch(/forward dr +# by ARP\n/);
  });

  const inPicture = async (selector: string) => {
    for (const frame of page.frames()) {
      const found = frame.locator(selector).first();
      if ((await found.count().catch(() => 0)) > 0) return found;
    }
    return undefined;
  };
  const drawn = (selector: string) =>
    expect.poll(async () => (await inPicture(selector)) !== undefined, { timeout: PATIENCE }).toBe(true);

  test("the picture stands beside it; a click goes to the line, and what is typed is drawn", async () => {
    await word(line("scheduler"), "scheduler").click();
    // The list of problems makes room.
    await page.keyboard.press("Control+J");
    await page.locator(".markers-panel").waitFor({ state: "hidden" });
    await command("lbc: Show the Picture");
    const vip = '#picture [data-id="vip shop"]';
    await drawn(vip);
    const active = page.locator(".editor-instance .line-numbers.active-line-number");
    await expect
      .poll(
        async () => {
          await (await inPicture(vip))?.click({ timeout: AGAIN }).catch(() => undefined);
          return active.first().innerText();
        },
        { timeout: PATIENCE },
      )
      .toBe("7");
    await shot("picture");
    await word(line("host lvs"), "lvs").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("host spare { eth0 192.168.170.31");
    await drawn('#picture :text("spare")');
    await shot("picture-live");
    await page.keyboard.press("Control+Shift+K");
    await line("host spare").waitFor({ state: "detached" });
  });

  test("a window that is loaded again shows the picture as it was", async () => {
    const off = '#picture .down[data-id="director lvs1"]';
    const mark = '#picture [data-id="director lvs1"] .power';
    await expect
      .poll(
        async () => {
          // A picture that is drawn anew meanwhile takes the click with it.
          if ((await inPicture(off)) === undefined)
            await (await inPicture(mark))?.click({ timeout: AGAIN }).catch(() => undefined);
          return (await inPicture(off)) !== undefined;
        },
        { timeout: PATIENCE },
      )
      .toBe(true);
    await page.keyboard.press("Control+S");
    // What the page was told to open would keep VS Code from opening what was open.
    await page.evaluate("history.replaceState(null, '', location.search.replace(/&payload=.*/, ''))");
    await Promise.all([page.waitForEvent("load"), command("Developer: Reload Window")]);
    await line("director lvs2").waitFor();
    await drawn(off);
    await shot("reloaded");
    // It is drawn on.
    await word(line("host lvs"), "lvs").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("host other { eth0 192.168.170.32");
    await drawn('#picture :text("other")');
    await page.keyboard.press("Control+Shift+K");
    await line("host other").waitFor({ state: "detached" });
  });

  test("the output of a line stands beside it", async () => {
    await cursorAfter("virtual_router_id", "60");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "lvs1/etc/keepalived" });
    await untilShown(row, () => command("lbc: Show the Output of This Line"));
    await page.keyboard.press("Enter");
    await page.locator(".tab", { hasText: "keepalived.conf" }).waitFor();
    await line("vrrp_instance").first().waitFor();
    await shot("output");
  });

  test("a URL is traced", async () => {
    const input = page.locator(".quick-input-widget input").first();
    await word(line("scheduler"), "scheduler").click();
    await command("lbc: Trace a URL");
    await page.locator(".quick-input-title", { hasText: "Trace a URL" }).waitFor();
    await input.fill("http://192.168.170.100/");
    await page.keyboard.press("Enter");
    await line("GET http://192.168.170.100/ from").first().waitFor();
    await shot("trace");
  });

  test("the page of a rule is shown as it looks", async () => {
    await command("lbc: Explain a Rule");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "arp/alias" }).first().waitFor();
    await page.locator(".quick-input-widget input").first().fill("vrrp/priority-tie");
    await page
      .locator(".quick-input-list .monaco-list-row", { hasText: "vrrp/priority-tie" })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => textInFrames(page, "h1"), { timeout: 60_000 }).toContain("vrrp/priority-tie");
    await shot("page");
  });

  test("nothing went wrong in the page", () => {
    expect(bench.errors).toEqual([]);
  });
});

/** The texts of an element in every frame: webviews are frames in frames. */
async function textInFrames(page: Page, selector: string): Promise<readonly string[]> {
  const texts = await Promise.all(
    page.frames().map((f) =>
      f
        .locator(selector)
        .allInnerTexts()
        .catch(() => []),
    ),
  );
  return texts.flat();
}
