/** Statuses of HTTP, both ends included: `200`, `200-299`. */
export type StatusRange = { readonly from: number; readonly to: number };
