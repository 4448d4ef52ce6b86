/**
 * Browsers of a counter page, one request at a time, each with its own address and cookies:
 *   node browsers.js STATE LABEL ROUNDS URL...
 * Keeps them in STATE between runs and prints `browsed LABEL {"kept":…}`: an answer went on where the browser's last
 * one ended (kept), came from an older copy of the session (stale), from a new session (lost), or did not come.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";

const [state, label, rounds, ...urls] = process.argv.slice(2);
const browsers = existsSync(state)
  ? JSON.parse(readFileSync(state, "utf8"))
  : Array.from({ length: 20 }, (_, i) => ({ address: `10.9.${i + 1}.1`, cookie: "", count: 0 }));

function get(url, { address, cookie }) {
  return new Promise((resolve) => {
    const headers = cookie === "" ? {} : { cookie };
    const sent = request(
      url,
      { localAddress: address, headers, agent: false, timeout: 20_000 },
      (response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, cookies: response.headers["set-cookie"], body }),
        );
        response.on("error", () => resolve({ status: 0 }));
      },
    );
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve({ status: 0 }));
    sent.end();
  });
}

const tally = { kept: 0, stale: 0, lost: 0, failed: 0 };
let turn = 0;
for (let round = 0; round < Number(rounds); round++) {
  // Each round begins with another, or whoever counts the requests would meet every browser in the same place.
  const first = round % browsers.length;
  for (const browser of [...browsers.slice(first), ...browsers.slice(0, first)]) {
    const { status, cookies, body } = await get(urls[turn++ % urls.length], browser);
    const count = Number(/^\d+/.exec(body ?? "")?.[0]);
    if (status !== 200 || Number.isNaN(count)) tally.failed++;
    else {
      if (count === browser.count + 1) tally.kept++;
      else if (count === 1) tally.lost++;
      else tally.stale++;
      browser.count = count;
    }
    for (const cookie of cookies ?? []) browser.cookie = cookie.split(";")[0];
  }
}
writeFileSync(state, JSON.stringify(browsers));
console.log(`browsed ${label} ${JSON.stringify(tally)}`);
