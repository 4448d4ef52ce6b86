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

export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}

/** The path of a file below a folder, with `/`; undefined when it is not below it. Both are keys. */
export function pathBelow(folder: string, uri: string): string | undefined {
  if (!uri.startsWith(`${folder}/`)) return undefined;
  return uri
    .slice(folder.length + 1)
    .split("/")
    .map(decodeURIComponent)
    .join("/");
}

export function join(folder: string, path: string): string {
  return `${folder}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
