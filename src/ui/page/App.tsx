import { type MouseEvent, type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels'
import { isRecord } from '../../manifest/own.ts'
import { Card } from '../cards/Card.tsx'
import { Editor } from '../editor/Editor.tsx'
import { Task } from '../exercise/Task.tsx'
import { Faults } from '../faults/InTimeline.tsx'
import { focusLane, onPaper, part, useHadPicture, useMedia } from '../kit/hooks.ts'
import { useTheme } from '../kit/theme.ts'
import { DropTarget } from '../own/Bring.tsx'
import { Panels } from '../panels/Panels.tsx'
import { jsonIn, keep } from '../state/storage.ts'
import { useHidden } from '../state/session.ts'
import { usePage } from '../state/page.ts'
import { environment, useStore } from '../state/store.ts'
import { results, useHasVisibleLanes } from '../state/results.ts'
import { LateTwin, Timeline } from '../timeline/Timeline.tsx'
import { Header } from './Header.tsx'
import { Transport } from './Transport.tsx'
import { listenForKeys } from './keys.ts'
import '../cards/cards.css'
import '../own/own.css'
import '../present/on-stage.css'
import { saveFile } from '../kit/save-file.ts'
import { runAgain } from '../simulator/runner.ts'
import { backToOwn, dismiss, keepVisited } from '../state/slot-actions.ts'
import { hasHappened } from '../state/draft.ts'
import type { Trouble } from '../state/store.ts'
import { isExerciseSlot, isVisit } from '../state/slot.ts'

/**
 * Marks `main` with `data-writing` while the focus is in the editor's pane. While something is pressed the mark stays as it is: what
 * moved under a press would lose its click.
 */
function markWriting(): () => void {
  let isPressed = false
  const mark = (): void => {
    if (!isPressed)
      document.querySelector('#main')?.toggleAttribute('data-writing', document.activeElement?.closest('.editor-pane') != null)
  }
  // after what follows of the same press or key
  const soon = (): void => void setTimeout(mark)
  const press = (): void => {
    isPressed = true
  }
  const release = (): void => {
    isPressed = false
    soon()
  }
  const listeners: readonly (readonly [string, () => void])[] = [
    ['pointerdown', press],
    ['pointerup', release],
    ['pointercancel', release],
    ['focusin', soon],
    ['focusout', soon],
  ]
  for (const [type, run] of listeners) document.addEventListener(type, run, true)
  return () => {
    for (const [type, run] of listeners) document.removeEventListener(type, run, true)
  }
}

/** What stands below each other where there is no room for it side by side. */
type PageStop = 'Task' | 'Timeline' | 'Answers' | 'Manifest'

const idOf = (stop: PageStop): string => `to-${stop.toLowerCase()}`

/** One tap from the task to the text that it is about, and back. */
function Jump({ to }: { to: readonly PageStop[] }): ReactElement {
  return (
    <nav className="parts" aria-label="Parts of the page">
      {to.map((stop) => (
        <button key={stop} type="button" onClick={() => goTo(stop)}>
          {stop}
        </button>
      ))}
    </nav>
  )
}

/** Where a part begins; the keys go on from there. */
function Landing({ of }: { of: PageStop }): ReactElement {
  return <div className="landing" id={idOf(of)} tabIndex={-1} />
}

function goTo(stop: PageStop): void {
  const place = document.querySelector<HTMLElement>(`#${idOf(stop)}`)
  place?.focus({ preventScroll: true })
  place?.scrollIntoView({ block: 'start' })
}

/** A sheet of A4 across, less its margins, in CSS pixels. */
const SHEET = 1040
/** Lanes of a narrow window become no larger than this on it. */
const MOST_ZOOM = 1.2

/** Before the page is printed: the lanes as wide as the sheet, and the address under them. */
function layOnPaper(): void {
  const { style, dataset } = document.documentElement
  const wide = document.querySelector('.lanes')?.clientWidth ?? SHEET
  style.setProperty('--paper', String(Math.min(MOST_ZOOM, SHEET / Math.max(1, wide))))
  style.setProperty('--lanes', `${wide}px`)
  dataset['address'] = location.href
}

const ClusterDialog = part(() => import('../cluster/open.tsx'), 'ClusterDialog')
const HelpDialog = part(() => import('./HelpDialog.tsx'), 'HelpDialog')
const Spoken = part(() => import('./Spoken.tsx'), 'Spoken')
const Stage = part(() => import('../present/Stage.tsx'), 'Stage')

export function App(): ReactElement {
  const look = useTheme()
  const isWide = useMedia('(min-width: 900px)')
  // where no lane is to be seen the terminal has its room
  const hasTimeline = useHasVisibleLanes()
  useEffect(listenForKeys, [])
  useEffect(() => onPaper(layOnPaper), [])
  useEffect(markWriting, [])
  const isOnStage = usePage((state) => state.isOnStage)
  const isHelpOpen = usePage((state) => state.isHelpOpen)
  const isClusterOpen = usePage((state) => state.isClusterOpen)
  const hadPicture = useHadPicture()
  const Layout = isWide ? (isOnStage ? OnStage : Columns) : Stacked
  return (
    <div className="page">
      <a className="skip" href="#main" onClick={toMain}>
        To the timeline
      </a>
      <Header />
      <Notices />
      <main className="main" id="main" tabIndex={-1}>
        <Layout editor={<EditorPane look={look} />} timeline={hasTimeline ? <Timeline look={look} /> : null} />
      </main>
      {isOnStage && <Stage />}
      {isHelpOpen && <HelpDialog />}
      {isClusterOpen && <ClusterDialog />}
      {hadPicture && <Spoken />}
      {/* what is pasted, dropped or pointed at early is not lost */}
      <DropTarget />
      <Card />
      <Faults />
    </div>
  )
}

/** The address stays what it is: it says what is open. */
function toMain(event: MouseEvent<HTMLElement>): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('.lanes button:not(:disabled), .lanes [tabindex="0"]')?.focus()
}

