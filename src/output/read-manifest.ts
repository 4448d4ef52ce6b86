/** Reading `manifest.json` back: anybody may have written it, so it is held to its schema first. */
import { misfit } from "../generated/manifest-validator.js";
import type { Manifest } from "./manifest.ts";

export type ReadManifest =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "unusable"; readonly reason: string };

/** The manifest a text holds, or why it is none. Never throws. */
export function readManifest(text: string): ReadManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "unusable", reason: "not JSON" };
  }
  const found = misfit(value);
  if (found === undefined) return { kind: "manifest", manifest: value as Manifest };
  const { instancePath, message = "does not fit the schema" } = found;
  return { kind: "unusable", reason: `${instancePath || "the file"} ${message}` };
}
