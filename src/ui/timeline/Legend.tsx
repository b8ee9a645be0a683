import { useEffect, useMemo, useRef, type ReactElement, type ReactNode } from 'react'
import { hasActions } from '../faults/InTimeline.tsx'
import { RESULTS, type LaneDrawing } from '../../views/lanes/lanes.ts'
import { results } from '../simulator/results.ts'
import { useStore } from '../state/store.ts'
import type { TermId } from '../../views/text/glossary.ts'
import { Term } from '../cards/Term.tsx'
import { paintMark } from './paint.ts'
import type { Ink } from './frame.ts'

/** In the order in which they are explained; each with its shape, but for the probes' marks. */
const ITEMS: readonly { label: string; term: TermId; shape?: ReactNode }[] = [
  { label: 'passed', term: 'passed' },
  { label: 'failed', term: 'failed' },
  { label: 'warning', term: 'warning' },
  { label: 'could not be made', term: 'errored' },
  { label: 'killed', term: 'killed', shape: <path d="M4 2h8M8 2v12" stroke="var(--fail)" strokeWidth="2.5" /> },
  { label: 'exited by itself', term: 'exited', shape: <Ring ink="--fail" /> },
  { label: 'completed', term: 'completed', shape: <Ring ink="--pass" /> },
  { label: 'ended by an action', term: 'ended-by-action', shape: <Ring ink="--action" isFull /> },
  { label: 'ready', term: 'ready', shape: <rect x="1" y="3" width="14" height="10" fill="var(--life)" stroke="var(--life-edge)" /> },
  {
    label: 'not ready',
    term: 'not-ready',
    shape: <rect x="1" y="3" width="14" height="10" fill="var(--not-ready)" stroke="var(--life-edge)" />,
  },
  {
    label: 'back-off',
    term: 'back-off',
    shape: <path d="M0 13 10 3M5 13 15 3M10 13l5-5M0 8l5-5" stroke="var(--hatch)" strokeWidth="1.4" />,
  },
  { label: 'serving', term: 'serving', shape: <path d="M0 8h16" stroke="var(--pass)" strokeWidth="2" /> },
  { label: 'starting', term: 'starting', shape: <path d="M0 8h16" stroke="var(--muted)" strokeWidth="2" strokeDasharray="1.5 3" /> },
  {
    label: 'not serving, without etcd',
    term: 'no-etcd',
    shape: <path d="M0 8h16" stroke="var(--warn)" strokeWidth="3" strokeDasharray="6 3" />,
  },
  { label: 'shutting down', term: 'shutting-down', shape: <path d="M0 8h16" stroke="var(--fail)" strokeWidth="2" strokeDasharray="6 3" /> },
  { label: 'hung', term: 'hung', shape: <path d="M0 8h16" stroke="var(--fail)" strokeWidth="5" strokeDasharray="3 3" /> },
  { label: 'mirror pod', term: 'mirror', shape: <path d="M1.5 5v6M1 8h15" stroke="var(--edge)" strokeWidth="1.5" /> },
  { label: 'action', term: 'action', shape: <path d="M8 0v16" stroke="var(--action)" strokeWidth="1.5" strokeDasharray="4 3" /> },
  {
    label: 'nothing came of it',
    term: 'idle',
    shape: (
      <g stroke="var(--action)" strokeWidth="1.5">
        <circle cx="8" cy="4" r="3" />
        <path d="M8 8v8" strokeDasharray="1.5 3" />
      </g>
    ),
  },
]

/** What the marks mean that the lanes have; of the others nobody asks. */
export function Legend({ look, ink }: { look: string; ink: Ink }): ReactElement {
  const hasAction = useStore((state) => hasActions(state.draft))
  const lanes = results((state) => state.lanes)
  const shown = useMemo(() => new Set(Object.values(lanes).flatMap(({ drawing }) => labelsOf(drawing))), [lanes])
  return (
    <ul className="legend" aria-label="Legend" data-look={look}>
      {ITEMS.map(({ label, term, shape }, n) =>
        shown.has(label) || (label === 'action' && hasAction) ? (
          <li key={label}>
            {shape ? (
              <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true">
                {shape}
              </svg>
            ) : (
              <Mark result={n} ink={ink} />
            )}
            <Term id={term}>{label}</Term>
          </li>
        ) : null,
      )}
    </ul>
  )
}

const ENDS = { killed: 'killed', exited: 'exited by itself', completed: 'completed', action: 'ended by an action', running: '' } as const
const SERVER: Readonly<Record<string, string>> = {
  serving: 'serving',
  starting: 'starting',
  'no-etcd': 'not serving, without etcd',
  'shutting-down': 'shutting down',
  hung: 'hung',
}

function labelsOf({ tracks, mirror, actions }: LaneDrawing): string[] {
  const ofTracks = tracks.flatMap(({ lives, ready, waits, probes, server }) => [
    ...RESULTS.flatMap((_, n) => (probes.some((row) => row.results.includes(n)) ? [ITEMS[n]!.label] : [])),
    ...lives.map(({ end }) => ENDS[end]),
    ...(ready.length > 0 ? ['ready'] : []),
    ...(lives.some(({ from, to }) => !ready.some((span) => span.from <= from && to <= span.to)) ? ['not ready'] : []),
    ...(waits.length > 0 ? ['back-off'] : []),
    ...server.map(({ state }) => SERVER[state] ?? ''),
  ])
  return [...ofTracks, ...(mirror.length > 0 ? ['mirror pod'] : []), ...(actions.some(({ idle }) => idle) ? ['nothing came of it'] : [])]
}

function Ring({ ink, isFull = false }: { ink: string; isFull?: boolean }): ReactElement {
  return (
    <g stroke={`var(${ink})`} fill={isFull ? `var(${ink})` : undefined} strokeWidth="1.6">
      <circle cx="8" cy="4" r="3" />
      <path d="M8 7v7" />
    </g>
  )
}

function Mark({ result, ink }: { result: number; ink: Ink }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const ctx = canvas.current?.getContext('2d')
    if (!ctx) return
    ctx.setTransform(2, 0, 0, 2, 0, 0)
    ctx.clearRect(0, 0, 16, 16)
    ctx.textBaseline = 'middle'
    paintMark(ctx, result, 8, 8, { ...ink, scale: 1 })
  }, [result, ink])
  return <canvas ref={canvas} width={32} height={32} style={{ width: 16, height: 16 }} aria-hidden="true" />
}
