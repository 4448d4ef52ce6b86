/**
 * What a topology says, after parameters, snippets, includes and ranges are gone: the contract between the
 * front end (syntax, vocabulary, model) and what reads it (targets, rules). Every value keeps its place.
 */
import type { Address, Family, Prefix } from "../semantics/net/address.ts";
import type { Located, Span } from "../text/source.ts";
import type { RequestUrl } from "../text/url.ts";
import type { Argument, Directive } from "../vocabulary/directive.ts";
import type { StatusRange } from "../text/status.ts";
import type { TargetVersions, Version, Versioned } from "../vocabulary/version.ts";

export type Topology = {
  /** File name (no folder) of the topology, for the first line of what is made from it. */
  readonly source: string;
  readonly target: TargetVersions;
  readonly networks: readonly Network[];
  readonly hosts: readonly Host[];
  readonly vips: readonly Vip[];
  readonly syncGroups: readonly SyncGroup[];
  readonly virtualServers: readonly VirtualServer[];
  readonly notify?: Notify;
  /** Statements of `global_defs { … }`, passed through into that of every director. */
  readonly globalDefs: readonly Directive[];
  readonly nginxes: readonly NginxTier[];
  readonly tomcats: readonly TomcatTier[];
  readonly memcacheds: readonly MemcachedTier[];
  readonly redises: readonly RedisTier[];
  readonly sessionStores: readonly SessionStore[];
  readonly expectations: readonly Expectation[];
  /** Params and snippets that nothing used. */
  readonly unused: readonly Unused[];
};
export type Unused = { readonly kind: "param" | "snippet"; readonly name: string; readonly span: Span };

export type { Address, Argument, Directive, Family, Prefix, TargetVersions, Version, Versioned };

export type Network = {
  readonly name: string;
  readonly span: Span;
  readonly prefixes: readonly Located<Prefix>[];
  readonly gateways: readonly Located<Address>[];
  /** How VRRP speaks here unless a vip says otherwise. */
  readonly vrrp: "multicast" | "unicast";
  /** Bytes. */
  readonly mtu: number;
};

export type Interface = {
  /** `eth0`, `eth0.100`. At most 15 characters, safe in a file name. */
  readonly name: string;
  readonly span: Span;
  readonly addresses: readonly InterfaceAddress[];
};
export type InterfaceAddress = {
  readonly address: Address;
  /** Prefix length: as written, or that of the network. */
  readonly length: number;
  readonly network: Network;
  readonly span: Span;
};

export type Host = {
  readonly name: string;
  readonly span: Span;
  readonly interfaces: readonly Interface[];
  readonly cpus?: Located<number>;
  /** Bytes. */
  readonly memory?: Located<number>;
  /** fs.file-max: file handles of the whole host. */
  readonly fileMax?: Located<number>;
  /** Open files per process (LimitNOFILE). */
  readonly nofile?: Located<number>;
  readonly clock?: Located<"ntp" | "none">;
  readonly ntpServers: readonly Located<string>[];
  readonly gateway?: Located<Address>;
  /** Keys as written with dots (`net.ipv4.conf.eth0.arp_ignore`), in order. */
  readonly sysctls: readonly { readonly key: string; readonly value: string; readonly span: Span }[];
  /** Addresses that other hands put on `lo`. They lie on no segment. */
  readonly loopback: readonly LoopbackAddress[];
  /** False after `manage arp off`: the operator's own tools own the ARP sysctls. */
  readonly manageArp: boolean;
  /** Of `manage arp`, when stated. */
  readonly manageSpan?: Span;
  /** What was found on it, when facts/NAME.json says. Rules judge by it; what is written never depends on it. */
  readonly found?: Facts;
};
/** What was found on a host. Places are in facts/NAME.json. */
export type Facts = {
  /** Of the whole file. */
  readonly span: Span;
  /** What the host calls itself. */
  readonly name: Located<string>;
  readonly cpus?: Located<number>;
  /** Bytes. */
  readonly memory?: Located<number>;
  /** `lo` among them. */
  readonly interfaces: readonly {
    readonly name: string;
    readonly span: Span;
    readonly addresses: readonly (Prefix & { readonly span: Span })[];
  }[];
  /** By the path below /proc/sys: `net/ipv4/conf/eth0.100/arp_ignore`. */
  readonly sysctls: ReadonlyMap<string, Located<string>>;
  /** Open files of the daemons that ran, by the name of the program. */
  readonly files: ReadonlyMap<string, { readonly soft: Located<number>; readonly hard: Located<number> }>;
  /** Of what is installed. */
  readonly versions: Readonly<Partial<Record<Versioned, Located<Version>>>>;
  /** Whether the clock was synchronised. */
  readonly synchronised?: Located<boolean>;
};
/** A prefix length of its own, else the whole width. */
export type LoopbackAddress = Prefix & { readonly span: Span };

