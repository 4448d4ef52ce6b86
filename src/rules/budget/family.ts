/** Budgets: connections, descriptors, memory, ports and time, with all hosts up and after the loss of one. */
import type { Rule } from "../rule.ts";
import { buffers } from "./buffers.ts";
import { hostFiles } from "./host-files.ts";
import { hostHandles } from "./host-handles.ts";
import { idleConnections } from "./idle-connections.ts";
import { idleThreads } from "./idle-threads.ts";
import { innerTier } from "./inner-tier.ts";
import { keepaliveOrder } from "./keepalive-order.ts";
import { lockExpires } from "./lock-expires.ts";
import { memory } from "./memory.ts";
import { outerGivesUp } from "./outer-gives-up.ts";
import { ports } from "./ports.ts";
import { repeatedTries } from "./repeated-tries.ts";
import { rlimitIgnored } from "./rlimit-ignored.ts";
import { servesNobody } from "./serves-nobody.ts";
import { sessionMemory } from "./session-memory.ts";
import { storeConnections } from "./store-connections.ts";
import { storeWaits } from "./store-waits.ts";
import { tomcatDescriptors } from "./tomcat-descriptors.ts";
import { tomcatRequests } from "./tomcat-requests.ts";
import { workerDescriptors } from "./worker-descriptors.ts";
import { workerFiles } from "./worker-files.ts";

export const budget: readonly Rule[] = [
  servesNobody,
  workerDescriptors,
  workerFiles,
  rlimitIgnored,
  hostHandles,
  hostFiles,
  memory,
  buffers,
  ports,
  innerTier,
  idleConnections,
  tomcatRequests,
  idleThreads,
  tomcatDescriptors,
  keepaliveOrder,
  lockExpires,
  storeWaits,
  storeConnections,
  sessionMemory,
  repeatedTries,
  outerGivesUp,
];
