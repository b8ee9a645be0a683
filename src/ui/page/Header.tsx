import { Suspense, type ReactElement } from 'react'
import { EvidenceButtons, EvidencePage } from '../evidence/EvidenceButtons.tsx'
import { Learn } from '../exercise/course/Learn.tsx'
import { OfflineButton } from '../offline/OfflineButton.tsx'
import { togglePresent } from '../state/stage.ts'
import { ShareButton } from '../share/ShareButton.tsx'
import { OFFERED } from '../../sim/release/releases.ts'
import { redo, setRelease, undo } from '../state/actions.ts'
import type { Theme } from '../state/kept.ts'
import { useStore } from '../state/store.ts'
import { CaseMenu } from './CaseMenu.tsx'
import { showHelp } from './help.ts'
import { Menu } from '../kit/Menu.tsx'
import { part } from '../kit/part.ts'
import { ResetButton } from './ResetButton.tsx'

const ExerciseProgress = part(() => import('../exercise/ExerciseHead.tsx'), 'ExerciseProgress')
const ExerciseTools = part(() => import('../exercise/ExerciseHead.tsx'), 'ExerciseTools')

const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }

/** What is open, and what is done with all of it; at most ten controls, what is rare behind More. */
export function Header(): ReactElement {
  const release = useStore((state) => state.draft.common.kubernetes)
  const isExercise = useStore((state) => state.slot.startsWith('exercise:'))
  const presenting = useStore((state) => state.presenting)
  return (
    <header className="header">
      <div className="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="6" width="8" height="8" fill="var(--life)" stroke="var(--life-edge)" />
          <path d="M11 2.5v15M9 2.5h4" stroke="var(--fail)" strokeWidth="2" fill="none" />
          <rect x="13" y="6" width="6" height="8" fill="var(--life)" stroke="var(--life-edge)" />
        </svg>
        <span>whyrestart</span>
      </div>
      <CaseMenu />
      <label>
        <span>Kubernetes</span>
        <select aria-label="Kubernetes release" value={release} onChange={(event) => setRelease(event.target.value)}>
          {OFFERED.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {isExercise ? (
        <Suspense>
          <ExerciseProgress />
        </Suspense>
      ) : (
        <Learn />
      )}
      <button type="button" className="quiet icon" aria-label="Undo" title="Undo" onClick={undo}>
        ↶
      </button>
      <button type="button" className="quiet icon" aria-label="Redo" title="Redo" onClick={redo}>
        ↷
      </button>
      <span className="spacer" />
      {isExercise && (
        <Suspense>
          <ExerciseTools />
        </Suspense>
      )}
      {presenting && (
        <button type="button" aria-pressed title="P, or Esc" onClick={togglePresent}>
          Present
        </button>
      )}
      <ShareButton />
      <More isExercise={isExercise} />
      <EvidencePage />
    </header>
  )
}

function More({ isExercise }: { isExercise: boolean }): ReactElement {
  const theme = useStore((state) => state.theme)
  return (
    <Menu label={<span className="menu-label">More</span>} className="quiet">
      {isExercise && <Learn />}
      <EvidenceButtons />
      <OfflineButton />
      <ResetButton />
      <button type="button" data-stays onClick={() => useStore.setState({ theme: NEXT_THEME[theme] })}>
        Theme: {theme}
      </button>
      <button type="button" onClick={showHelp}>
        Help <kbd aria-hidden="true">?</kbd>
      </button>
    </Menu>
  )
}
