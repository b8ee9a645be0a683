import base from '../playwright.config.ts'

/** What is held to the clock, one after the other: what runs beside it is timed with it. */
export default {
  ...base,
  projects: [{ name: 'timed' }],
  testIgnore: [],
  workers: 1,
  fullyParallel: false,
  outputDir: '../../test-results/timed',
}