function EditorPane({ look }: { look: string }): ReactElement | null {
  if (useHidden('editor')) return null
  return (
    <section aria-label="Editor" className="editor-pane">
      <Editor look={look} />
    </section>
  )
}

interface PageParts {
  editor: ReactNode
  timeline: ReactNode
}

/** Sizes by the panels' names; what is kept and is none is as good as nothing. */
function layoutIn(text: string | null): string | null {
  const sizes = jsonIn(text ?? '')
  return isRecord(sizes) && Object.values(sizes).every((size) => typeof size === 'number') ? text : null
}

const storage = {
  getItem: (name: string) => layoutIn(keep.read(name)),
  setItem: (name: string, value: string) => void keep.write(name, value),
}

/** What people change has a column from top to bottom; what comes of it stands beside it, lanes above, answers below. */
function Columns({ editor, timeline }: PageParts): ReactElement {
  const columns = useDefaultLayout({ id: 'whyrestart-page', onlySaveAfterUserInteractions: true, storage })
  return (
    <Group
      orientation="horizontal"
      style={{ height: '100%' }}
      defaultLayout={columns.defaultLayout}
      onLayoutChanged={columns.onLayoutChanged}
    >
      <Panel id="left" defaultSize="36" minSize="280px">
        <div className="pane">
          <Task />
          {editor}
        </div>
      </Panel>
      <Separator className="split vertical" aria-label="Width of the editor" />
      <Panel id="right" minSize="320px">
        {timeline ? <LanesAbove timeline={timeline} /> : <PanelsPane />}
      </Panel>
    </Group>
  )
}

/** So much of the height the lanes take at most, unless somebody wants more. */
const MOST_OF_HEIGHT = 0.56

