/** Web search and web pages, through the subscription. */
export { publicAddress } from "./public-address.ts";
export { type FoundPage, MAX_RESULTS, parseSearchResults, searchBody } from "./search.ts";
export { noteTypedKey, runWebSetup } from "./web-setup.ts";
export { wholeWithin } from "./whole-within.ts";
