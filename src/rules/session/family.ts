/** session: what becomes of the sessions of Tomcats. */
import type { Rule } from "../rule.ts";
import { apart } from "./apart.ts";
import { clock } from "./clock.ts";
import { cookieHash } from "./cookie-hash.ts";
import { cookieName } from "./cookie-name.ts";
import { copyDiesToo } from "./copy-dies-too.ts";
import { diesWithDirector } from "./dies-with-director.ts";
import { hiddenClient } from "./hidden-client.ts";
import { ignoresNoQuery } from "./ignores-no-query.ts";
import { ignoresNothing } from "./ignores-nothing.ts";
import { inPlace } from "./in-place.ts";
import { keyPrefix } from "./key-prefix.ts";
import { locksNothing } from "./locks-nothing.ts";
import { lonelyCluster } from "./lonely-cluster.ts";
import { longBackup } from "./long-backup.ts";
import { lostAttributes } from "./lost-attributes.ts";
import { manyCopies } from "./many-copies.ts";
import { needlessRoute } from "./needless-route.ts";
import { noAffinity } from "./no-affinity.ts";
import { noLock } from "./no-lock.ts";
import { noRoute } from "./no-route.ts";
import { oneCluster } from "./one-cluster.ts";
import { oneMemcached } from "./one-memcached.ts";
import { outOfReach } from "./out-of-reach.ts";
import { ownCopy } from "./own-copy.ts";
import { redisForgets } from "./redis-forgets.ts";
import { sameReceiver } from "./same-receiver.ts";
import { sharedSession } from "./shared-session.ts";
import { shortPersistence } from "./short-persistence.ts";
import { storedLate } from "./stored-late.ts";
import { unsaid } from "./unsaid.ts";
import { wrongRoute } from "./wrong-route.ts";

export const session: readonly Rule[] = [
  noAffinity,
  cookieHash,
  noRoute,
  storedLate,
  ownCopy,
  unsaid,
  hiddenClient,
  shortPersistence,
  diesWithDirector,
  oneMemcached,
  copyDiesToo,
  redisForgets,
  locksNothing,
  noLock,
  ignoresNothing,
  ignoresNoQuery,
  lostAttributes,
  needlessRoute,
  manyCopies,
  outOfReach,
  sameReceiver,
  oneCluster,
  lonelyCluster,
  apart,
  clock,
  sharedSession,
  cookieName,
  wrongRoute,
  longBackup,
  inPlace,
  keyPrefix,
];
