/** ipvs: how packets reach the real servers, and how their answers come back. */
import type { Rule } from "../rule.ts";
import { checkPort } from "./check-port.ts";
import { checkStatus } from "./check-status.ts";
import { checkTls } from "./check-tls.ts";
import { checkUnused } from "./check-unused.ts";
import { clientOnLink } from "./client-on-link.ts";
import { deadConnections } from "./dead-connections.ts";
import { deadTemplates } from "./dead-templates.ts";
import { directorGateway } from "./director-gateway.ts";
import { forgottenConnections } from "./forgotten-connections.ts";
import { gatewayApart } from "./gateway-apart.ts";
import { gatewayFixed } from "./gateway-fixed.ts";
import { granularityAlone } from "./granularity-alone.ts";
import { hashRefuses } from "./hash-refuses.ts";
import { hysteresisIgnored } from "./hysteresis-ignored.ts";
import { ignoredWeights } from "./ignored-weights.ts";
import { loop } from "./loop.ts";
import { narrowTunnel } from "./narrow-tunnel.ts";
import { natReturn } from "./nat-return.ts";
import { noCheck } from "./no-check.ts";
import { noForwarding } from "./no-forwarding.ts";
import { nobodyListens } from "./nobody-listens.ts";
import { offSegment } from "./off-segment.ts";
import { oneClient } from "./one-client.ts";
import { oneServer } from "./one-server.ts";
import { overflowLimit } from "./overflow-limit.ts";
import { portsApart } from "./ports-apart.ts";
import { quorumNoReturn } from "./quorum-no-return.ts";
import { quorumOneLoss } from "./quorum-one-loss.ts";
import { quorumTooHigh } from "./quorum-too-high.ts";
import { rpFilter } from "./rp-filter.ts";
import { slowDetection } from "./slow-detection.ts";
import { sorryIsReal } from "./sorry-is-real.ts";
import { sorryUnserved } from "./sorry-unserved.ts";
import { udpCheck } from "./udp-check.ts";
import { wrongAddress } from "./wrong-address.ts";
import { zeroWeights } from "./zero-weights.ts";

export const ipvs: readonly Rule[] = [
  offSegment,
  natReturn,
  gatewayFixed,
  gatewayApart,
  clientOnLink,
  noForwarding,
  directorGateway,
  rpFilter,
  narrowTunnel,
  loop,
  noCheck,
  checkUnused,
  checkPort,
  checkTls,
  checkStatus,
  udpCheck,
  slowDetection,
  nobodyListens,
  wrongAddress,
  sorryUnserved,
  sorryIsReal,
  oneServer,
  zeroWeights,
  quorumTooHigh,
  quorumOneLoss,
  quorumNoReturn,
  hysteresisIgnored,
  ignoredWeights,
  overflowLimit,
  hashRefuses,
  deadConnections,
  deadTemplates,
  forgottenConnections,
  portsApart,
  granularityAlone,
  oneClient,
];
