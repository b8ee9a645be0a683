import { getOrInsert } from '../../manifest/own.ts'
import { memo, type ReactElement, useEffect, useMemo, useRef } from 'react'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'
import { type Ink, INK_NAMES } from '../../views/picture/layout.ts'
import { labelsOf, LEGEND, type LegendItem } from '../../views/picture/legend.ts'
import { Term } from '../cards/Term.tsx'
import { hasActions } from '../faults/InTimeline.tsx'
import { results, type Results } from '../state/results.ts'
import { useStore } from '../state/store.ts'

/** The values of the theme that the page is in: other ones with another look. */
export function useInk(look: string): Ink {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the page's style changes with it
  return useMemo(inkNow, [look])
}

function inkNow(): Ink {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    scale: Number(colour('scale')) || 1,
    colours: Object.fromEntries(INK_NAMES.map((name) => [name, colour(name)])) as Ink['colours'],
    sans: colour('sans'),
  }
}

/** What the marks mean that the lanes have; of the others nobody asks. */
export const Legend = memo(function Legend({ look, ink }: { look: string; ink: Ink }): ReactElement {
  const hasAction = useStore((state) => hasActions(state.draft))
  // one string, so that an edit renders it anew only where it brings another kind of mark
  const shown = new Set(results(labelsIn).split('\n'))
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
})

/** By drawing: an edit leaves the other lanes' as they are. */
const labelsByDrawing = new WeakMap<LaneDrawing, ReadonlySet<string>>()

function labelsIn({ lanes }: Results): string {
  const all = new Set<string>()
  for (const { drawing } of Object.values(lanes)) {
    const labels = getOrInsert(labelsByDrawing, drawing, () => labelsOf(drawing))
    for (const label of labels) all.add(label)
  }
  return [...all].sort().join('\n')
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
