/**
 * What IPVS does to a packet and which way the answer goes: Linux 6.1's net/netfilter/ipvs. Page:
 * spec/semantics/kernel.md; held to the kernel by test/real/lab.test.ts.
 */

export type Method = "dr" | "nat" | "tun";

/** The port a real server is asked on, when clients ask `asked` and the rule names `named` (0: none, as with a mark). */
export function deliveredPort(method: Method, asked: number, named: number): number {
  // Only NAT rewrites the packet; ipvsadm and keepalived set the port of the others to the service's.
  return method === "nat" && named !== 0 ? named : asked;
}

/** The address the packet carries when the real server's program takes it: that program must listen there. */
export function deliveredAddress(method: Method, vip: string, realServer: string): string {
  return method === "nat" ? realServer : vip;
}

export type ReturnPath = {
  readonly method: Method;
  /** Where the real server sends what is not on its own network. */
  readonly gateway: "director" | "router" | "none";
  /** Whether the client is in a network of the real server. */
  readonly clientOnLink: boolean;
  /** `net.ipv4.ip_forward` of the director. */
  readonly directorForwards: boolean;
  /** `accept_local` of the director, the larger of `all` and the interface. */
  readonly directorAcceptsLocal: boolean;
};
export type Return =
  | { readonly kind: "direct" }
  | { readonly kind: "through the director" }
  | {
      readonly kind: "lost";
      readonly why:
        | "no route to the client"
        | "the answer does not pass the director"
        | "the director takes its own address for a forgery"
        | "the director does not forward";
    };

/** The way of an answer from real server to client. */
export function returnPath(path: ReturnPath): Return {
  const lost = (why: Extract<Return, { kind: "lost" }>["why"]): Return => ({ kind: "lost", why });
  if (path.method === "nat") {
    if (path.clientOnLink) return lost("the answer does not pass the director");
    if (path.gateway === "none") return lost("no route to the client");
    if (path.gateway === "router") return lost("the answer does not pass the director");
    return path.directorForwards ? { kind: "through the director" } : lost("the director does not forward");
  }
  if (path.clientOnLink) return { kind: "direct" };
  switch (path.gateway) {
    case "none":
      return lost("no route to the client");
    case "router":
      return { kind: "direct" };
    case "director":
      // The source is the vip, which is the director's own.
      if (!path.directorAcceptsLocal) return lost("the director takes its own address for a forgery");
      return path.directorForwards ? { kind: "through the director" } : lost("the director does not forward");
  }
}

export type Tunnel = {
  readonly type: "ipip" | "gre" | "gue";
  /** Of the outer packet. */
  readonly family: 4 | 6;
  /** `--tun-csum`; adds 4 bytes to a GRE header, none to a GUE one. */
  readonly checksum: boolean;
};

/** The largest inner packet, in bytes, that fits a link of `mtu` bytes between director and real server. */
export function tunnelMtu(mtu: number, { type, family, checksum }: Tunnel): number {
  const outer = family === 4 ? 20 : 40;
  switch (type) {
    case "ipip":
      return mtu - outer;
    case "gre":
      return mtu - outer - (checksum ? 8 : 4);
    case "gue":
      // UDP and the header of GUE.
      return mtu - outer - 8 - 4;
  }
}

export type CoLocated = {
  readonly method: Method;
  /** Whether the standby has the service in its table: keepalived puts it there on every director. */
  readonly standbyHasTable: boolean;
  /** `net.ipv4.vs.backup_only` of the standby. */
  readonly backupOnly: boolean;
  /** Whether the standby runs `ipvsadm --start-daemon backup`; without it `backup_only` has no effect. */
  readonly syncBackup: boolean;
};

/**
 * Whether the standby director, which is also a real server, schedules again what the active one sent it: such a packet
 * may come back and go round. With NAT it carries another destination, and is not the service's.
 */
export function schedulesAgain(at: CoLocated): boolean {
  return at.method !== "nat" && at.standbyHasTable && !(at.backupOnly && at.syncBackup);
}