export type Vip = {
  readonly name: string;
  readonly span: Span;
  /** The advertised addresses, the one in the head first. All of one family. */
  readonly addresses: readonly VipAddress[];
  /** Held with the others but not advertised; may be of the other family. */
  readonly excluded: readonly VipAddress[];
  /** Without directors: the one host that holds the VIP, no VRRP. */
  readonly owner?: { readonly host: Host; readonly interface: Interface; readonly span: Span };
  /** In declared order. Empty iff `owner` is set. */
  readonly directors: readonly Director[];
  /** 1..255. Present iff there are directors. */
  readonly virtualRouterId?: Located<number>;
  /** Seconds. */
  readonly advertInterval: number;
  readonly version: 2 | 3;
  readonly auth?: { readonly type: "PASS" | "AH"; readonly password: Located<string> };
  readonly mode: "multicast" | "unicast";
  readonly nopreempt: boolean;
  /** Seconds. */
  readonly preemptDelay?: number;
  readonly tracks: readonly Track[];
  readonly strict: boolean;
  readonly accept: boolean;
  /** Where these words stand, of those that are stated. */
  readonly spans: Readonly<
    Partial<Record<"nopreempt" | "preempt_delay" | "strict" | "accept" | "no_accept" | "advert_int", Span>>
  >;
  /** Scripts run on a change of state. */
  readonly notify: readonly {
    readonly event: "master" | "backup" | "fault" | "stop" | "any";
    readonly script: string;
    readonly span: Span;
  }[];
  /** Statements of a `keepalived { … }` block, passed through into the vrrp_instance. */
  readonly native: readonly Directive[];
};
export type VipAddress = Prefix & { readonly span: Span; readonly network?: Network };
export type Director = {
  readonly host: Host;
  readonly interface: Interface;
  /** The interface address of the VIP's family: source of adverts and unicast peer. */
  readonly source: InterfaceAddress;
  readonly priority: Located<number>;
  readonly span: Span;
};
export type Track =
  | {
      readonly kind: "script";
      readonly name: string;
      readonly script: string;
      /** Seconds, whole. */
      readonly interval: number;
      readonly timeout?: number;
      readonly weight: number;
      readonly weightSpan?: Span;
      readonly rise?: number;
      readonly fall?: number;
      readonly user?: string;
      readonly span: Span;
    }
  | {
      readonly kind: "process";
      readonly name: string;
      readonly process: string;
      readonly weight: number;
      readonly weightSpan?: Span;
      readonly quorum?: number;
      /** Seconds. */
      readonly delay?: number;
      readonly span: Span;
    }
  | {
      readonly kind: "interface";
      readonly name: string;
      readonly weight: number;
      readonly weightSpan?: Span;
      readonly span: Span;
    };
export type SyncGroup = {
  readonly name: string;
  readonly vips: readonly { readonly vip: Vip; readonly span: Span }[];
  readonly span: Span;
  /** Statements of a `keepalived { … }` block, passed through into the vrrp_sync_group. */
  readonly native: readonly Directive[];
};

