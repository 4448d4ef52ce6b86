/** Every rule. A new one is its file, a line in its family's list, its page and its fixtures. */
import { arp } from "./arp/family.ts";
import { budget } from "./budget/family.ts";
import { facts } from "./facts/family.ts";
import { hygiene } from "./hygiene/family.ts";
import { ipvs } from "./ipvs/family.ts";
import { nginx } from "./nginx/family.ts";
import type { Rule } from "./rule.ts";
import { session } from "./session/family.ts";
import { time } from "./time/family.ts";
import { vrrp } from "./vrrp/family.ts";

export const rules: readonly Rule[] = [
  ...arp,
  ...budget,
  ...facts,
  ...hygiene,
  ...ipvs,
  ...nginx,
  ...session,
  ...time,
  ...vrrp,
];
