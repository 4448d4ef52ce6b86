/** hygiene: what is written and does nothing, or is read as something else. */
import type { Rule } from "../rule.ts";
import { shadowedName } from "./shadowed-name.ts";
import { shadowedVariable } from "./shadowed-variable.ts";
import { statedTwice } from "./stated-twice.ts";
import { unusedHost } from "./unused-host.ts";
import { unusedLocation } from "./unused-location.ts";
import { unusedLogFormat } from "./unused-log-format.ts";
import { unusedNetwork } from "./unused-network.ts";
import { unusedParam } from "./unused-param.ts";
import { unusedSnippet } from "./unused-snippet.ts";
import { unusedStore } from "./unused-store.ts";
import { unusedUpstream } from "./unused-upstream.ts";
import { unusedVariable } from "./unused-variable.ts";
import { unusedZone } from "./unused-zone.ts";

export const hygiene: readonly Rule[] = [
  unusedHost,
  unusedNetwork,
  unusedParam,
  unusedSnippet,
  unusedStore,
  unusedUpstream,
  unusedLocation,
  unusedVariable,
  unusedZone,
  unusedLogFormat,
  shadowedName,
  shadowedVariable,
  statedTwice,
];
