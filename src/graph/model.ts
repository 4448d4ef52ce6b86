/**
 * What a picture shows, as plain data: it goes into the page as JSON, where `flow.ts` says what becomes of it when hosts
 * are switched off.
 */
import type { Severity } from "../problems/problem.ts";
import type { Cluster } from "../semantics/keepalived/outcomes.ts";

export type Graph = {
  /** The file of the topology. */
  readonly source: string;
  readonly networks: readonly Network[];
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
  /** Every problem of the topology; nodes name theirs by their index. */
  readonly problems: readonly GraphProblem[];
  /** Nodes name theirs by their index. */
  readonly places: readonly Place[];
  /** Names, as declared. */
  readonly hosts: readonly string[];
  /** Those that are down at first. */
  readonly down: readonly string[];
  readonly vips: readonly VipFacts[];
  readonly clusters: readonly ClusterFacts[];
  readonly services: readonly ServiceFacts[];
};

export type Place = {
  /** Below the project's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The declaration, without its secrets; the beginning of a long one. */
  readonly text: string;
};
export type GraphProblem = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly file: string;
  readonly line: number;
};

type Marked = { readonly place?: number; readonly problems: readonly number[] };

export type Network = Marked & { readonly name: string; readonly label: string };

export type Kind =
  "clients" | "vip" | "director" | "service" | "hosts" | "server" | "upstream" | "tomcat" | "store" | "cache";

/** What is drawn as one box: a thing with a name, and what there is several of in it. */
export type Box = Marked & {
  /** Unlike that of any other box or cell. */
  readonly id: string;
  readonly kind: Kind;
  /** What it is: `virtual server`. */
  readonly caption: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** Index of the network that it stands in. */
  readonly network?: number;
  /** The host that it is. */
  readonly host?: string;
  /** Hosts of a range, locations of a server. */
  readonly cells: readonly Cell[];
};
export type Cell = Marked & {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** The whole address, where the detail is its end. */
  readonly address?: string;
  /** The host that it is. */
  readonly host?: string;
};

/** From and to boxes or cells; a box stands for each of its cells. */
export type Link = { readonly from: string; readonly to: string; readonly how: How; readonly text?: string };

/** When a link that something arrives at leads on. */
export type How =
  | "always"
  /** From a vip, to a host that holds it. */
  | "holds"
  /** From a director: of a vip that it holds. */
  | "forwards"
  /** To a real server that takes its share. */
  | "balances"
  /** When the real servers are too few. */
  | "sorry"
  /** To a server of an upstream; to a backup when no other is left; to one that is marked as down. */
  | "passes"
  | "backup"
  | "marked down"
  /** What decides is a variable. */
  | "maybe";

export type VipFacts = {
  readonly box: string;
  readonly name: string;
  /** Index of the cluster that elects its holder. */
  readonly cluster?: number;
  /** The one host that has it, without VRRP. */
  readonly owner?: string;
  /** Boxes of the services at it. */
  readonly services: readonly string[];
};
/** Routers as the election takes them; passwords are replaced by others that differ where those do. */
export type ClusterFacts = { readonly routers: Cluster; readonly unknown?: string };
export type ServiceFacts = {
  readonly box: string;
  readonly quorum: number;
  readonly hysteresis: number;
  readonly hasSorryServer: boolean;
  readonly realServers: readonly {
    readonly cell: string;
    readonly host?: string;
    readonly weight: number;
    /** Whether a check notices that its host is gone; null where that is a script's matter. */
    readonly sees: boolean | null;
  }[];
};
