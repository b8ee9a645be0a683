import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/page/style.css'
import { setCursor, selectLane } from './ui/state/actions.ts'
import { EmbedApp } from './ui/embed/EmbedApp.tsx'
import { talkWithHost } from './ui/embed/frame.ts'
import { parseParams } from './ui/embed/params.ts'
import { ErrorBoundary } from './ui/page/ErrorBoundary.tsx'
import { keepRunning } from './ui/simulator/runner.ts'
import { followSharedLinks } from './ui/state/shared-link.ts'
import { useStore } from './ui/state/store.ts'
import { keepTheme } from './ui/page/theme.ts'

const params = parseParams(location.search)
followSharedLinks()
useStore.setState({ theme: params.theme, ...(params.speed ? { speed: params.speed } : {}) })
const lane = useStore.getState().draft.lanes.find(({ name }) => name === params.lane)
if (lane) selectLane(lane.id)
if (params.t !== undefined) setCursor(params.t)
keepTheme()
keepRunning()
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <EmbedApp params={params} />
    </ErrorBoundary>
  </StrictMode>,
)
talkWithHost()
