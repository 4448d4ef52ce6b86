/**
 * What a worker of nginx can hold: connections and file descriptors. nginx 1.22.1: ngx_event.c, ngx_connection.c,
 * ngx_process_cycle.c. Page: spec/semantics/budget.md; held to nginx by test/real/budget.test.ts.
 */
import {
  atMost,
  count,
  difference,
  product,
  quotient,
  setting,
  sum,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

export type NginxWorkers = {
  /** worker_processes. */
  readonly workers: Known;
  /** worker_connections. */
  readonly connections: Known;
  /** Listening sockets without `reuseport`, which all workers share. */
  readonly shared: number;
  /** Listening sockets with `reuseport`, of which each worker serves its own copy and keeps those of all others open. */
  readonly reuseport: number;
  /** Idle connections to upstreams that a worker may keep: between 0 and the sum of its `keepalive`s. */
  readonly idle: Known;
  /** Log files, each once, but for the error_log of main. */
  readonly logs: Known;
};

const workers = (w: NginxWorkers) => count("workers", w.workers);
const connections = (w: NginxWorkers) => setting("worker_connections", w.connections);
const listening = (w: NginxWorkers) => count("listening sockets", w.shared + w.reuseport);
/** To the master; it takes one of worker_connections like a client. */
const channel = count("channel", 1);

/** Connections of a worker that clients and upstreams may take: worker_connections - L - 1. */
export function free(w: NginxWorkers): Expression {
  return difference(connections(w), sum(listening(w), channel));
}

/** Clients of one worker at once, when nothing is asked of an upstream: an idle upstream connection stays taken. */
export function clients(w: NginxWorkers): Expression {
  return difference(free(w), count("idle upstream connections", w.idle));
}

/** Proxied requests of one worker at once: each holds its client's connection and one to the upstream. */
export function proxied(w: NginxWorkers): Expression {
  return quotient(free(w), count("connections each", 2));
}

/** Proxied requests of all workers of a host at once, if clients spread evenly over them. */
export function proxiedByHost(w: NginxWorkers): Expression {
  return product(workers(w), proxied(w));
}

/** What an outer tier may pass on at once, against what the hosts of an inner tier of nginx take. */
export function innerTakes(
  requests: Expression,
  hosts: number,
  inner: NginxWorkers,
  proxies: boolean,
): Inequality {
  const each = proxies ? proxiedByHost(inner) : product(workers(inner), clients(inner));
  return atMost(requests, product(count("inner hosts", hosts), each));
}

/** The least that serves anybody: with one connection less nginx starts and refuses every client. */
export function servesOne(w: NginxWorkers, proxies: boolean): Inequality {
  const request = proxies ? [count("client", 1), count("upstream connection", 1)] : [count("client", 1)];
  return atMost(sum(listening(w), channel, ...request), connections(w));
}

/** Open whether or not a client is there: stdin, stdout, stderr, error_log, epoll, eventfd. */
const OWN = 6;

/** Descriptors that a worker has without any client. */
export function ownDescriptors(w: NginxWorkers): Expression {
  const copies = product(count("reuseport sockets", w.reuseport), workers(w));
  return sum(
    count("of its own", OWN),
    count("listening sockets", w.shared),
    ...(w.reuseport === 0 ? [] : [copies]),
    count("channels", w.workers),
    count("logs", w.logs),
  );
}

/**
 * Descriptors of a worker whose connections are all taken; with `files` each connection has a file too: the static
 * file it sends, or a temporary one for a body that does not fit its buffers.
 */
export function descriptors(w: NginxWorkers, files: boolean): Expression {
  const taken = files ? product(count("with a file", 2), free(w)) : free(w);
  return sum(ownDescriptors(w), taken);
}

export type DescriptorLimits = {
  /** worker_rlimit_nofile. */
  readonly rlimit?: number;
  /** The soft limit the service is started with. systemd's is 1024 unless LimitNOFILE is set. */
  readonly service: Known;
  /** fs.nr_open. */
  readonly nrOpen: number;
};

/**
 * The limit a worker gets. A master that runs as root lifts it over the service's hard limit, but not over
 * fs.nr_open: then setrlimit fails with one line in the log and the service's limit stays.
 */
export function descriptorLimit({ rlimit, service, nrOpen }: DescriptorLimits) {
  if (rlimit !== undefined && rlimit <= nrOpen) return setting("worker_rlimit_nofile", rlimit);
  return setting("LimitNOFILE", service);
}

export function rlimitApplies(rlimit: number, nrOpen: number): Inequality {
  return atMost(setting("worker_rlimit_nofile", rlimit), setting("fs.nr_open", nrOpen));
}

export function descriptorsFit(w: NginxWorkers, limits: DescriptorLimits, files: boolean): Inequality {
  return atMost(descriptors(w, files), descriptorLimit(limits));
}
