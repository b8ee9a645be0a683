import { linkOf, readLink } from '../../share/payload.ts'
import { visit } from './case-actions.ts'
import { placeOf } from '../evidence/route.ts'
import { mode } from './mode.ts'
import { durationOf, useStore } from './store.ts'

/** The address of what is looked at: the inputs and the view, in the fragment alone, so that no server sees them. */
export function linkToHere(page?: 'index.html' | 'embed.html', parameters = ''): string {
  const { draft, cursor, from, to, lane, panel } = useStore.getState()
  const address = page ? new URL(page, location.href).href : location.href.replace(/[?#].*$/, '')
  return `${address}${parameters}#${linkOf(draft, { cursor, from, to, lane, panel }) ?? ''}`
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
  const read = readLink(fragment)
  // a frame's address stays what the page around it has written
  if (!mode.embedded) history.replaceState(null, '', location.href.replace(/#.*$/, ''))
  if ('error' in read) {
    const why = read.error
    useStore.setState({ notice: mode.embedded ? why : `${why} Your own work is shown instead.` })
    return
  }
  const { view, draft } = read.value
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