/** The lanes have what they need, and the panels the rest, until somebody says otherwise. */
function LanesAbove({ timeline }: Pick<PageParts, 'timeline'>): ReactElement {
  const rows = useDefaultLayout({ id: 'whyrestart-page-rows', onlySaveAfterUserInteractions: true, storage })
  const panel = usePanelRef()
  const isOwn = useRef(rows.defaultLayout !== undefined)
  const needed = useLanesHeight()
  const fit = (): void => {
    const whole = document.querySelector('#right')?.clientHeight
    if (whole && !isOwn.current) panel.current?.resize(`${Math.round(Math.min(needed, whole * MOST_OF_HEIGHT))}px`)
  }
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- with another height alone
  useLayoutEffect(fit, [needed])
  return (
    <Group
      orientation="vertical"
      style={{ height: '100%' }}
      defaultLayout={rows.defaultLayout}
      onLayoutChanged={(layout, meta) => {
        if (meta.isUserInteraction) isOwn.current = true
        rows.onLayoutChanged(layout, meta)
      }}
    >
      <Panel
        id="lanes"
        panelRef={panel}
        defaultSize={`${Math.round(Math.min(needed, (innerHeight - 44) * MOST_OF_HEIGHT))}px`}
        minSize="96px"
      >
        <div className="pane">{timeline}</div>
      </Panel>
      <Separator className="split horizontal" aria-label="Height of the panels" />
      <Panel id="panels" minSize="96px">
        <PanelsPane />
      </Panel>
    </Group>
  )
}

/** What the axis and so many lanes take at first sight. */
const AXIS = 36
const LANE = 61

/** How high the lanes are, all of them. */
function useLanesHeight(): number {
  const [height, setHeight] = useState(() => AXIS + LANE * useStore.getState().draft.lanes.length)
  useLayoutEffect(() => {
    const content = document.querySelector('.lanes > .lanes-content')
    if (!content) return
    const observer = new ResizeObserver(() => setHeight(Math.ceil(content.getBoundingClientRect().height)))
    observer.observe(content)
    return () => observer.disconnect()
  }, [])
  return height
}

/** Lanes over the whole width; below them one thing at a time, and the manifest beside what is about its lines: Why, and a task. */
function OnStage({ editor, timeline }: PageParts): ReactElement {
  const shown = usePage((state) => state.onStage)
  const panel = useStore((state) => state.panel)
  const hasEditor = !useHidden('editor')
  const hasVerdicts = !useHidden('verdicts')
  const isAboutLines = shown === 'task' || (shown === 'panel' && panel === 'why')
  // a table of all lanes needs the height, and names each of them
  const isTable = shown === 'panel' && panel === 'verdicts' && hasVerdicts
  return (
    <div className="stage">
      <div className="pane stage-lanes" hidden={isTable} data-whole={shown === 'nothing' || undefined}>
        <Transport />
        {timeline}
      </div>
      <div
        className="pane stage-panel"
        hidden={shown === 'manifest' || shown === 'nothing'}
        data-whole={!(isAboutLines && hasEditor) || undefined}
      >
        {shown === 'task' ? <Task /> : <Panels />}
      </div>
      <div
        className="pane stage-editor"
        hidden={!hasEditor || !(isAboutLines || shown === 'manifest')}
        data-whole={shown === 'manifest' || undefined}
      >
        {editor}
      </div>
    </div>
  )
}

function PanelsPane(): ReactElement {
  return (
    <div className="pane">
      <Transport />
      <LateTwin isSeen />
      <Panels />
      <LateTwin isSeen={false} />
    </div>
  )
}

function Stacked({ editor, timeline }: PageParts): ReactElement {
  const isExercise = useStore((state) => isExerciseSlot(state.slot))
  const hasEditor = !useHidden('editor')
  return (
    <>
      {isExercise && (
        <Jump to={['Task', ...(timeline ? (['Timeline'] as const) : []), 'Answers', ...(hasEditor ? (['Manifest'] as const) : [])]} />
      )}
      <Landing of="Task" />
      <Task />
      <Landing of="Timeline" />
      {timeline}
      <Transport />
      <LateTwin isSeen />
      <Landing of="Answers" />
      <Panels />
      <LateTwin isSeen={false} />
      <Landing of="Manifest" />
      {editor}
    </>
  )
}

