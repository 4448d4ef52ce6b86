/** Defaults that are keepalived's own: its dump of what it read is the same with and without them. */
import { expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";

/** What keepalived says it has read of the vips of a topology with these statements. */
function dump(track: string, process: string, more = ""): string {
  const { artifacts, problems } = compileUnjudged(`lb 1
network lan 198.18.0.0/24
host d { eth0 198.18.0.1 }
vip v 198.18.0.9 {
  virtual_router_id 1
  director d priority 2
  track s { script "/bin/true"; ${track} }
  track p { process sleep; ${process} }
}
${more}
`);
  const file = artifacts.find((a) => a.path === "d/etc/keepalived/keepalived.conf");
  if (file === undefined) throw new Error(problems.map((p) => p.message).join("\n"));
  // The dump ends with the interfaces; until then keepalived may go on.
  const { output } = inNamespace(
    ["eth0"],
    `mount -t tmpfs none /run
cat > /run/k.conf <<'CONF'
${contentOf(file)}
CONF
keepalived -n -l -d -P -f /run/k.conf -p /run/k.pid -r /run/v.pid > /run/said 2>&1 &
for i in $(seq 100); do grep -q "Seen up" /run/said && break; sleep 0.1; done
kill $!; wait $!
sed 's/^[A-Z][a-z]* [A-Z][a-z]* .* 20[0-9][0-9]: //' /run/said`,
  );
  return output
    .split("\n")
    .filter((l) => /^ +(Interval|Timeout|Weight|Rise|Fall|Min processes|Using smtp|Fork delay)\b/i.test(l))
    .join("\n");
}

needs("keepalived", "unshare")("what keepalived does unless told", () => {
  const plain = dump("fall 1", "");
  test("it says what it has read", () => {
    for (const what of [
      "Interval = 1",
      "Rise = 1",
      "Min processes = 1",
      "Weight = 0",
      "Using smtp notification = no",
    ])
      expect(plain).toContain(what);
  });

  test.each([
    ["track rise and fall", "rise 1; fall 1", ""],
    ["track every and weight", "fall 1; every 1s; weight 0", ""],
    ["track quorum", "fall 1", "quorum 1; weight 0"],
  ])("%s", (_, track, process) => {
    expect(dump(track, process)).toBe(plain);
  });

  test("another value is seen", () => {
    expect(dump("fall 2", "")).not.toBe(plain);
    expect(dump("fall 1", "quorum 2")).not.toBe(plain);
  });

  test("mail tells of a vip that moved only when it is asked for, which lbc does", () => {
    const notify = "notify { email a@b.example; smtp 198.18.0.3 }";
    expect(dump("fall 1", "", notify)).toContain("Using smtp notification = yes");
    expect(dump("fall 1", "", `${notify}\nglobal_defs { smtp_alert false }`)).toContain("notification = no");
  });
});
