/** Reading `manifest.json` back: anybody may have written it, so it is held to its schema first. */
import { validate } from "../generated/manifest-validator.js";
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
  if (validate(value)) return { kind: "manifest", manifest: value as Manifest };
  const first = validate.errors?.[0];
  return {
    kind: "unusable",
    reason: `${first?.instancePath || "the file"} ${first?.message ?? "does not fit the schema"}`,
  };
}
