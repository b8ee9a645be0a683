import { useEffect, useRef, type ReactElement } from 'react'
import { hasActions } from '../faults/InTimeline.tsx'
import { useStore } from '../store.ts'
import { paintMark, type Ink } from './paint.ts'

const MARKS = ['passed', 'failed', 'warning', 'could not be made'] as const

export function Legend({ look, ink }: { look: string; ink: Ink }): ReactElement {
  const hasAction = useStore((state) => hasActions(state.draft))
  return (
    <ul className="legend" aria-label="Legend" data-look={look}>
      {MARKS.map((label, result) => (
        <li key={label}>
          <Mark result={result} ink={ink} />
          {label}
        </li>
      ))}
      <li>
        <Shape>
          <path d="M4 2h8M8 2v12" stroke="var(--fail)" strokeWidth="2.5" />
        </Shape>
        killed
      </li>
      <li>
        <Shape>
          <circle cx="8" cy="4" r="3" stroke="var(--fail)" strokeWidth="1.6" />
          <path d="M8 7v7" stroke="var(--fail)" strokeWidth="1.6" />
        </Shape>
        exited by itself
      </li>
      <li>
        <Shape>
          <rect x="1" y="3" width="14" height="10" fill="var(--life)" stroke="var(--life-edge)" />
        </Shape>
        ready
      </li>
      <li>
        <Shape>
          <rect x="1" y="3" width="14" height="10" fill="var(--not-ready)" stroke="var(--life-edge)" />
        </Shape>
        not ready
      </li>
      <li>
        <Shape>
          <path d="M0 13 10 3M5 13 15 3M10 13l5-5M0 8l5-5" stroke="var(--hatch)" strokeWidth="1.4" />
        </Shape>
        back-off
      </li>
      <li>
        <Shape>
          <path d="M0 8h16" stroke="var(--pass)" strokeWidth="2" />
        </Shape>
        serving
      </li>
      <li>
        <Shape>
          <path d="M0 8h16" stroke="var(--muted)" strokeWidth="2" strokeDasharray="1.5 3" />
        </Shape>
        starting
      </li>
      <li>
        <Shape>
          <path d="M0 8h16" stroke="var(--fail)" strokeWidth="2" strokeDasharray="6 3" />
        </Shape>
        shutting down
      </li>
      <li>
        <Shape>
          <path d="M0 8h16" stroke="var(--fail)" strokeWidth="5" strokeDasharray="3 3" />
        </Shape>
        hung
      </li>
      <li>
        <Shape>
          <path d="M1.5 5v6M1 8h15" stroke="var(--edge)" strokeWidth="1.5" />
        </Shape>
        mirror pod
      </li>
      {hasAction && (
        <>
          <li>
            <Shape>
              <path d="M8 0v16" stroke="var(--action)" strokeWidth="1.5" strokeDasharray="4 3" />
            </Shape>
            action
          </li>
          <li>
            <Shape>
              <circle cx="8" cy="4" r="3" stroke="var(--action)" strokeWidth="1.5" />
              <path d="M8 8v8" stroke="var(--action)" strokeWidth="1.5" strokeDasharray="1.5 3" />
            </Shape>
            nothing came of it
          </li>
        </>
      )}
    </ul>
  )
}

function Shape({ children }: { children: React.ReactNode }): ReactElement {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true">
      {children}
    </svg>
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
