/** Lua in nginx's `…_by_lua_block { … }`: text of another language, of which only the end matters. */

/** Whether a keyword's block is Lua. */
export function isLuaBlock(keyword: string): boolean {
  return keyword.endsWith("_by_lua_block");
}

/**
 * One past the brace that closes the block at `start`, or -1 when none does. Braces in strings, in long brackets and
 * in comments are text, as they are to the module (lua-nginx-module, ngx_http_lua_lex.c). Linear.
 */
export function luaBlockEnd(text: string, start: number): number {
  const piece =
    /--(?=\[=*\[)|--[^\r\n]*|\[(=*)\[|"(?:\\[\s\S]|[^"\\\r\n])*"?|'(?:\\[\s\S]|[^'\\\r\n])*'?|[{}]/g;
  piece.lastIndex = start;
  let depth = 0;
  for (let found = piece.exec(text); found !== null; found = piece.exec(text)) {
    const [token, level] = found;
    if (level !== undefined) {
      const end = text.indexOf(`]${level}]`, piece.lastIndex);
      if (end < 0) return -1;
      piece.lastIndex = end + level.length + 2;
    } else if (token === "{") depth++;
    else if (token === "}" && --depth === 0) return piece.lastIndex;
  }
  return -1;
}
