import { type ReactElement, useRef, useState } from 'react'
import { draftOf } from '../../share/payload.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import { pasteYours } from '../own/Bring.tsx'
import { DialogButton, Menu } from '../kit/Menu.tsx'
import { Framed } from '../kit/Dialogs.tsx'
import { Select } from '../kit/Select.tsx'
import { notCome, part } from '../kit/hooks.ts'
import { OfflineButton } from '../offline/OfflineButton.tsx'
import { setRelease, setTitle } from '../state/actions.ts'
import { isEdited, openOwn, openSlot, redo, reset, sayUntilChanged, undo } from '../state/slot-actions.ts'
import type { ThemeChoice } from '../state/kept.ts'
import { openLearn, usePage } from '../state/page.ts'
import { isExerciseSlot, type CaseId, CASES, type Slot } from '../state/slot.ts'
import { togglePresent } from '../state/stage.ts'
import { useStore } from '../state/store.ts'
import { goTo, usePlace } from '../state/route.ts'

const ShareDialog = part(() => import('../share/ShareDialog.tsx'), 'ShareDialog')

/** What is open, for others. */
function ShareButton(): ReactElement {
  return <DialogButton label="Share" Dialog={ShareDialog} />
}

const NewDialog = part(() => import('../own/NewDialog.tsx'), 'NewDialog')

const CHOICES: readonly { slot: Slot; name: string; id?: CaseId }[] = [
  { slot: 'case:story', name: 'As it was, 1.9', id: 'story' },
  { slot: 'case:today', name: 'Today, 1.37', id: 'today' },
  { slot: 'own', name: 'My own' },
]

const openPlane = (): void =>
  void import('../../cases/whole-plane.ts').then(({ aWholeControlPlane }) => openOwn(draftOf(aWholeControlPlane(CASES.today))), notCome)

/** The page's heading, which says what is open, and what else can be. */
function CaseMenu(): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const release = useStore((state) => state.draft.common.kubernetes)
  const slot = useStore((state) => state.slot)
  const hasOwn = useStore((state) => state.hasOwn)
  const [isEditing, setEditing] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const finish = (text: string, byKey: boolean): void => {
    const next = text.trim().slice(0, 200)
    if (next && next !== title) setTitle(next)
    setEditing(false)
    if (byKey) requestAnimationFrame(() => heading.current?.querySelector('button')?.focus())
  }
  return (
    <h1 ref={heading} aria-label={isEditing ? undefined : title}>
      {isEditing ? (
        <input
          type="text"
          aria-label="Title of the scenario"
          defaultValue={title}
          ref={(element) => element?.focus()}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => finish(event.target.value, false)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish(event.currentTarget.value, true)
            else if (event.key === 'Escape') finish(title, true)
          }}
        />
      ) : (
        <Menu className="quiet" isApart title="Open another case, or your own" label={<span className="menu-label">{title}</span>}>
          <small className="muted">The strange case</small>
          {CHOICES.filter((choice) => choice.slot !== 'own' || hasOwn).map(({ slot: leadsTo, name, id }) => (
            <button
              key={leadsTo}
              type="button"
              aria-pressed={leadsTo === slot && (!id || release === CASES[id])}
              onClick={() => openSlot(leadsTo)}
            >
              {name}
            </button>
          ))}
          <button type="button" title="A manifest, or what kubectl printed. Ctrl V anywhere does it too" onClick={pasteYours}>
            Paste yours
          </button>
          <button type="button" onClick={openPlane}>
            A whole control plane
          </button>
          <DialogButton label="New" Dialog={NewDialog} title="A pod of your own, or a file" />
          <button type="button" onClick={() => setEditing(true)}>
            Rename
          </button>
        </Menu>
      )}
    </h1>
  )
}

/** Brings back the start of what is open; where edits would go by that, it asks. */
function StartOverButton(): ReactElement {
  const [isAsking, setAsking] = useState(false)
  const title = useStore((state) => state.draft.common.title)
  const isCase = useStore((state) => state.slot.startsWith('case:'))
  const press = (): void => {
    if (isEdited()) setAsking(true)
    else sayUntilChanged(`“${title}” is as it was at its start.`)
  }
  return (
    <>
      <button type="button" title="What is open as it was at its start; Undo brings your edits back" onClick={press}>
        Start over
      </button>
      {isAsking && (
        <Framed title="Start over" close={() => setAsking(false)}>
          <p>
            “{title}” becomes what it was at its start, and your edits of it go. Undo brings them back
            {isCase ? ' while this page is open.' : '; they are set aside too, and New lists them.'}
          </p>
          <div className="row">
            <button type="submit" onClick={reset}>
              Start over
            </button>
            <button type="submit">Keep my edits</button>
          </div>
        </Framed>
      )}
    </>
  )
}

