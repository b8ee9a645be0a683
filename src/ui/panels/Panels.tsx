import { useEffect, useRef, type ComponentType, type ReactElement } from 'react'
import type { Panel } from '../../sim/scenario/panels.ts'
import { useStore } from '../state/store.ts'
import { EventsPanel } from './LookPanels.tsx'
import { WhyPanel } from './WhyPanel.tsx'
import { useHiddenOf } from '../state/session.ts'
import { part, useHadPicture } from '../kit/hooks.ts'
import { typeAtPrompt } from './prompt.ts'

/** These come when they are asked for. */
const TerminalPanel = part(() => import('./TerminalPanel.tsx'), 'TerminalPanel')
const RequestPanel = part(() => import('./RequestPanel.tsx'), 'RequestPanel')
const VerdictsPanel = part(() => import('./VerdictsPanel.tsx'), 'VerdictsPanel')

const PANELS: readonly [Panel, string, ComponentType][] = [
  ['why', 'Why', WhyPanel],
  ['request', 'Request', RequestPanel],
  ['terminal', 'Terminal', TerminalPanel],
  ['events', 'Events', EventsPanel],
  ['verdicts', 'Verdicts', VerdictsPanel],
]

const PANEL_IDS = PANELS.map(([id]) => id)

/** A panel by itself, as a frame shows it. */
export function OnePanel({ panel }: { panel: Panel }): ReactElement {
  const [, , Content] = PANELS.find(([id]) => id === panel)!
  return <Content />
}

/** The panels that are not hidden. */
function usePanels(): typeof PANELS {
  const hidden = useHiddenOf(PANEL_IDS)
  return hidden === '' ? PANELS : PANELS.filter(([id]) => !hidden.split(',').includes(id))
}

/** The page is at rest for so long before something is worked out that nobody has asked for. */
const REST_MS = 400

/** Verdicts are about to be asked for where they can be. */
function useJudgedAhead(isOffered: boolean): void {
  const hadPicture = useHadPicture()
  useEffect(() => {
    if (!hadPicture || !isOffered || !('requestIdleCallback' in window)) return
    const judge = (): void =>
      void Promise.all([import('../simulator/verdicts.ts'), VerdictsPanel.preload()]).then(
        ([{ judgeAhead }]) => judgeAhead(),
        () => undefined,
      )
    let idle = 0
    const timer = setTimeout(() => {
      idle = requestIdleCallback(judge)
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      cancelIdleCallback(idle)
    }
  }, [hadPicture, isOffered])
}

export function Panels(): ReactElement | null {
  const shown = usePanels()
  useJudgedAhead(shown.some(([id]) => id === 'verdicts'))
  const wanted = useStore((state) => state.panel)
  const panel = shown.some(([id]) => id === wanted) ? wanted : shown[0]?.[0]
  const list = useRef<HTMLDivElement>(null)
  const Content = shown.find(([id]) => id === panel)?.[2]
  if (!Content) return null
  return (
    <section aria-label="Panels" style={{ display: 'contents' }}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus */}
      <div
        className="tabs"
        role="tablist"
        aria-label="Panels"
        ref={list}
        onKeyDown={(event) => {
          const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
          if (!move) return panel === 'terminal' ? typeAtPrompt(event) : undefined
          event.preventDefault()
          event.stopPropagation()
          const place = (shown.findIndex(([id]) => id === panel) + move + shown.length) % shown.length
          useStore.setState({ panel: shown[place]![0] })
          list.current?.querySelectorAll<HTMLElement>('[role=tab]')[place]?.focus()
        }}
      >
        {shown.map(([id, name]) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === panel}
            aria-controls="panel"
            tabIndex={id === panel ? 0 : -1}
            onClick={() => useStore.setState({ panel: id })}
          >
            {name}
          </button>
        ))}
      </div>
      {/* A long text is scrolled with the keys, so the panel takes the focus; each begins at its top. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div key={panel} className="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${panel}`} tabIndex={0}>
        <Content />
      </div>
    </section>
  )
}
