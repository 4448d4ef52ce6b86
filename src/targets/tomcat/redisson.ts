/** redisson.yaml: https://redisson.pro/docs/configuration/. */
import type { SessionStore, TomcatTier } from "../../model/topology.ts";
import { lines } from "../lines.ts";
import { madeBy } from "../lines.ts";
import type { Line } from "../artifact.ts";
import { yaml } from "../yaml.ts";
import { socket, storeAddress } from "./place.ts";

export type RedissonStore = Extract<SessionStore, { kind: "redisson" }>;

/** The redisson stores of a tier, each once, in the order of its contexts. */
export function redissonStores(tier: TomcatTier): readonly RedissonStore[] {
  const found = new Set<RedissonStore>();
  for (const { store } of tier.contexts) if (store?.kind === "redisson") found.add(store);
  return [...found];
}

/** File name in the conf folder; named for the store only where there are several. */
export function redissonPath(tier: TomcatTier, store: RedissonStore): string {
  return redissonStores(tier).length > 1 ? `redisson-${store.name}.yaml` : "redisson.yaml";
}

/** One server, or the first as master and the others as its replicas; reads go to the master, which is never stale. */
export function redissonConfig(store: RedissonStore, source: string): readonly Line[] {
  const out = lines("  ");
  const { tier } = store;
  const [master, ...replicas] = tier.hosts.map((h) => yaml(`redis://${socket(storeAddress(h), tier.port)}`));
  out.add(madeBy("#", source));
  out.add(replicas.length === 0 ? "singleServerConfig:" : "masterSlaveServersConfig:", store.span);
  out.nest(() => {
    if (replicas.length === 0) {
      out.add(`address: ${master ?? yaml("")}`, tier.span);
    } else {
      out.add(`masterAddress: ${master ?? yaml("")}`, tier.span);
      out.add("slaveAddresses:", tier.span);
      for (const replica of replicas) out.add(`- ${replica}`, tier.span);
      out.add('readMode: "MASTER"', store.span);
    }
    if (tier.password !== undefined) out.add(`password: ${yaml(tier.password)}`, tier.span);
  });
  return out.done();
}
