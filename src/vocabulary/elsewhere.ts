/** A word that is not of a block, but that keepalived or nginx has: where the topology says it. */
import { keepalivedContexts } from "./keepalived-keywords.ts";
import { nginxDirective } from "./nginx.ts";
import { signature, type BlockDefinition, type WordDefinition } from "./word.ts";

/** What lbc never takes from a topology, as it follows from the rest. */
const DERIVED: Readonly<Record<string, string>> = {
  state: "remove it: every director starts as BACKUP, and the highest priority becomes master",
  router_id: "remove it: it is the host's name",
  unicast_src_ip: "remove it: it follows from `vrrp unicast`",
};

/** The blocks of keepalived's own statements, by the block of lbc that has one. */
const NATIVE: Readonly<Record<string, string>> = {
  vip: "vrrp_instance",
  virtual_server: "virtual_server",
  sync_group: "vrrp_sync_group",
};

/** The word that becomes one of keepalived's, innermost first with the blocks it stands in: two blocks down at most. */
function wayTo(keyword: string, words: BlockDefinition["words"], depth = 2): readonly string[] | undefined {
  const found = new RegExp(`(?<![\\w-])${keyword}(?![\\w-])`);
  const entries: readonly [string, WordDefinition][] = Object.entries(words);
  const own = entries.find(([, word]) => found.test(word.becomes));
  if (own !== undefined) return [signature(...own)];
  if (depth === 0) return undefined;
  for (const [name, definition] of entries) {
    const way =
      definition.block === undefined ? undefined : wayTo(keyword, definition.block.words, depth - 1);
    if (way !== undefined) return [...way, signature(name, definition)];
  }
  return undefined;
}

/** What to do about a `word` in the block that `where` opens, if keepalived or nginx has that word and lbc another one. */
export function elsewhere(word: string, block: BlockDefinition, where: string): string | undefined {
  const contexts = keepalivedContexts();
  if (!/^\w{3,40}$/.test(word)) return undefined;
  if (![...contexts.values()].some((keywords) => keywords.has(word))) {
    const nginx = where === "a topology" && (word === "http" || nginxDirective(word, "http") !== undefined);
    return nginx ? "statements of nginx stand in `nginx NAME on HOST { … }`, those of `http` too" : undefined;
  }
  if (Object.hasOwn(DERIVED, word)) return DERIVED[word];
  const way = wayTo(word, block.words);
  if (way !== undefined)
    return `for keepalived's \`${word}\` write ${way.map((w) => `\`${w}\``).join(", in ")}`;
  const native = Object.hasOwn(NATIVE, where) ? NATIVE[where] : undefined;
  return native !== undefined && contexts.get(native)?.has(word) === true
    ? `statements of keepalived's own stand in \`keepalived { ${word} … }\``
    : undefined;
}
