import { defined } from './manifest/own.ts'
import { parseParams } from './ui/state/params.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/page/style.css'
import { setCursor, selectLane } from './ui/state/actions.ts'
import { EmbedApp } from './ui/embed/EmbedApp.tsx'
import { usePage } from './ui/state/page.ts'
import { ErrorBoundary } from './ui/page/ErrorBoundary.tsx'
import { keepRunning } from './ui/simulator/runner.ts'
import { followAddress } from './ui/page/follow-address.ts'
import type { LaneDraft } from './share/payload.ts'
import { useStore } from './ui/state/store.ts'
import { fetchFontsLater, keepTheme } from './ui/kit/theme.ts'
import { setWorkerProgram } from './ui/worker/client.ts'
import { workerProgram } from './start-worker.ts'

setWorkerProgram(workerProgram)
const params = parseParams(location.search)
let isRunning = false
const root = createRoot(document.querySelector('#root')!)
const opening = followAddress((id) => import('./ui/embed/framed-exercise.ts').then(({ startOfId }) => startOfId(id)))
if (opening) void opening.then(start)
else start()

function start(): void {
  useStore.setState({
    theme: params.theme,
    panel: params.panel ?? 'why',
    ...(params.speed ? { speed: params.speed } : {}),
    ...defined({ file: params.file }),
  })
  const { lanes } = useStore.getState().draft
  usePage.setState({ framedLanes: params.lanes ?? [], hasPanel: (params.panel ?? params.select ?? params.line) !== undefined })
  const lane = lanes.find(({ name }) => name === params.lane) ?? (params.lanes && firstOf(params.lanes))
  if (lane) selectLane(lane.id)
  if (params.t !== undefined) setCursor(params.t)
  keepTheme()
  // what the link does not hold is not made up: a frame has no work of its own to show instead
  const failure = useStore.getState().troubles.find(({ cause }) => cause === 'link')
  if (failure || params.poster) showAlone(failure?.text)
  else begin()
  // what the page around says and hears comes after the picture's own code
  void import('./ui/embed/frame.ts').then((frame) => {
    frame.showNamed(params)
    frame.talkWithHost(begin)
  })
}

/** Of the lanes that are shown the one that is chosen already, else the first. */
function firstOf(places: readonly number[]): LaneDraft | undefined {
  const { draft, lane } = useStore.getState()
  const shown = draft.lanes.filter((_, n) => places.includes(n + 1))
  return shown.find(({ id }) => id === lane) ?? shown[0]
}

/** Once: what is opened later is run by itself. */
function begin(): void {
  if (isRunning) return
  isRunning = true
  keepRunning()
  fetchFontsLater()
  show(<EmbedApp params={params} />)
}

/** What is wrong with the link, or the poster. */
function showAlone(why: string | undefined): void {
  document.documentElement.dataset.state = 'stopped'
  void import('./ui/embed/Alone.tsx').then(({ Failure, Poster }) => {
    if (!isRunning) show(why === undefined ? <Poster begin={begin} /> : <Failure why={why} />)
  })
}

function show(what: React.ReactElement): void {
  root.render(
    <StrictMode>
      <ErrorBoundary>{what}</ErrorBoundary>
    </StrictMode>,
  )
}
