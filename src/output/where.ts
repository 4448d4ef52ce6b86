/** From a line of the output back to the place in the topology that caused it. */
import type { Manifest, ManifestFile } from "./manifest.ts";

export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type Where =
  | { readonly kind: "places"; readonly file: ManifestFile; readonly places: readonly Place[] }
  /** No file of that path was written. */
  | { readonly kind: "unknown-file" }
  /** The file has the line, or could have it, but no statement caused it. */
  | { readonly kind: "no-place"; readonly file: ManifestFile };

/** The places that caused a line (from 1) of a file (below the output folder). */
export function where(manifest: Manifest, path: string, line: number): Where {
  const file = manifest.files.find((one) => one.path === path);
  if (file === undefined) return { kind: "unknown-file" };
  const places = file.lines
    .filter(([first, count]) => line >= first && line < first + count)
    .map(([, , name, sourceLine, column]): Place => ({ file: name, line: sourceLine, column }));
  return places.length === 0 ? { kind: "no-place", file } : { kind: "places", file, places };
}
