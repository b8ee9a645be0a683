import * as v from 'valibot'
import { decodeLink, encodeLink } from '../../share/link.ts'
import { visit } from './case-actions.ts'
import { placeOf } from '../evidence/route.ts'
import { mode } from './mode.ts'
import { draftSchema } from './saved.ts'
import { durationOf, useStore, type Draft } from './store.ts'

const shared = v.object({
  draft: draftSchema,
  view: v.fallback(
    v.partial(
      v.object({
        cursor: v.number(),
        from: v.number(),
        to: v.number(),
        lane: v.string(),
        panel: v.picklist(['why', 'request', 'terminal', 'events', 'verdicts']),
      }),
    ),
    {},
  ),
})

/** The address of what is looked at: the inputs and the view, in the fragment alone, so that no server sees them. */
export function linkToHere(page?: 'index.html' | 'embed.html', parameters = ''): string {
  const { draft, cursor, from, to, lane, panel } = useStore.getState()
  const address = page ? new URL(page, location.href).href : location.href.replace(/[?#].*$/, '')
  return `${address}${parameters}#${encodeLink({ draft, view: { cursor, from, to, lane, panel } })}`
}

/** Opens what the address holds, at the start and whenever another link is put into it. */
export function followSharedLinks(): void {
  openSharedLink()
  addEventListener('hashchange', openSharedLink)
}

/** One's own draft is kept beside it. */
function openSharedLink(): void {
  const fragment = location.hash.slice(1)
  if (!fragment || placeOf(fragment)) return
  const opened = decodeLink(fragment)
  const parsed = 'value' in opened ? v.safeParse(shared, opened.value) : undefined
  // a frame's address stays what the page around it has written
  if (!mode.embedded) history.replaceState(null, '', location.href.replace(/#.*$/, ''))
  if (!parsed?.success) {
    const why = 'error' in opened ? opened.error : 'The link can be read, but it holds no valid scenario.'
    useStore.setState({ notice: mode.embedded ? why : `${why} Your own work is shown instead.` })
    return
  }
  const { view } = parsed.output
  const draft = parsed.output.draft as unknown as Draft
  const end = durationOf(draft)
  const lane = draft.lanes.some(({ id }) => id === view.lane) ? view.lane! : draft.lanes[0]!.id
  const at = (t: number | undefined, otherwise: number): number => (t !== undefined && t >= 0 && t <= end ? t : otherwise)
  const from = at(view.from, 0)
  const to = at(view.to, Math.min(end, 720))
  visit(draft)
  useStore.setState({
    lane,
    cursor: at(view.cursor, 0),
    ...(from < to ? { from, to } : {}),
    ...(view.panel ? { panel: view.panel } : {}),
    notice: '',
    // a frame has no work of its own
    ...(mode.embedded ? { own: null } : {}),
  })
}
