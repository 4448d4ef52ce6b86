/** Numbers of the protocol, by name. */
export const CompletionKind = {
  function: 3,
  variable: 6,
  class: 7,
  module: 9,
  property: 10,
  unit: 11,
  value: 12,
  keyword: 14,
  snippet: 15,
  file: 17,
} as const;

export const SymbolKind = {
  file: 1,
  module: 2,
  namespace: 3,
  class: 5,
  method: 6,
  property: 7,
  interface: 11,
  function: 12,
  variable: 13,
  string: 15,
  object: 19,
  key: 20,
  event: 24,
} as const;
