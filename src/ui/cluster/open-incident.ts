import * as v from 'valibot'
import { processesText } from '../../cases/processes-text.ts'
import type { ScenarioDocument } from '../../cases/document.ts'
import { draftOf, draftSchema, linkOf, type Draft } from '../../share/payload.ts'
import { selectEntry, selectLane, visit } from '../state/actions.ts'
import type { Preview } from './tasks.ts'

/**
 * Opens both lanes beside what is one's own, which is kept; what there is to say of it, as sentences. Where the simulated one shows
 * something else, the other is looked at first; Why is open on its last restart.
 */
export function openIncident({ document, comparison, isSame, entry, sentence }: Preview & { document: ScenarioDocument }): string {
  const lanes = document.lanes.map((lane) =>
    lane['processes'] === undefined ? lane : { ...lane, processes: processesText(lane['processes']) },
  )
  const parsed = v.safeParse(draftSchema, draftOf({ ...document, lanes }))
  if (!parsed.success) return 'What was read has more than the page can show, such as a name of more than 200 letters.'
  const draft = parsed.output as unknown as Draft
  const fragment = linkOf(draft, {})
  visit(draft, {
    fragment: fragment ?? '',
    view: { from: 0, to: Number.parseFloat(document.duration), cursor: Number.parseFloat(document.duration) },
  })
  const lane = (isSame ? draft.lanes.at(-1) : draft.lanes[0])!.id
  selectLane(lane)
  if (entry !== undefined) selectEntry(lane, entry)
  const large = fragment === undefined ? ' It is too large for a link: share it as a file.' : ''
  return `${sentence} ${comparison}${large}`
}