export type Protocol = "tcp" | "udp" | "sctp";
export type Endpoint = { readonly vip: Vip; readonly port: number; readonly span: Span };
export type VirtualServer = {
  /** As declared: `web:80`. */
  readonly name: string;
  readonly span: Span;
  /** At least one. With a firewall mark: the ports whose packets are marked. */
  readonly endpoints: readonly Endpoint[];
  readonly protocol: Protocol;
  readonly fwmark?: Located<number>;
  readonly forward: Located<"dr" | "nat" | "tun">;
  readonly tunnel?: {
    readonly type: "ipip" | "gre" | "gue";
    readonly port?: number;
    readonly checksum?: "nocsum" | "csum" | "remcsum";
  };
  readonly scheduler: Located<string>;
  readonly schedulerFlags: readonly string[];
  readonly onePacket: boolean;
  /** Seconds. */
  readonly persistence?: Located<number>;
  /** Prefix length of the clients that count as one: IPv4 0..32, IPv6 1..128. */
  readonly persistenceGranularity?: Located<number>;
  readonly persistenceEngine?: "sip";
  readonly quorum?: Located<number>;
  readonly hysteresis?: Located<number>;
  readonly quorumUp?: string;
  readonly quorumDown?: string;
  readonly alpha: boolean;
  readonly omega: boolean;
  readonly inhibitOnFailure: boolean;
  readonly virtualhost?: string;
  /** On another port than the service it is reached by NAT, whatever `forward` says. */
  readonly sorryServer?: RealServerAddress;
  readonly realServers: readonly RealServer[];
  /** Statements of a `keepalived { … }` block, passed through into the virtual_server. */
  readonly native: readonly Directive[];
};
export type RealServerAddress = {
  /** Absent for an address that belongs to no declared host. */
  readonly host?: Host;
  /** Of the family of the virtual server unless forwarded by tunnel. One per family the VIP has. */
  readonly addresses: readonly Address[];
  readonly port: number;
  /** How packets are sent there. */
  readonly forward: "dr" | "nat" | "tun";
  readonly span: Span;
};
export type RealServer = RealServerAddress & {
  readonly weight: Located<number>;
  readonly upperThreshold?: number;
  readonly lowerThreshold?: number;
  readonly notifyUp?: string;
  readonly notifyDown?: string;
  readonly inhibitOnFailure: boolean;
  /** Own checks, else those of the virtual server. */
  readonly checks: readonly Check[];
  /** Whether `check none` says that nothing shall look. */
  readonly uncheckedByChoice: boolean;
};
type CheckTiming = {
  readonly span: Span;
  /** Seconds between checks: delay_loop. */
  readonly every?: number;
  /** Seconds: connect_timeout, or misc_timeout. */
  readonly timeout?: number;
  readonly retry?: number;
  /** Seconds. */
  readonly delayBeforeRetry?: number;
  /** Seconds. */
  readonly warmup?: number;
  readonly port?: number;
};
export type Check = CheckTiming &
  (
    | {
        readonly kind: "http" | "ssl";
        readonly urls: readonly {
          readonly path: string;
          /** Inclusive ranges; empty means keepalived's own 200..299. */
          readonly status: readonly { readonly from: number; readonly to: number }[];
          readonly digest?: string;
        }[];
        readonly virtualhost?: string;
        readonly sni: boolean;
      }
    | { readonly kind: "tcp" | "ping" }
    | { readonly kind: "smtp"; readonly helo?: string }
    | { readonly kind: "dns"; readonly type?: string; readonly name?: string }
    | { readonly kind: "udp"; readonly payload?: string; readonly reply?: string }
    | { readonly kind: "misc"; readonly script: string; readonly dynamic: boolean; readonly user?: string }
  );

export type Notify = {
  readonly span: Span;
  readonly emails: readonly Located<string>[];
  readonly from?: Located<string>;
  readonly smtp?: { readonly address: string; readonly port: number; readonly span: Span };
  /** Seconds. */
  readonly timeout: number;
};

export type NginxTier = {
  readonly name: string;
  readonly span: Span;
  readonly hosts: readonly Host[];
  /** Every statement of the block in order; which go to main, events or http is the catalogue's matter. */
  readonly directives: readonly Directive[];
};

export type TomcatTier = {
  readonly name: string;
  readonly span: Span;
  readonly hosts: readonly Host[];
  /** Major version, 9 to 11. */
  readonly version: Located<number>;
  readonly connectors: readonly TomcatConnector[];
  readonly contexts: readonly TomcatContext[];
  /** Shutdown port; -1 is off. */
  readonly shutdownPort: number;
  /** Per host, in the order of `hosts`; absent when routes are not wanted. Derived ones are [A-Za-z0-9_]+. */
  readonly jvmRoutes?: readonly string[];
  readonly remoteIp?: {
    readonly internalProxies?: string;
    readonly remoteIpHeader: string;
    readonly protocolHeader: string;
    readonly span: Span;
  };
};
export type TomcatConnector = {
  readonly port: number;
  readonly span: Span;
  /** Attributes as written, `maxConnections` and such, in order. */
  readonly attributes: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
};
export type TomcatContext = {
  /** `/` or `/shop`. */
  readonly path: string;
  readonly docBase?: string;
  readonly store?: SessionStore;
  readonly attributes: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  readonly span: Span;
};

