/** The version of this site, from `package.json`. */
declare const __SITE_VERSION__: string;
/** The version of the API that it was built against. */
declare const __API_VERSION__: string;
/** The texts of a part, which `build/parts.ts` splits off. */
declare module "*?console";
