/** The list of targets. A new one is a file beside this one and a line here. */
import type { Target } from "./artifact.ts";
import { chrony } from "./chrony.ts";
import { director } from "./director.ts";
import { ipvsadm } from "./ipvsadm.ts";
import { keepalived } from "./keepalived.ts";
import { memcached } from "./memcached.ts";
import { nginx } from "./nginx.ts";
import { realserver } from "./realserver.ts";
import { redis } from "./redis.ts";
import { sysctl } from "./sysctl.ts";
import { tomcat } from "./tomcat.ts";

export const targets: readonly Target[] = [
  keepalived,
  ipvsadm,
  sysctl,
  realserver,
  director,
  nginx,
  tomcat,
  memcached,
  redis,
  chrony,
];
