import { useMemo } from 'react'
import { defined } from '../../manifest/own.ts'
import type { Sheet } from '../../views/picture/sheet.ts'
import { useHidden } from '../state/session.ts'
import { results, useVisibleLanes, inSight } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { usePage } from '../state/page.ts'

/** What the timeline shows now; null where it is hidden, or nothing is there. */
export function useSheet(link: string | undefined): Sheet | null {
  const lanes = useVisibleLanes()
  const hidesPicture = useHidden('timeline')
  const seen = usePage((state) => state.seen)
  const cut = usePage((state) => state.cut)
  const found = results((state) => state.lanes)
  const title = useStore((state) => String(state.draft.common.title))
  const from = useStore((state) => state.from)
  const to = useStore((state) => state.to)
  const cursor = useStore((state) => state.cursor)
  return useMemo(() => {
    const shown = lanes.flatMap(({ id, name }) => {
      const laneResult = found[id]
      if (!laneResult) return []
      const { kubernetes, happened } = laneResult.inputs
      return [{ name, kubernetes, isReal: happened !== undefined, drawing: inSight(laneResult, seen, cut) }]
    })
    const end = seen === null ? to : Math.min(to, seen)
    if (hidesPicture || shown.length === 0 || end <= from) return null
    return { title, lanes: shown, from, to: end, cursor: Math.min(cursor, end), ...defined({ link }) }
  }, [lanes, found, title, from, to, cursor, cut, seen, hidesPicture, link])
}
