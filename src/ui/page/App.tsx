import { Suspense, useEffect, type MouseEvent, type ReactElement, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { Editor } from '../editor/Editor.tsx'
import { Faults } from '../faults/Faults.tsx'
import { useHidden } from '../exercise/session.ts'
import { Task } from '../exercise/Task.tsx'
import { useHasVisibleLanes } from '../exercise/visible-lanes.ts'
// what comes later finds its styles here: none of them may move what stands already
import '../cards/cards.css'
import { Card } from '../cards/Card.tsx'
import '../own/own.css'
import { DropTarget } from '../own/Bring.tsx'
import '../present/on-stage.css'
import { useStage } from '../present/stage-state.ts'
import { useStore } from '../state/store.ts'
import { Header } from './Header.tsx'
import { Jump, Landing } from './Jump.tsx'
import { useHadPicture, useMedia } from './hooks.ts'
import { listenForKeys } from './keys.ts'
import { Notices } from './Notices.tsx'
import { keepPaper } from './paper.ts'
import { useHelp } from './help.ts'
import { Panels } from '../panels/Panels.tsx'
import { keep } from '../state/keep-page.ts'
import { part } from './part.ts'
import { useTheme } from './theme.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { LateTwin } from '../timeline/LateTwin.tsx'
import { Transport } from './Transport.tsx'
import { markWriting } from './writing.ts'

const HelpDialog = part(() => import('./HelpDialog.tsx'), 'HelpDialog')
const Spoken = part(() => import('./Spoken.tsx'), 'Spoken')
const Stage = part(() => import('../present/Stage.tsx'), 'Stage')

export function App(): ReactElement {
  const look = useTheme()
  const isWide = useMedia('(min-width: 900px)')
  // where no lane is to be seen the terminal has its room
  const hasTimeline = useHasVisibleLanes()
  useEffect(listenForKeys, [])
  useEffect(keepPaper, [])
  useEffect(markWriting, [])
  const isExercise = useStore((state) => state.slot.startsWith('exercise:'))
  const isOnStage = useStage((state) => state.isOn)
  const isHelpOpen = useHelp((state) => state.isOpen)
  const hadPicture = useHadPicture()
  const Layout = isWide ? (isOnStage ? OnStage : isExercise ? TaskBeside : SideBySide) : Stacked
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
      {isOnStage && (
        <Suspense>
          <Stage />
        </Suspense>
      )}
      {isHelpOpen && (
        <Suspense>
          <HelpDialog />
        </Suspense>
      )}
      {hadPicture && (
        <Suspense>
          <Spoken />
        </Suspense>
      )}
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
  document.querySelector<HTMLElement>('.lanes button, .lanes [tabindex="0"]')?.focus()
}

function EditorPane({ look }: { look: string }): ReactElement | null {
  if (useHidden('editor')) return null
  return (
    <section aria-label="Editor" className="editor-pane">
      <Editor look={look} />
    </section>
  )
}

interface Parts {
  editor: ReactNode
  timeline: ReactNode
}

const storage = {
  getItem: (name: string) => keep.read(name),
  setItem: (name: string, value: string) => void keep.write(name, value),
}

function SideBySide({ editor, timeline }: Parts): ReactElement {
  const rows = useDefaultLayout({ id: 'whyrestart-rows', storage })
  const columns = useDefaultLayout({ id: 'whyrestart-columns', storage })
  return (
    <Group orientation="vertical" style={{ height: '100%' }} defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
      {/* five lanes and their legend need no more of a high window: what is below gets the rest */}
      <Panel id="top" defaultSize={innerHeight < 800 ? '66' : '60'} minSize="160px">
        <Group
          orientation="horizontal"
          style={{ height: '100%' }}
          defaultLayout={columns.defaultLayout}
          onLayoutChanged={columns.onLayoutChanged}
        >
          <Panel id="editor" defaultSize="34" minSize="240px">
            <div className="pane">
              <Task />
              {editor}
            </div>
          </Panel>
          <Separator className="split vertical" aria-label="Width of the editor" />
          <Panel id="lanes" minSize="320px">
            <div className="pane">{timeline}</div>
          </Panel>
        </Group>
      </Panel>
      <Separator className="split horizontal" aria-label="Height of the panels" />
      <Panel id="panels" minSize="96px">
        <PanelsPane />
      </Panel>
    </Group>
  )
}

/** A task has a column of its own with the editor, from top to bottom; what comes of it stands beside. */
function TaskBeside({ editor, timeline }: Parts): ReactElement {
  const columns = useDefaultLayout({ id: 'whyrestart-task-columns', storage })
  return (
    <Group
      orientation="horizontal"
      style={{ height: '100%' }}
      defaultLayout={columns.defaultLayout}
      onLayoutChanged={columns.onLayoutChanged}
    >
      <Panel id="task" defaultSize="42" minSize="280px">
        <div className="pane task-pane">
          <Task />
          {editor}
        </div>
      </Panel>
      <Separator className="split vertical" aria-label="Width of the editor" />
      <Panel id="rest" minSize="320px">
        {timeline ? <LanesAbove timeline={timeline} /> : <PanelsPane />}
      </Panel>
    </Group>
  )
}

function LanesAbove({ timeline }: Pick<Parts, 'timeline'>): ReactElement {
  const rows = useDefaultLayout({ id: 'whyrestart-task-rows', storage })
  return (
    <Group orientation="vertical" style={{ height: '100%' }} defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
      <Panel id="lanes" defaultSize="36" minSize="120px">
        <div className="pane">{timeline}</div>
      </Panel>
      <Separator className="split horizontal" aria-label="Height of the panels" />
      <Panel id="panels" minSize="96px">
        <PanelsPane />
      </Panel>
    </Group>
  )
}

/** Lanes over the whole width; below them one thing at a time, the line that it comes of beside the chain. */
function OnStage({ editor, timeline }: Parts): ReactElement {
  const shown = useStage((state) => state.shown)
  const panel = useStore((state) => state.panel)
  return (
    <div className="stage" data-shown={shown} data-panel={panel}>
      <div className="pane stage-lanes">
        <Transport />
        {timeline}
      </div>
      <div className="pane stage-panel">{shown === 'task' ? <Task /> : <Panels />}</div>
      <div className="pane stage-editor">{editor}</div>
    </div>
  )
}

function PanelsPane(): ReactElement {
  return (
    <div className="pane">
      <Transport />
      <LateTwin />
      <Panels />
    </div>
  )
}

function Stacked({ editor, timeline }: Parts): ReactElement {
  const isExercise = useStore((state) => state.slot.startsWith('exercise:'))
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
      <LateTwin />
      <Landing of="Answers" />
      <Panels />
      <Landing of="Manifest" />
      {editor}
    </>
  )
}
