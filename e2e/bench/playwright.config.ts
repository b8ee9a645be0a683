import base from '../playwright.config.ts'

/** Times in the browser, printed and not judged: `npm run bench:page`, once the page is built. One after the other, on a quiet machine. */
export default { ...base, testDir: '.', testMatch: '*.bench.ts', workers: 1, fullyParallel: false, retries: 0, timeout: 600_000 }
