/** Where Chromium is; undefined for Playwright’s own. Errors: throws one sentence where there is none and none could be installed. */
export function findChromium(): string | undefined
