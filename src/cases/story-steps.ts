import type { StoryStep } from '../sim/scenario/steps.ts'
import story from '../texts/story.tsv?raw'
import { readTable } from '../texts/text-table.ts'
import { MANIFEST_FILE } from './the-strange-case.ts'

/** The strange case, told in nine steps of two sentences; each number in them is one of what is to be seen at that step. */
export const STORY: readonly StoryStep[] = readTable(story, 'at', 'lane', 'panel', 'line', 'select', 'says').map(
  ({ at, lane, panel, line, select, says }) =>
    ({
      says,
      at: Number(at),
      lane,
      panel,
      ...(line === '' ? {} : { line: { file: MANIFEST_FILE, has: line } }),
      ...(select === '' ? {} : { select }),
    }) as StoryStep,
)
