import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/style.css'
import { App } from './ui/App.tsx'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'
import { followSharedLinks } from './ui/shared-link.ts'
import { keepRunning } from './ui/runner.ts'
import { keepTheme } from './ui/theme.ts'

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
