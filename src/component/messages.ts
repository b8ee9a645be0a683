/** The panels that a frame can show below its lanes. */
export type FramePanel = 'why' | 'request' | 'terminal' | 'events' | 'verdicts'

/** As the reader has it, or one of the two. */
export type FrameTheme = 'system' | 'light' | 'dark'

/** What a frame tells the page around it. Version 1: fields and kinds are added, none is changed. Times are seconds on the simulated clock. */
export type FrameSays =
  /** All lanes are drawn; from here on it hears. */
  | { whyrestart: 1; kind: 'ready' }
  /** The height that all of it fits, in CSS pixels; it does not depend on the height that the frame has. */
  | { whyrestart: 1; kind: 'height'; px: number }
  | { whyrestart: 1; kind: 'time'; t: number; lane: string }
  /** A goal of the exercise holds: its place in the list, its text, and whether all of them do. */
  | { whyrestart: 1; kind: 'goal-reached'; goal: number; text: string; solved: boolean }

/** What the page around may ask of a frame; each with `whyrestart: 1`. */
export type FrameHears =
  | { kind: 'seek'; t: number }
  | { kind: 'play' | 'pause' }
  /** A lane, by its name. */
  | { kind: 'lane'; name: string }
  | { kind: 'panel'; name: FramePanel }
  | { kind: 'theme'; name: FrameTheme }
  /** Another scenario in the same frame: a link of whyrestart, or what stands behind its `#`. */
  | { kind: 'load'; link: string }
