/** How long a plugin's fetch may take. Apart from the parsers, which would make every plugin larger. */

/** Milliseconds unless the plugin says otherwise, and the most that it may say. */
export const FETCH_TIMEOUT_MS = 10_000, FETCH_TIMEOUT_MS_MAX = 20_000;
