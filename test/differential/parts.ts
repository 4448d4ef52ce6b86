import type { Part } from "./part.ts";
import { access } from "./parts/access.ts";
import { locations } from "./parts/locations.ts";
import { proxy } from "./parts/proxy.ts";
import { regex } from "./parts/regex.ts";
import { rewrite } from "./parts/rewrite.ts";
import { servers } from "./parts/servers.ts";
import { uri } from "./parts/uri.ts";
import { variables } from "./parts/variables.ts";
import { witnesses } from "./parts/witnesses.ts";

export const parts: readonly Part[] = [
  uri,
  servers,
  locations,
  access,
  regex,
  rewrite,
  variables,
  proxy,
  witnesses,
];
