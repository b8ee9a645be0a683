import { Suspense, useEffect, useState, type ReactElement } from 'react'
import { Faults } from '../faults/Faults.tsx'
import { results } from '../simulator/results.ts'
import { listenForKeys } from '../page/keys.ts'
import { WhyPanel } from '../panels/WhyPanel.tsx'
import { linkToHere } from '../state/links.ts'
import { Spoken } from '../page/Spoken.tsx'
import { useStore } from '../state/store.ts'
import { useTheme } from '../page/theme.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { Twin } from '../timeline/Twin.tsx'
import { Transport } from '../page/Transport.tsx'
import './embed.css'
import type { EmbedParams } from './params.ts'
import { part } from '../page/part.ts'

const Editor = part(() => import('../editor/Editor.tsx'), 'Editor')

const REST_MS = 300

/** The page as a figure in somebody's text: lanes, playback and why; the files on a click. */
export function EmbedApp({ params: { hide, unknown, debug } }: { params: EmbedParams }): ReactElement {
  const look = useTheme()
  const [hasFiles, setFiles] = useState(false)
  useEffect(listenForKeys, [])
  usePauseUnseen()
  return (
    <div className="page embedded">
      {!hide.has('title') && <Title hasFiles={hasFiles} toggleFiles={hide.has('files') ? undefined : () => setFiles(!hasFiles)} />}
      <Said />
      {debug && (
        <output className="notice">{unknown.length ? `Not understood: ${unknown.join(', ')}` : 'All parameters were understood.'}</output>
      )}
      <main>
        <Timeline look={look} />
        {!hide.has('playback') && <Transport />}
        <Twin />
        {!hide.has('why') && (
          <section className="panel" aria-label="Why">
            <WhyPanel />
          </section>
        )}
        {hasFiles && (
          <section aria-label="Editor">
            <Suspense>
              <Editor look={look} />
            </Suspense>
          </section>
        )}
      </main>
      <Spoken />
      <Faults />
    </div>
  )
}

/** What is wrong with the run, or with the link that somebody has put in. */
function Said(): ReactElement {
  const message = results((state) => state.message)
  const notice = useStore((state) => state.troubles[0]?.text ?? state.notice)
  const text = message || notice
  return <output className="notices">{text && <p className="notice">{text}</p>}</output>
}

/** In the place of the figure. */
export function Failure({ why }: { why: string }): ReactElement {
  return (
    <main className="page embedded failure">
      <h1>whyrestart</h1>
      <p role="alert">{why}</p>
      <p>This frame was to show why a pod restarts, second by second.</p>
      <a href={`./index.html${location.hash}`} target="_blank" rel="noopener">
        Open in whyrestart ↗
      </a>
    </main>
  )
}

function Title({ hasFiles, toggleFiles }: { hasFiles: boolean; toggleFiles?: (() => void) | undefined }): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const release = useStore((state) => state.draft.common.kubernetes)
  return (
    <header className="header">
      <h1>{title}</h1>
      <span className="aside">Kubernetes {release}</span>
      <span className="spacer" />
      {toggleFiles && (
        <button type="button" aria-pressed={hasFiles} onClick={toggleFiles}>
          Files
        </button>
      )}
      <a href={useLinkHere()} target="_blank" rel="noopener" title="With the texts as they are here now">
        Open in whyrestart ↗
      </a>
    </header>
  )
}

/** The address that leads to what is shown, whatever is done with it: a click, the middle button, a copy. It follows what is at rest. */
function useLinkHere(): string {
  const [link, setLink] = useState(() => `./index.html${location.hash}`)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const stop = useStore.subscribe((state) => {
      clearTimeout(timer)
      if (!state.playing) timer = setTimeout(() => setLink(linkToHere('index.html') ?? './index.html'), REST_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [])
  return link
}

/** Nothing plays that nobody sees. */
function usePauseUnseen(): void {
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry && !entry.isIntersecting) useStore.setState({ playing: false })
    })
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [])
}