export type MemcachedTier = {
  readonly name: string;
  readonly span: Span;
  readonly hosts: readonly Host[];
  readonly port: number;
  /** Bytes, whole mebibytes. */
  readonly memory: Located<number>;
  /** Bytes: the largest item (-I). */
  readonly maxItemSize?: number;
  readonly connections?: number;
  /** True: an error instead of eviction when memory is full (-M). */
  readonly noEvict: boolean;
};
export type RedisTier = {
  readonly name: string;
  readonly span: Span;
  readonly hosts: readonly Host[];
  readonly port: number;
  /** Bytes. */
  readonly memory?: Located<number>;
  readonly password?: string;
  readonly appendonly: boolean;
};

export type SessionStore = { readonly name: string; readonly span: Span } & (
  | { readonly kind: "local" }
  | {
      readonly kind: "memcached";
      readonly tier: MemcachedTier;
      readonly sticky: boolean;
      readonly lockingMode?: string;
      readonly backup: { readonly sync: boolean; /** Seconds. */ readonly timeout?: number };
      readonly ignoreUri?: string;
      readonly transcoder?: "java" | "kryo" | "javolution" | "xstream" | "json";
      /** Seconds. */
      readonly operationTimeout?: number;
      /** Seconds. */
      readonly lockExpiration?: number;
      /** Alive at once. */
      readonly liveSessions?: number;
      /** Bytes of one as it is stored. */
      readonly sessionSize?: number;
      readonly attributeFilter?: string;
      readonly keyPrefix?: string;
    }
  | {
      readonly kind: "cluster";
      readonly manager: "delta" | "backup";
      readonly sync: boolean;
      readonly receiverPort: number;
    }
  | {
      readonly kind: "redisson";
      readonly tier: RedisTier;
      readonly readMode: "REDIS" | "MEMORY";
      readonly updateMode: "DEFAULT" | "AFTER_REQUEST";
      readonly keyPrefix?: string;
    }
);

/** The first address of a family on a host's interfaces, in declared order. */
export function addressOf(host: Host, family: Family): InterfaceAddress | undefined {
  // By index: asked for every real server, and `for … of` makes an object a step until V8 optimizes it.
  const { interfaces } = host;
  for (let i = 0; i < interfaces.length; i++) {
    const found = interfaces[i]?.addresses.find((a) => a.address.family === family);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type Expectation = {
  readonly span: Span;
  readonly subject: RequestSubject | DownSubject;
  readonly promises: readonly Promised[];
};
export type RequestSubject = {
  readonly kind: "request";
  readonly url: Located<RequestUrl>;
  readonly method: string;
  /** The Host header, when it is not the URL's. */
  readonly host?: string;
  readonly from?: Address;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The vip or nginx it is sent to, when the URL does not tell. */
  readonly at?: Located<string>;
};
export type DownSubject =
  | { readonly kind: "down"; readonly hosts: readonly Host[] }
  /** Every choice of so many hosts. */
  | { readonly kind: "down any"; readonly count: number };
export type Promised = { readonly span: Span } & (
  | { readonly kind: "server" | "upstream" | "sends" | "redirect"; readonly value: string }
  | { readonly kind: "location"; readonly path: readonly string[] }
  | { readonly kind: "status"; readonly ranges: readonly StatusRange[] }
  | { readonly kind: "access"; readonly allowed: boolean }
  | { readonly kind: "session" }
  /** Without a host: somebody. */
  | { readonly kind: "vip"; readonly vip: Vip; readonly host?: Host }
  /** At least this share of the declared weight, 0 to 100; without it any real server at all. */
  | { readonly kind: "virtual_server"; readonly server: VirtualServer; readonly capacity?: number }
  | { readonly kind: "sessions"; readonly store: SessionStore }
);
