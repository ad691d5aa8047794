/**
 * The error code of a failure whose text this plugin wrote for the user: it is shown as it is. It stays within the
 * plugin, from its transport to what explains failures; hosts never get to see it.
 */
export const OWN_TEXT = "kimi-own-text";
