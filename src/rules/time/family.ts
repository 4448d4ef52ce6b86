/** time: clocks that something depends on. */
import type { Rule } from "../rule.ts";
import { certificates } from "./certificates.ts";
import { expiringLinks } from "./expiring-links.ts";
import { silentServer } from "./silent-server.ts";

export const time: readonly Rule[] = [certificates, expiringLinks, silentServer];
