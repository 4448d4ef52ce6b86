/** facts: what was found on the hosts and is not as it is declared. Each finding stands at the declaration. */
import type { Rule } from "../rule.ts";
import { address } from "./address.ts";
import { clock } from "./clock.ts";
import { missingInterface } from "./interface.ts";
import { limit } from "./limit.ts";
import { sysctl } from "./sysctl.ts";
import { takenAddress } from "./taken-address.ts";
import { version } from "./version.ts";
import { vip } from "./vip.ts";

export const facts: readonly Rule[] = [
  missingInterface,
  address,
  takenAddress,
  vip,
  sysctl,
  limit,
  version,
  clock,
];
