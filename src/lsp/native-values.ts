/** Arguments of nginx's and keepalived's own statements that may stand at the cursor. */
import { keepalivedContexts } from "../vocabulary/keepalived-keywords.ts";
import { nginxDirective } from "../vocabulary/nginx.ts";
import { nginxVariables } from "../vocabulary/nginx-variables.ts";
import type { Cursor } from "./cursor.ts";
import { CompletionKind } from "./kinds.ts";
import { alternativesAt, keepalivedTexts, textsOf } from "./native.ts";
import { logFormats, variables } from "./nginx-names.ts";
import type { Use } from "./roles.ts";
import { nameItems, values, type Item } from "./values.ts";

export function nativeValues(use: Use, before: string, cursor: Cursor): readonly Item[] {
  const { role, path, index } = use;
  const keyword = path.at(-1)?.words[0].value ?? "";
  if (!("inside" in role)) return [];
  if (role.inside.kind === "keepalived") {
    const value = keepalivedContexts().get(role.inside.context)?.get(keyword)?.values[index - 1];
    return value === undefined ? [] : values(keepalivedTexts(value));
  }
  if (role.inside.kind !== "nginx") return [];
  const { contexts } = role.inside;
  const isUpstream = contexts.includes("upstream");
  const snippets = index === 1 && keyword === "use" ? nameItems(cursor, ["snippet"]) : [];
  if (keyword === "use" && !contexts.includes("events")) return snippets;
  if (index === 1 && keyword === "server" && isUpstream)
    return [...nameItems(cursor, ["tomcat"]), ...nameItems(cursor, ["host"], ":")];
  if (index === 1 && keyword.endsWith("_pass")) {
    const scheme = keyword === "proxy_pass" && !/^https?:\/\//.test(before) ? "http://" : "";
    const shown = /^https?:\/\//.exec(before)?.[0] ?? scheme;
    return nameItems(cursor, ["upstream", "tomcat"]).map((item) => ({ ...item, label: shown + item.label }));
  }
  if (nginxDirective(keyword, contexts[0] ?? "main")?.flag === true)
    return index === 1 ? values(["on", "off"]) : [];
  if (keyword === "server" && !isUpstream) return [];
  const used = new Set(path.at(-1)?.words.map((w) => w.value));
  const { nginx } = cursor.project.check().topology.target;
  const known = textsOf(alternativesAt(keyword, index, nginx), before).filter((text) => !used.has(text));
  return [
    ...snippets,
    ...(keyword === "access_log" && index === 2
      ? values(["combined", ...logFormats(cursor)], CompletionKind.variable)
      : []),
    ...known.map((label, i) => ({
      label,
      kind: /^\d+[a-z]+$/.test(label) ? CompletionKind.unit : CompletionKind.value,
      sortText: String(i).padStart(3, "0"),
    })),
  ];
}

/** nginx's own variables and those that the statements declare, without the `$`. */
export function variableItems(cursor: Cursor): readonly Item[] {
  const { nginx } = cursor.project.check().topology.target;
  return values([...new Set([...variables(cursor), ...nginxVariables(nginx)])], CompletionKind.variable);
}
