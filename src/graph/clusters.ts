/** What elects the holders, without what nobody but the directors may know. */
import type { Speaker } from "../semantics/keepalived/adverts.ts";
import type { Cluster } from "../semantics/keepalived/outcomes.ts";

/** The election asks of passwords only which are the same, in the eight bytes that are sent. */
export function withoutPasswords(cluster: Cluster): Cluster {
  const known = new Map<string, string>();
  const hide = (speaker: Speaker): Speaker => {
    if (speaker.auth === undefined) return speaker;
    const sent = [...new TextEncoder().encode(speaker.auth.password)].slice(0, 8).join(" ");
    const token = known.get(sent) ?? String(known.size);
    known.set(sent, token);
    return { ...speaker, auth: { type: speaker.auth.type, password: token } };
  };
  return cluster.map((router) => ({
    ...router,
    instances: router.instances.map((i) => ({ ...i, speaker: hide(i.speaker) })),
  }));
}
