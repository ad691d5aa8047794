/** The last moment that a date can name, in ms since the epoch (ECMA-262). */
export const LATEST_DATE = 8_640_000_000_000_000;
