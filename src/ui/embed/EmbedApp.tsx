import { Suspense, useEffect, useState, type ReactElement } from 'react'
import { Notices } from '../page/Notices.tsx'
import { listenForKeys } from '../page/keys.ts'
import { WhyPanel } from '../panels/WhyPanel.tsx'
import { linkToHere } from '../state/shared-link.ts'
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

/** The page as a figure in somebody's text: lanes, playback and why; the files on a click. */
export function EmbedApp({ params: { hide, unknown, debug } }: { params: EmbedParams }): ReactElement {
  const look = useTheme()
  const [hasFiles, setFiles] = useState(false)
  useEffect(listenForKeys, [])
  usePauseUnseen()
  return (
    <div className="page embedded">
      {!hide.has('title') && <Title hasFiles={hasFiles} toggleFiles={hide.has('files') ? undefined : () => setFiles(!hasFiles)} />}
      <Notices />
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
    </div>
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
      <a
        href="./index.html"
        target="_blank"
        rel="noopener"
        title="With the texts as they are here now"
        onClick={(event) => {
          event.currentTarget.href = linkToHere('index.html')
        }}
      >
        Open in whyrestart ↗
      </a>
    </header>
  )
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
