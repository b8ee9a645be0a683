import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/page/style.css'
import { setCursor, selectLane } from './ui/state/actions.ts'
import { EmbedApp, Failure } from './ui/embed/EmbedApp.tsx'
import { talkWithHost } from './ui/embed/frame.ts'
import { parseParams } from './ui/embed/params.ts'
import { ErrorBoundary } from './ui/page/ErrorBoundary.tsx'
import { keepRunning } from './ui/simulator/runner.ts'
import { followAddress } from './ui/state/follow-address.ts'
import { useStore } from './ui/state/store.ts'
import { keepTheme } from './ui/page/theme.ts'

const params = parseParams(location.search)
const opening = followAddress()
if (opening) void opening.then(show)
else show()

function show(): void {
  // what the link does not hold is not made up: a frame has no work of its own to show instead
  const failure = useStore.getState().troubles.find(({ cause }) => cause === 'link')
  useStore.setState({ theme: params.theme, ...(params.speed ? { speed: params.speed } : {}) })
  const lane = useStore.getState().draft.lanes.find(({ name }) => name === params.lane)
  if (lane) selectLane(lane.id)
  if (params.t !== undefined) setCursor(params.t)
  keepTheme()
  if (failure) document.documentElement.dataset.state = 'stopped'
  else keepRunning()
  createRoot(document.querySelector('#root')!).render(
    <StrictMode>
      <ErrorBoundary>{failure ? <Failure why={failure.text} /> : <EmbedApp params={params} />}</ErrorBoundary>
    </StrictMode>,
  )
  talkWithHost()
}
