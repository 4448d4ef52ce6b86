/** arp: who else answers for a vip, or announces it. */
import type { Rule } from "../rule.ts";
import { alias } from "./alias.ts";
import { announces } from "./announces.ts";
import { answers } from "./answers.ts";
import { defaultOnly } from "./default-only.ts";
import { directorMute } from "./director-mute.ts";
import { largerWins } from "./larger-wins.ts";
import { loOnly } from "./lo-only.ts";
import { missingVip } from "./missing-vip.ts";
import { mute } from "./mute.ts";
import { oneInterface } from "./one-interface.ts";
import { proxy } from "./proxy.ts";
import { reservedMode } from "./reserved-mode.ts";
import { staleVip } from "./stale-vip.ts";
import { twoInterfaces } from "./two-interfaces.ts";
import { undeclaredServer } from "./undeclared-server.ts";
import { unproven } from "./unproven.ts";
import { wideLoopback } from "./wide-loopback.ts";

export const arp: readonly Rule[] = [
  answers,
  announces,
  loOnly,
  defaultOnly,
  oneInterface,
  reservedMode,
  largerWins,
  unproven,
  alias,
  wideLoopback,
  missingVip,
  staleVip,
  undeclaredServer,
  mute,
  directorMute,
  proxy,
  twoInterfaces,
];
