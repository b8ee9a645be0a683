import type { StoryStep } from '../../sim/scenario/steps.ts'
import { lightStep } from '../state/why-subject.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { selectEntry, selectLane, setCursor } from '../state/actions.ts'
import { textOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'

/** Puts the page into a step's state. */
export function show({ at, lane: name, panel, line, select }: StoryStep): void {
  const { draft } = useStore.getState()
  const lane = draft.lanes.find((lane) => lane.name === name)
  if (lane) selectLane(lane.id)
  if (at !== undefined) {
    setCursor(at)
    useStore.setState({ playing: false })
  }
  if (panel) useStore.setState({ panel, selected: null })
  if (!lane) return
  usePage.setState({ lit: null })
  if (line) {
    const n = textOf(draft, lane, line.file)
      .split('\n')
      .findIndex((text) => text.includes(line.has))
    useStore.setState({ file: line.file })
    if (n >= 0) lightStep(lane.id, line.file, n + 1)
  }
  const track = results.getState().lanes[lane.id]?.drawing.tracks[0]
  const marks = select === 'kill' ? track?.kills : track?.lives.map(({ from, id }) => ({ t: from, id }))
  const mark = select && marks?.findLast(({ t }) => t <= (at ?? 0))
  if (mark) selectEntry(lane.id, mark.id)
}
