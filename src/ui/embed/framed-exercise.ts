import { documentOf, readLink, type Draft } from '../../share/payload.ts'
import type { KeptView } from '../state/kept.ts'
import { laneNamed, textsOfLane } from '../state/draft.ts'
import type { tasks } from '../exercise/exercise-tasks.ts'
import { WorkerClient } from '../worker/client.ts'
import { useStore } from '../state/store.ts'

const QUIET_MS = 100
const CHECK_MS = 20_000

/** A goal's place in the exercise's list, its text, and whether all of them hold. */
export interface Reached {
  goal: number
  text: string
  solved: boolean
}

/** Judges the goals of the exercise that the frame shows at each edit, and says which one holds that did not before. */
export function watchGoals(say: (reached: Reached) => void): void {
  const client = new WorkerClient<typeof tasks>('exercise')
  let holding: readonly number[] = []
  let last = 0
  const judge = async (): Promise<void> => {
    const mine = (last += 1)
    const { draft, start } = useStore.getState()
    if (start.common['exercise'] === undefined) return
    // what it asks stands in its beginning, whatever has become of the texts
    const text = JSON.stringify(documentOf(start))
    const opened = await client.call('open', { text }, { budgetMs: CHECK_MS }).result
    if ('error' in opened) return
    const { id, lane: name, isIncident } = opened.exercise
    const texts = textsOfLane(draft, laneNamed(draft, name))
    const done = isIncident ? { document: JSON.stringify(documentOf(draft)) } : {}
    const { goals, solved } = await client.call('check', { id, texts, ...done }, { budgetMs: CHECK_MS }).result
    if (mine !== last) return
    for (const { n, text: goal, holds } of goals) if (holds && !holding.includes(n)) say({ goal: n, text: goal, solved })
    holding = goals.filter(({ holds }) => holds).map(({ n }) => n)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    // what cannot be judged is reached by nobody
    timer = setTimeout(() => void judge().catch(() => undefined), QUIET_MS)
  }
  useStore.subscribe((state, before) => {
    if (state.slot !== before.slot) holding = []
    if (state.draft !== before.draft) soon()
  })
  soon()
}

/** Seconds of the run that are seen at first. */
const SPAN = 720

/** The start of an exercise that this page comes with, its task in it; undefined where there is none of that id. */
export async function startOfId(id: string): Promise<{ draft: Draft; view: KeptView } | undefined> {
  const client = new WorkerClient<typeof tasks>('exercise')
  try {
    const opened = await client.call('open', { id }).result
    if ('error' in opened) return undefined
    const { whole = '' } = await client.call('handOut', { id, isWhole: false }).result
    const read = readLink(whole)
    const { begin } = opened.exercise
    return 'value' in read ? { draft: read.value.draft, view: { cursor: begin, from: 0, to: Math.max(SPAN, begin) } } : undefined
  } finally {
    client.end()
  }
}
