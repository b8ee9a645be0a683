import type { LaneRun } from '../state/results.ts'

/**
 * The runs of the case that the page opens with, lane by lane. Here there are none: the build of the page makes them and puts another
 * file in this one's place (`build/vite-plugins.ts`).
 */
export const opening: (() => Promise<readonly LaneRun[]>) | undefined = undefined
