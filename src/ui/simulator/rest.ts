/**
 * What of the simulator comes once the first picture stands. Here it is all there from the beginning; the build of the page's web
 * worker puts another file in this one's place, and divides the simulator in two by what the ready scenarios run (`build/divide.ts`).
 */
export const rest = {
  isHere: true,
  /** A run has called something that has not come yet: what it has made is to be thrown away. */
  isMissed: false,
  /** Fetches it; once it is there, everything runs as it is written. Errors: rejects where it cannot be fetched. */
  load: (): Promise<void> => Promise.resolve(),
}
