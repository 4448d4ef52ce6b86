/** What the daemons of one host share: file handles and memory. Page: spec/semantics/budget.md. */
import { descriptors, proxied, type NginxWorkers } from "./nginx-worker.ts";
import {
  atMost,
  count,
  product,
  setting,
  sum,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

/**
 * File handles of all workers of a host. A descriptor inherited from the master shares its handle, so the workers' own
 * descriptors are counted too often, by less than 100 handles a worker in common files.
 */
export function nginxHandles(w: NginxWorkers, files: boolean): Expression {
  return product(count("workers", w.workers), descriptors(w, files));
}

/** What the host's daemons may open together. What other programs have open is not counted: it is not known. */
export function handlesFit(daemons: readonly Expression[], fileMax: Known): Inequality {
  return atMost(sumOf(daemons), setting("fs.file-max", fileMax));
}

/** Sizes in bytes, of one proxied request whose buffers are all in use. */
export type RequestBuffers = {
  /** client_header_buffer_size, 1k. */
  readonly header: Known;
  /** client_body_buffer_size, 16k. */
  readonly body: Known;
  /** proxy_buffer_size, 4k. */
  readonly first: Known;
  /** proxy_buffers: 8 of 4k. */
  readonly buffers: Known;
  readonly bufferSize: Known;
  /** output_buffers: 2 of 32k, which read an answer back from its temporary file; 0 where sendfile does, or there is none. */
  readonly output: Known;
  readonly outputSize: Known;
};

/** Bytes a worker keeps for each of worker_connections from its start: ngx_connection_t and two ngx_event_t. */
export const CONNECTION_BYTES = 432;
/** request_pool_size and connection_pool_size, the upstream connection's own pool and what they grow by; measured. */
const POOLS_BYTES = 12_288;

/** Memory the workers of a host take before the first client: a slot for each of worker_connections. */
export function slotMemory(w: NginxWorkers): Expression {
  return product(
    count("workers", w.workers),
    setting("worker_connections", w.connections),
    count("a slot", CONNECTION_BYTES, "bytes"),
  );
}

/** Memory of the workers' proxied requests when each uses all of its buffers. */
export function bufferMemory(w: NginxWorkers, buffers: RequestBuffers): Expression {
  const request = sum(
    count("pools", POOLS_BYTES, "bytes"),
    setting("client_header_buffer_size", buffers.header, "bytes"),
    setting("client_body_buffer_size", buffers.body, "bytes"),
    setting("proxy_buffer_size", buffers.first, "bytes"),
    product(setting("proxy_buffers", buffers.buffers), count("each", buffers.bufferSize, "bytes")),
    ...(buffers.output === 0
      ? []
      : [product(setting("output_buffers", buffers.output), count("each", buffers.outputSize, "bytes"))]),
  );
  return product(count("workers", w.workers), proxied(w), request);
}

/** Memory that daemons are told to take, against what the host has. The kernel and other programs are not counted. */
export function memoryFits(daemons: readonly Expression[], memory: Known): Inequality {
  return atMost(sumOf(daemons), setting("memory", memory, "bytes"), "bytes");
}

const sumOf = (of: readonly Expression[]): Expression =>
  of.length === 1 && of[0] !== undefined ? of[0] : sum(...of);
