/** vrrp: who holds a vip. */
import type { Rule } from "../rule.ts";
import { addressTwice } from "./address-twice.ts";
import { delayIgnored } from "./delay-ignored.ts";
import { delayedFailover } from "./delayed-failover.ts";
import { dropsService } from "./drops-service.ts";
import { notUsable } from "./not-usable.ts";
import { nothingTracked } from "./nothing-tracked.ts";
import { offSegment } from "./off-segment.ts";
import { oneDirector } from "./one-director.ts";
import { ownInterface } from "./own-interface.ts";
import { ownerIgnores } from "./owner-ignores.ts";
import { priorityTie } from "./priority-tie.ts";
import { rejectedAdverts } from "./rejected-adverts.ts";
import { sampleValues } from "./sample-values.ts";
import { sharedRouterId } from "./shared-router-id.ts";
import { shellWords } from "./shell-words.ts";
import { slowFailover } from "./slow-failover.ts";
import { slowTracker } from "./slow-tracker.ts";
import { strictIgnores } from "./strict-ignores.ts";
import { syncGroupCrossed } from "./sync-group-crossed.ts";
import { syncGroupPartial } from "./sync-group-partial.ts";
import { syncGroupWeightAlone } from "./sync-group-weight-alone.ts";
import { tieAfterFailure } from "./tie-after-failure.ts";
import { tooManyAddresses } from "./too-many-addresses.ts";
import { trackedAbsent } from "./tracked-absent.ts";
import { unheard } from "./unheard.ts";
import { untrackedInterface } from "./untracked-interface.ts";
import { weightMovesNothing } from "./weight-moves-nothing.ts";
import { weightNopreempt } from "./weight-nopreempt.ts";
import { weightsTie } from "./weights-tie.ts";
import { wideVip } from "./wide-vip.ts";

export const vrrp: readonly Rule[] = [
  priorityTie,
  weightsTie,
  tieAfterFailure,
  weightMovesNothing,
  weightNopreempt,
  ownerIgnores,
  delayIgnored,
  delayedFailover,
  unheard,
  rejectedAdverts,
  addressTwice,
  sharedRouterId,
  tooManyAddresses,
  offSegment,
  wideVip,
  notUsable,
  oneDirector,
  syncGroupPartial,
  syncGroupCrossed,
  syncGroupWeightAlone,
  nothingTracked,
  untrackedInterface,
  ownInterface,
  trackedAbsent,
  shellWords,
  slowTracker,
  slowFailover,
  dropsService,
  strictIgnores,
  sampleValues,
];
