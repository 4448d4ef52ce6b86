/** Where an editor finds what is said of a problem. */
export const PAGES = "lbc-page";

export function pageUri(code: string): string {
  return `${PAGES}:/${code}.md`;
}

/** By code, made when the extension is packaged. */
export type Pages = Readonly<Record<string, { readonly summary: string; readonly text: string }>>;
