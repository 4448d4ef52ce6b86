/**
 * Whether a vrrp_instance counts an advert of another: keepalived 2.2.7's vrrp_check_packet. What is not counted is not
 * heard, and two instances that do not hear each other both become master. Page: spec/semantics/keepalived.md; held
 * to keepalived by test/real/vrrp.test.ts.
 */

/** What of a vrrp_instance its adverts show, and what it demands of those of others. */
export type Speaker = {
  /** Interfaces with the same segment are in one broadcast domain. */
  readonly segment: string;
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  readonly virtualRouterId: number;
  /** Ignored in version 3. */
  readonly auth?: { readonly type: "PASS" | "AH"; readonly password: string };
  /** Seconds: advert_int. */
  readonly interval: number;
  /** `virtual_ipaddress` as canonical texts, in order. */
  readonly addresses: readonly string[];
  /** Bytes, of the interface; 1500 when absent. */
  readonly mtu?: number;
  /** Source address of the adverts, canonical. */
  readonly source: string;
  readonly transport:
    | { readonly kind: "multicast"; readonly group?: string }
    | {
        readonly kind: "unicast";
        readonly peers: readonly string[];
        /** `check_unicast_src`. */
        readonly checkSource?: boolean;
      };
};

export type Rejection = {
  readonly why:
    | "segment"
    | "transport"
    | "multicast group"
    | "not among the peers"
    | "virtual router id"
    | "authentication type"
    | "version"
    | "password"
    | "advert interval"
    | "number of addresses"
    | "addresses"
    | "source is no peer";
  /** Whether the receiver writes a line about it to its log. */
  readonly logged: boolean;
  /** What the receiver has and what the sender has, for a message. */
  readonly receiver: string;
  readonly sender: string;
};

/** Why the receiver does not count the sender's adverts; undefined when it does. In keepalived's own order. */
export function rejection(receiver: Speaker, sender: Speaker): Rejection | undefined {
  return unheard(receiver, sender) ?? refused(receiver, sender);
}

/** What never reaches the instance, and is therefore not logged. */
function unheard(receiver: Speaker, sender: Speaker): Rejection | undefined {
  const silent = (why: Rejection["why"], mine: unknown, theirs: unknown): Rejection => ({
    why,
    logged: false,
    receiver: String(mine),
    sender: String(theirs),
  });
  const [mine, theirs] = [receiver.transport, sender.transport];
  if (receiver.family !== sender.family)
    return silent("transport", `IPv${receiver.family}`, `IPv${sender.family}`);
  if (theirs.kind === "unicast") {
    if (mine.kind !== "unicast") return silent("transport", mine.kind, theirs.kind);
    if (!theirs.peers.includes(receiver.source))
      return silent("not among the peers", receiver.source, theirs.peers.join(" "));
  } else {
    if (mine.kind !== "multicast") return silent("transport", mine.kind, theirs.kind);
    if (receiver.segment !== sender.segment) return silent("segment", receiver.segment, sender.segment);
    const [here, there] = [mine.group ?? "default", theirs.group ?? "default"];
    if (here !== there) return silent("multicast group", here, there);
  }
  const [protocol, other] = [receiver, sender].map((s) => (authType(s) === "AH" ? "AH" : "VRRP"));
  if (protocol !== other) return silent("authentication type", authType(receiver), authType(sender));
  if (receiver.virtualRouterId !== sender.virtualRouterId)
    return silent("virtual router id", receiver.virtualRouterId, sender.virtualRouterId);
  return undefined;
}

/** What the instance receives, logs and drops. */
function refused(receiver: Speaker, sender: Speaker): Rejection | undefined {
  const logged = (why: Rejection["why"], mine: unknown, theirs: unknown): Rejection => ({
    why,
    logged: true,
    receiver: String(mine),
    sender: String(theirs),
  });
  if (receiver.version !== sender.version) return logged("version", receiver.version, sender.version);
  if (receiver.version === 2) {
    const [mine, theirs] = [authType(receiver), authType(sender)];
    if (mine !== theirs) return logged("authentication type", mine, theirs);
    const [password, other] = [receiver, sender].map((s) => passwordOnWire(s.auth?.password ?? ""));
    if (mine !== "none" && password !== other)
      return logged("password", "another password", "another password");
    const [interval, rcvd] = [advertInterval(receiver), advertInterval(sender)];
    if (interval !== rcvd) return logged("advert interval", interval, rcvd);
  }
  const [mine, theirs] = [advertised(receiver), advertised(sender)];
  if (mine.length !== theirs.length) return logged("number of addresses", mine.length, theirs.length);
  const sent = new Set(theirs);
  const absent = mine.find((a) => !sent.has(a));
  if (absent !== undefined) return logged("addresses", absent, theirs.join(" "));
  const { transport } = receiver;
  if (
    transport.kind === "unicast" &&
    transport.checkSource === true &&
    !transport.peers.includes(sender.source)
  )
    return logged("source is no peer", transport.peers.join(" "), sender.source);
  return undefined;
}

function authType({ auth, version }: Speaker): "none" | "PASS" | "AH" {
  return version === 3 ? "none" : (auth?.type ?? "none");
}

/** The first eight bytes; the rest is cut off. */
function passwordOnWire(password: string): string {
  return [...new TextEncoder().encode(password)].slice(0, 8).join(" ");
}

/** Seconds between adverts, as keepalived rounds them: whole ones in version 2, hundredths in version 3. */
export function advertInterval({ version, interval }: Pick<Speaker, "version" | "interval">): number {
  const [unit, most] = version === 2 ? [1, 255] : [0.01, 40.95];
  const units = Math.max(1, Math.floor(interval / unit + 0.5 + 1e-9));
  // Hundredths are kept exact: 0.1 and 10 × 0.01 shall be the same number.
  return Math.min(version === 2 ? units : units / 100, most);
}

/** The addresses that fit into an advert. The others are held, but not spoken of. */
export function advertised(speaker: Speaker): readonly string[] {
  return speaker.addresses.slice(0, advertCapacity(speaker));
}

/** How many addresses fit into an advert: vrrp.c counts an Ethernet header of 14 bytes into the MTU. */
export function advertCapacity(speaker: Speaker): number {
  const { family, version, mtu = 1500 } = speaker;
  const auth = version === 2 ? 8 + (authType(speaker) === "AH" ? 24 : 0) : 0;
  const header = family === 4 ? 14 + 20 + 8 + auth : 14 + 40 + 8;
  return Math.max(0, Math.min(255, Math.floor((mtu - header) / (family === 4 ? 4 : 16))));
}
