import { useRef, type ReactElement } from 'react'
import { OFFERED } from '../../sim/release/releases.ts'
import { redo, setRelease, undo } from '../state/actions.ts'
import { openSlot } from '../state/actions.ts'
import { ShareButton } from '../share/ShareButton.tsx'
import { ResetButton } from './ResetButton.tsx'
import { EmbedButton } from '../embed/EmbedButton.tsx'
import { EvidenceButtons, EvidencePage } from '../evidence/EvidenceButtons.tsx'
import { OfflineButton } from '../offline/OfflineButton.tsx'
import { useMedia } from './hooks.ts'
import { showHelp } from './help.ts'
import { Learn } from '../exercise/course/Learn.tsx'
import { NewScenario } from '../own/NewScenario.tsx'
import { Title } from '../own/Title.tsx'
import { CASES, type CaseId, type Slot } from '../state/slot.ts'
import { togglePresent } from '../present/stage.ts'
import { useStore } from '../state/store.ts'
import type { Theme } from '../state/kept.ts'

const SCENARIOS: readonly { slot: Slot; name: string; id?: CaseId }[] = [
  { slot: 'case:story', name: 'As it was, 1.9', id: 'story' },
  { slot: 'case:today', name: 'Today, 1.37', id: 'today' },
  { slot: 'own', name: 'My own' },
]
const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
/** Half, light, dark: drawn, since not every font has such signs. */
const THEME_PATH: Record<Theme, string> = { system: 'M10 4a6 6 0 0 0 0 12z', light: '', dark: 'M10 4a6 6 0 0 0 0 12a6 6 0 0 0 0 -12z' }

export function Header(): ReactElement {
  const release = useStore((state) => state.draft.common.kubernetes)
  const slot = useStore((state) => state.slot)
  const hasOwn = useStore((state) => state.hasOwn)
  const theme = useStore((state) => state.theme)
  const presenting = useStore((state) => state.presenting)
  const more = useRef<HTMLDivElement>(null)
  // With less room, and on a stage, what is seldom needed stands behind a button, and all fits one row.
  const isFolded = useMedia('(max-width: 1439.98px)') || presenting
  // it has a name of its own as Share and Present have, and stands beside them as long as one row holds it
  const hasEmbed = useMedia('(min-width: 1280px)') && !presenting
  const rest = (
    <>
      <ResetButton />
      <EvidenceButtons />
      {!hasEmbed && <EmbedButton />}
      <OfflineButton />
    </>
  )
  return (
    <header className="header" data-folded={isFolded || undefined}>
      <div className="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="6" width="8" height="8" fill="var(--life)" stroke="var(--life-edge)" />
          <path d="M11 2.5v15M9 2.5h4" stroke="var(--fail)" strokeWidth="2" fill="none" />
          <rect x="13" y="6" width="6" height="8" fill="var(--life)" stroke="var(--life-edge)" />
        </svg>
        whyrestart
      </div>
      <Title />
      <fieldset className="segmented" aria-label="Scenario">
        {SCENARIOS.filter((one) => one.slot !== 'own' || hasOwn).map((one) => (
          <button
            key={one.slot}
            type="button"
            aria-pressed={one.slot === slot && (!one.id || release === CASES[one.id])}
            onClick={() => openSlot(one.slot)}
          >
            {one.name}
          </button>
        ))}
      </fieldset>
      <NewScenario />
      <Learn />
      <label>
        <span>Kubernetes</span>
        <select aria-label="Kubernetes release" value={release} onChange={(event) => setRelease(event.target.value)}>
          {OFFERED.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="button" className="quiet icon" aria-label="Undo" title="Undo" onClick={undo}>
        ↶
      </button>
      <button type="button" className="quiet icon" aria-label="Redo" title="Redo" onClick={redo}>
        ↷
      </button>
      <span className="spacer" />
      <ShareButton />
      <button type="button" aria-pressed={presenting} title="On the whole screen  P" onClick={togglePresent}>
        Present
      </button>
      {hasEmbed && <EmbedButton />}
      {isFolded ? (
        <>
          <button type="button" popoverTarget="more">
            More
          </button>
          {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
          <div className="menu more" id="more" popover="auto" ref={more} onClickCapture={() => more.current?.hidePopover()}>
            {rest}
          </div>
        </>
      ) : (
        rest
      )}
      <EvidencePage />
      <button
        type="button"
        className="quiet icon corner"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={() => useStore.setState({ theme: NEXT_THEME[theme] })}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <circle cx="10" cy="10" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d={THEME_PATH[theme]} fill="currentColor" />
        </svg>
      </button>
      <button type="button" className="quiet icon corner" aria-label="Help" title="Keys  ?" onClick={showHelp}>
        ?
      </button>
    </header>
  )
}
