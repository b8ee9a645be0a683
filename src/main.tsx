import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { workerProgram } from './start-worker.ts'
import { notCome } from './ui/kit/hooks.ts'
import { fetchFontsLater, keepTheme } from './ui/kit/theme.ts'
import { App } from './ui/page/App.tsx'
import { ErrorBoundary } from './ui/page/ErrorBoundary.tsx'
import { followAddress } from './ui/page/follow-address.ts'
import './ui/page/style.css'
import { keepRunning } from './ui/simulator/runner.ts'
import { keepShells } from './ui/simulator/typed.ts'
import { given } from './ui/state/given.ts'
import { keepPage } from './ui/state/keeping.ts'
import { keepStage } from './ui/state/stage.ts'
import { setWorkerProgram } from './ui/worker/client.ts'

setWorkerProgram(workerProgram)
const notes = /^\?notes=([\w-]+)$/.exec(location.search)?.[1]
// a speaker's second window shows what the page says, and keeps nothing
if (notes === undefined) begin()
else void import('./ui/present/Notes.tsx').then((module) => module.openNotes(notes))

function begin(): void {
  keepPage()
  keepShells()
  keepStage()
  const exercises = (id: string) => import('./ui/exercise/control.ts').then((control) => control.startOfExercise(id))
  const { hash, search } = location
  const isGiven = (hash === '' && (given.text ?? given.payload) !== undefined) || new URLSearchParams(search).has('course')
  const found = isGiven ? import('./ui/exercise/open-link.ts').then((module) => module.openGiven(hash)).catch(notCome) : undefined
  // what the address names is not kept waiting for the course
  const opening = found && hash === '' ? found.then(() => followAddress(exercises)) : followAddress(exercises)
  if (found) void Promise.all([found, opening]).then(([sayWhyNot]) => sayWhyNot?.())
  keepTheme()
  fetchFontsLater()
  if (opening) void opening.then(keepRunning, keepRunning)
  else keepRunning()
  createRoot(document.querySelector('#root')!).render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  )
}
