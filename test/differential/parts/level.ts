/** What a level says when it says nothing. */
export const SILENT = { origin: undefined, access: [], errorPages: [], statements: [] } as const;
export const VERSION = [1, 22, 1] as const;
