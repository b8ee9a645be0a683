import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/page/style.css'
import { App } from './ui/page/App.tsx'
import { ErrorBoundary } from './ui/page/ErrorBoundary.tsx'
import { followSharedLinks } from './ui/state/shared-link.ts'
import { keepRunning } from './ui/simulator/runner.ts'
import { keepTheme } from './ui/page/theme.ts'

followSharedLinks()
keepTheme()
keepRunning()
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
)
