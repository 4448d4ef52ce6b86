/** URIs of files: one spelling for each, and paths below a folder. */

/** The spelling that files are known by here; clients escape differently. */
export function keyOf(uri: string): string {
  const [, scheme = "", path = uri] = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?)(.*)$/i.exec(uri) ?? [];
  return scheme + path.replace(/\/+$/, "").split("/").map(respelt).join("/");
}

function respelt(part: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(part));
  } catch {
    return encodeURIComponent(part); // a `%` that escapes nothing
  }
}

/** Of a text that was never saved and so lies in no folder: its scheme, as `untitled:`. */
export function folderOf(uri: string): string {
  const end = uri.lastIndexOf("/");
  return end < 0 ? uri.slice(0, uri.indexOf(":") + 1) : uri.slice(0, end);
}

const before = (folder: string) => (folder.endsWith(":") ? folder : `${folder}/`);

/** The path of a file below a folder, with `/`; undefined when it is not below it. Both are keys. */
export function pathBelow(folder: string, uri: string): string | undefined {
  const start = before(folder);
  if (!uri.startsWith(start)) return undefined;
  return uri.slice(start.length).split("/").map(decodeURIComponent).join("/");
}

export function join(folder: string, path: string): string {
  return before(folder) + path.split("/").map(encodeURIComponent).join("/");
}