const ExerciseProgress = part(() => import('../exercise/ExerciseHead.tsx'), 'ExerciseProgress')
const ExerciseTools = part(() => import('../exercise/ExerciseHead.tsx'), 'ExerciseTools')

const NEXT_THEME: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' }

/** What is open, and what is done with all of it; what is rare stands behind More, in an exercise Share and the release too. */
export function Header(): ReactElement {
  const isExercise = useStore((state) => isExerciseSlot(state.slot))
  const presenting = useStore((state) => state.presenting)
  return (
    <header className="header row">
      <div className="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="6" width="8" height="8" fill="var(--life)" stroke="var(--life-edge)" />
          <path d="M11 2.5v15M9 2.5h4" stroke="var(--fail)" strokeWidth="2" fill="none" />
          <rect x="13" y="6" width="6" height="8" fill="var(--life)" stroke="var(--life-edge)" />
        </svg>
        <span>whyrestart</span>
      </div>
      <CaseMenu />
      {isExercise ? (
        <ExerciseProgress />
      ) : (
        <>
          <Release />
          <Learn />
        </>
      )}
      <button type="button" className="quiet icon" aria-label="Undo" title="Undo" onClick={undo}>
        ↶
      </button>
      <button type="button" className="quiet icon" aria-label="Redo" title="Redo" onClick={redo}>
        ↷
      </button>
      <span className="spacer" />
      {isExercise && <ExerciseTools />}
      {presenting && (
        <button type="button" aria-pressed title="P, or Esc" onClick={togglePresent}>
          Present
        </button>
      )}
      {!isExercise && <ShareButton />}
      <More isExercise={isExercise} />
      <EvidencePage />
    </header>
  )
}

function Release(): ReactElement {
  const release = useStore((state) => state.draft.common.kubernetes)
  return <Select label={<span>Kubernetes</span>} name="Kubernetes release" value={release} options={OFFERED} set={setRelease} />
}

function More({ isExercise }: { isExercise: boolean }): ReactElement {
  const theme = useStore((state) => state.theme)
  return (
    <Menu label={<span className="menu-label">More</span>} className="quiet">
      {isExercise && (
        <>
          <Learn />
          <ShareButton />
          <Release />
        </>
      )}
      <button type="button" title="On the whole screen, with what a speaker needs" onClick={togglePresent}>
        Present <kbd aria-hidden="true">P</kbd>
      </button>
      <EvidenceButtons />
      <OfflineButton />
      {!isExercise && <StartOverButton />}
      <button type="button" data-stays onClick={() => useStore.setState({ theme: NEXT_THEME[theme] })}>
        Theme: {theme}
      </button>
      <button type="button" onClick={() => usePage.setState({ isHelpOpen: true })}>
        Help <kbd aria-hidden="true">?</kbd>
      </button>
    </Menu>
  )
}

const LearnDialog = part(() => import('../exercise/course/LearnDialog.tsx'), 'LearnDialog')
const MakeDialog = part(() => import('../exercise/make/MakeDialog.tsx'), 'MakeDialog')
const MoveDialog = part(() => import('../exercise/course/MoveDialog.tsx'), 'MoveDialog')

/** The way to the story, the exercises and the making of one. */
function Learn(): ReactElement {
  const page = usePage((state) => state.learn)
  return (
    <>
      <button type="button" aria-haspopup="dialog" title="The story, and exercises one after the other" onClick={() => openLearn('course')}>
        Learn
      </button>
      {page === 'course' && <LearnDialog close={() => usePage.getState().learn === 'course' && openLearn(null)} />}
      {page === 'move' && <MoveDialog close={() => openLearn(null)} />}
      {page === 'make' && <MakeDialog close={() => openLearn(null)} />}
    </>
  )
}

const HowWeKnow = part(() => import('../evidence/HowWeKnow.tsx'), 'default')
const ReleaseDifferences = part(() => import('../evidence/ReleaseDifferences.tsx'), 'default')

const Room = part(() => import('../room/Room.tsx'), 'Room')

/** The ways into the two views. */
function EvidenceButtons(): ReactElement {
  return (
    <>
      <button type="button" title="The rules, and the real runs that they are held against" onClick={() => goTo('how-we-know')}>
        How we know
      </button>
      <button type="button" title="Between two releases, for the selected lane" onClick={() => goTo('what-changed')}>
        What changed
      </button>
    </>
  )
}

/** The view that the address names. */
function EvidencePage(): ReactElement {
  const place = usePlace()
  return (
    <>
      {place?.page === 'how-we-know' && <HowWeKnow detail={place.detail} />}
      {place?.page === 'what-changed' && <ReleaseDifferences detail={place.detail} />}
      {place?.page === 'room' && <Room />}
    </>
  )
}
