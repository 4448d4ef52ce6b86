declare const __LBC_VERSION__: string | undefined;

/** The version of lbc, put in when it is bundled. */
export const version: string = typeof __LBC_VERSION__ === "string" ? __LBC_VERSION__ : "0.0.0";
