import type { ReactElement } from 'react'
import type { ActionTold } from '../../sim/node/action-told.ts'

/** A shape for each action, so that they are told apart without reading. */
const SHAPES = {
  hang: 'M5.5 3v10M10.5 3v10',
  resume: 'M4.5 3l8 5-8 5z',
  slow: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5v3.2l2.2 1.6',
  crash: 'M8 1.5V5M8 11v3.5M1.5 8H5M11 8h3.5M3.4 3.4l2.4 2.4M10.2 10.2l2.4 2.4M12.6 3.4l-2.4 2.4M5.8 10.2l-2.4 2.4',
  kill: 'M9.5 1.5 3.5 9H8l-1.5 5.5L12.5 7H8z',
  crictl: 'M4 4h8v8H4z',
  kubectl: 'M2.5 4 6.5 8l-4 4M8.5 12.5h5',
  etcd: 'M3 4c0-2.7 10-2.7 10 0v8c0 2.7-10 2.7-10 0zM3 4c0 2.7 10 2.7 10 0',
  take: 'M5.5 2v4M10.5 2v4M3.5 6h9v2a4.5 4.5 0 0 1-9 0zM8 12.5v2',
  free: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3',
  startDelay: 'M4 4h8v8H4zM6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5',
  cpu: 'M4 4h8v8H4zM6.5 6.5h3v3h-3zM6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5',
  sandbox: 'M2.5 5.5 8 2.5l5.5 3v5L8 13.5l-5.5-3zM5.5 6.5l5 3.5M10.5 6.5l-5 3.5',
  restart: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3.5H9.5',
  reboot: 'M8 2v6M4.5 4.5a5 5 0 1 0 7 0',
  edit: 'M3 13l.8-3.6 7-7 2.8 2.8-7 7z',
  spoil: 'M4 2h8v12H4zM4 9.5l2.5-2 2.5 3 3-2.5',
  copy: 'M6 5h8v9H6zM10 5V2H2v9h4',
  remove: 'M4 2h8v12H4zM6.2 6.2l3.6 3.6M9.8 6.2l-3.6 3.6',
} as const

type GlyphShape = keyof typeof SHAPES

const ENDS: readonly string[] = ['start', 'resume', 'defrag']

/** The shape of an action. */
export function shapeOf({ action, target, by, is }: ActionTold): GlyphShape {
  if (action.startsWith('crictl')) return 'crictl'
  if (action === 'write') return 'edit'
  if (
    (action === 'etcd' && ENDS.includes(target)) ||
    by === 0 ||
    (action === 'startDelay' && target === '0s') ||
    is === 'answers' ||
    action === 'freeDisk'
  )
    return 'resume'
  if (action === 'slowDisk') return 'slow'
  if (action === 'fullDisk') return 'etcd'
  if (action === 'webhook') return 'free'
  return Object.hasOwn(SHAPES, action) ? (action as GlyphShape) : 'kubectl'
}

export function Glyph({ shape }: { shape: GlyphShape }): ReactElement {
  return (
    <svg
      className="glyph"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[shape]} />
    </svg>
  )
}
