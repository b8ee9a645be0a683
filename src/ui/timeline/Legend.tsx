import { useEffect, useMemo, useRef, type ReactElement } from 'react'
import { hasActions } from '../faults/InTimeline.tsx'
import { results } from '../simulator/results.ts'
import { useStore } from '../state/store.ts'
import { Term } from '../cards/Term.tsx'
import type { Ink } from '../../views/picture/frame.ts'
import { LEGEND, type LegendItem, labelsOf } from '../../views/picture/legend.ts'

/** What the marks mean that the lanes have; of the others nobody asks. */
export function Legend({ look, ink }: { look: string; ink: Ink }): ReactElement {
  const hasAction = useStore((state) => hasActions(state.draft))
  const lanes = results((state) => state.lanes)
  const shown = useMemo(() => new Set(Object.values(lanes).flatMap(({ drawing }) => labelsOf(drawing))), [lanes])
  return (
    <ul className="legend" aria-label="Legend" data-look={look}>
      {LEGEND.map((item) =>
        shown.has(item.label) || (item.label === 'action' && hasAction) ? (
          <li key={item.label}>
            <Sign item={item} ink={ink} />
            <Term id={item.term}>{item.label}</Term>
          </li>
        ) : null,
      )}
    </ul>
  )
}

function Sign({ item, ink }: { item: LegendItem; ink: Ink }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    if (!pen) return
    pen.setTransform(2, 0, 0, 2, 0, 0)
    pen.clearRect(0, 0, 16, 16)
    item.paint(pen, ink)
  }, [item, ink])
  return <canvas ref={canvas} width={32} height={32} style={{ width: 16, height: 16 }} aria-hidden="true" />
}
