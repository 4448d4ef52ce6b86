/** Names with ranges under another name. */

const RANGED = /^([^[\]]*)\[(\d+)\.\.(\d+)\]([^[\]]*)$/;

/**
 * How `text` is written once what `from` names is called `to`; undefined when it cannot be. `web[1..3]` to `app[1..3]`
 * makes `web2` into `app2`, and `web1` to `app` changes `web1` alone.
 */
export function renamed(text: string, from: string, to: string): string | undefined {
  if (text === from) return to;
  const [old, fresh] = [RANGED.exec(from), RANGED.exec(to)];
  if (old === null || fresh === null) return undefined;
  const [, prefix = "", first = "", last = "", suffix = ""] = old;
  const [, newPrefix = "", newFirst = "", newLast = "", newSuffix = ""] = fresh;
  if (Number(last) - Number(first) !== Number(newLast) - Number(newFirst)) return undefined;
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return undefined;
  const middle = text.slice(prefix.length, text.length - suffix.length);
  const moved = (digits: string) =>
    String(Number(digits) - Number(first) + Number(newFirst)).padStart(newFirst.length, "0");
  const within = (digits: string) => Number(digits) >= Number(first) && Number(digits) <= Number(last);
  const range = /^\[(\d+)\.\.(\d+)\]$/.exec(middle);
  if (range !== null) {
    const [, a = "", b = ""] = range;
    return within(a) && within(b) ? `${newPrefix}[${moved(a)}..${moved(b)}]${newSuffix}` : undefined;
  }
  return /^\d+$/.test(middle) && within(middle) ? newPrefix + moved(middle) + newSuffix : undefined;
}
