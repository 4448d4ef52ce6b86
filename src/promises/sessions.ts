/** What is promised of sessions: of a request's, and of a store's while hosts are down. */
import { sessionOfRequest, sessionVerdict, type Outcome } from "../analysis/sessions.ts";
import type { DownSubject, Promised } from "../model/topology.ts";
import type { Host, Topology } from "../model/topology.ts";
import type { Answering, Stage } from "../trace/stage.ts";
import { choices, downText, MOST_CHOICES } from "./choices.ts";
import { broken, kept, unknown, worstOf, type Verdict } from "./verdict.ts";
import { whyOf } from "./why.ts";

/** Whether the next request of a browser finds its session. */
export function judgeSession(topology: Topology, contexts: readonly Answering[], stage?: Stage): Verdict {
  if (contexts.length > 0)
    return worstOf(contexts, ({ context }) => verdictOf(sessionOfRequest(topology, context)));
  if (stage === undefined) return broken("no context of the Tomcat answers it");
  const { end } = stage.walk;
  if (end.kind === "unknown") return unknown(end.why);
  if (end.kind !== "passed") return broken(`no Tomcat is asked: ${whyOf(stage)}`);
  return stage.servers.length === 0 || stage.servers.some((s) => s.tomcat === undefined)
    ? unknown(`${whyOf(stage)}, and what runs there is not declared`)
    : broken(`${whyOf(stage)}, and no context there answers it`);
}

export function judgeSessions(
  topology: Topology,
  subject: DownSubject,
  { store }: Extract<Promised, { kind: "sessions" }>,
): Verdict {
  const tried = choices(topology, subject, { kind: "sessions", store });
  if (tried === undefined) return unknown(`there are more than ${MOST_CHOICES} choices of hosts to try`);
  const of = (down: ReadonlySet<Host>): Verdict => {
    const verdict = verdictOf(sessionVerdict(topology, store, down));
    return verdict.kind === "broken" ? broken(`${downText(down)} ${verdict.trace}`) : verdict;
  };
  return worstOf(tried, of);
}

function verdictOf(outcome: Outcome | undefined): Verdict {
  if (outcome === undefined) return unknown("how requests reach its Tomcats cannot be read");
  const { fate, reason } = outcome;
  switch (fate) {
    case "kept":
      return kept;
    case "refused":
      return broken(`requests are refused: ${reason}`);
    case "stale":
      return broken(`a request may find an older copy of its session: ${reason}`);
    case "lost":
      return broken(`sessions are lost: ${reason}`);
  }
}
