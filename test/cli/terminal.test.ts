import { describe, expect, test } from "vitest";
import { progressLine, wantsColor } from "../../src/cli/terminal.ts";

describe("colours", () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "0" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "" }, false, false],
    [{ TERM: "dumb" }, true, false],
    [{ TERM: "dumb", FORCE_COLOR: "1" }, true, true],
  ])("with %j, at a terminal: %s", (env, isTerminal, colors) => {
    expect(wantsColor(env, isTerminal)).toBe(colors);
  });
});

describe("the progress line", () => {
  const played = () => {
    let now = 1000;
    let shown = "";
    const line = progressLine(
      (text) => void (shown += text),
      () => now,
    );
    return { line, wait: (ms: number) => void (now += ms), shown: () => shown };
  };

  test("says nothing for half a second", () => {
    const { line, wait, shown } = played();
    line.show("reading");
    wait(499);
    line.show("checking");
    line.clear();
    expect(shown()).toBe("");
  });

  test("is written over, and taken away once", () => {
    const { line, wait, shown } = played();
    wait(500);
    line.show("checking");
    line.show("writing");
    line.clear();
    line.clear();
    expect(shown()).toBe("\r\u001b[Kchecking …\r\u001b[Kwriting …\r\u001b[K");
  });
});
