import { drag, openScene, play, SCENES, zoom } from '../bench/caps.ts'
import { spread } from '../bench/keys.ts'
import { expect, test } from '../playground.ts'

test.use({ isFresh: true })

/** A frame at 60 a second, of the main thread's own CPU time: what else the machine does counts for nothing. */
const FRAME_MS = 16.7

// what is long is made for as long: `many-marks.spec.ts` has a hundred thousand marks
for (const scene of SCENES.filter(({ duration }) => duration <= 1800))
  test(`a frame takes no longer than the screen shows one, with ${scene.name}`, async ({ page }) => {
    await openScene(page, scene)
    for (const [what, act] of Object.entries({ drag, play, zoom })) {
      const frames = await act(page)
      const { median, p95, words } = spread(frames)
      console.log(`${scene.name}, ${what}: the main thread's CPU time a frame ${words}`)
      expect(frames.length, what).toBeGreaterThan(5)
      expect(median, what).toBeLessThanOrEqual(FRAME_MS)
      // one that takes longer leaves out the next, and no more
      expect(p95, what).toBeLessThanOrEqual(2 * FRAME_MS)
    }
  })