const UNKEPT = 'This browser keeps nothing for this page: your texts are lost on reload. Share makes a link that holds them.'

const INCIDENT = 'You are looking at an incident of a real cluster, as its own texts tell it, and at a simulation of it'

/** What a person must know about the page as a whole: a line for each cause. */
function Notices(): ReactElement {
  const message = results((state) => state.message)
  const ended = useStore((state) => state.ended)
  const notice = useStore((state) => state.notice)
  const isPassing = useStore((state) => state.notice === state.passing)
  const troubles = useStore((state) => state.troubles)
  const isKept = useStore((state) => state.isKept)
  // who looks at a stage looks at somebody else's page
  const visiting = useStore((state) => isVisit(state.slot) && !state.presenting)
  // an exercise says itself what it is, and has its own way back
  const isExercise = useStore((state) => isExerciseSlot(state.slot))
  const isEmpty = !message && !notice && troubles.length === 0 && isKept && (!visiting || isExercise)
  return (
    <output className="notices" aria-live="polite">
      {!isEmpty && (
        <div className="notice">
          {message && (
            <Line text={message}>
              {ended && (
                <button type="button" onClick={runAgain}>
                  Run it again
                </button>
              )}
            </Line>
          )}
          {troubles.map((trouble) => (
            <Line key={trouble.cause} text={trouble.text}>
              {trouble.file && <SaveFile {...trouble.file} />}
              {trouble.again && (
                <button type="button" onClick={trouble.again}>
                  Try again
                </button>
              )}
              <Dismiss act={() => dismiss(trouble.cause)} />
            </Line>
          ))}
          {notice && (
            <Line text={notice} isOver={isPassing}>
              <Dismiss act={() => useStore.setState({ notice: '' })} />
            </Line>
          )}
          {visiting && !isExercise && <Visiting />}
          {!isKept && <Line text={UNKEPT} />}
        </div>
      )}
    </output>
  )
}

/** `isOver`: it lies over the page, which stays where it is. */
function Line({ text, isOver = false, children }: { text: string; isOver?: boolean; children?: ReactNode }): ReactElement {
  return (
    <div className={`wrap notice-line${isOver ? ' notice-over' : ''}`}>
      <span>{text}</span>
      {children}
    </div>
  )
}

function Dismiss({ act }: { act: () => void }): ReactElement {
  return (
    <button type="button" className="quiet" onClick={act}>
      Dismiss
    </button>
  )
}

function Visiting(): ReactElement {
  const home = useStore((state) => state.home)
  // a new visitor has nothing beside it
  const [hasWork] = useState(() => environment.cabinet.get(home) !== undefined)
  // whoever pasted it: from a link nobody can tell whose incident it was
  const isIncident = useStore((state) => state.draft.lanes.some(hasHappened))
  const what = isIncident ? INCIDENT : 'You are looking at a shared scenario'
  return (
    <Line text={hasWork ? `${what}; your own scenario is kept beside it.` : `${what}.`}>
      <button type="button" onClick={() => (backToOwn(), focusLane())}>
        {hasWork ? 'Back to my own' : 'Leave it'}
      </button>
      <button type="button" className="quiet" title="What was your own before is set aside, and New lists it" onClick={keepVisited}>
        Keep it as my own
      </button>
    </Line>
  )
}

/** What could not be kept, to take away as a file. */
function SaveFile({ name, text }: NonNullable<Trouble['file']>): ReactElement {
  return (
    <button type="button" onClick={() => saveFile(name, text)}>
      Save it as a file
    </button>
  )
}
