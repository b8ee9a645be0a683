import { useEffect, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { Faults } from '../faults/InTimeline.tsx'
import { results } from '../state/results.ts'
import { linkToHere } from '../state/given.ts'
import { part, useHadPicture } from '../kit/hooks.ts'
import { useStore } from '../state/store.ts'
import { useTheme } from '../kit/theme.ts'
import { useLook } from '../panels/useAnswer.ts'
import { Flags } from '../kit/Flags.tsx'
import { Menu } from '../kit/Menu.tsx'
import { Legend, useInk } from '../timeline/Legend.tsx'
import { LateTwin, Timeline } from '../timeline/Timeline.tsx'
import { Transport } from '../page/Transport.tsx'
import { usePage } from '../state/page.ts'
import './embed.css'
import type { EmbedParams } from '../state/params.ts'

const Editor = part(() => import('../editor/Editor.tsx'), 'Editor')
const WhyPanel = part(() => import('../panels/WhyPanel.tsx'), 'WhyPanel')
const Spoken = part(() => import('../page/Spoken.tsx'), 'Spoken')
const SaveDialog = part(() => import('./SaveDialog.tsx'), 'SaveDialog')
const Framed = part(() => import('./Framed.tsx'), 'Framed')
const OnePanel = part(() => import('../panels/Panels.tsx'), 'OnePanel')

const REST_MS = 300

/** A figure in somebody's text: lanes, playback and a sentence; panels, the legend and the files where somebody asks for them. */
export function EmbedApp({ params: { hide, unknown, debug, file, line, legend } }: { params: EmbedParams }): ReactElement {
  const look = useTheme()
  const [hasFiles, setFiles] = useState(file !== undefined || line !== undefined)
  const panel = useStore((state) => state.panel)
  const hasPanel = usePage((state) => state.hasPanel)
  const ink = useInk(look)
  // a mark that is pressed is asked about
  useEffect(() => useStore.subscribe(({ selected }) => selected && usePage.setState({ hasPanel: true })), [])
  const hadPicture = useHadPicture()
  useEffect(listenLate, [])
  usePauseUnseen()
  useSelectedInSight(hadPicture)
  // a line that is gone to is seen
  useEffect(
    () => usePage.subscribe(({ isVisited, lit }, before) => isVisited && (!before.isVisited || lit !== before.lit) && setFiles(true)),
    [],
  )
  const exercise = useStore((state) => state.draft.common['exercise'])
  const head = (
    <>
      {!hide.has('title') && <Title hasFiles={hasFiles} toggleFiles={hide.has('files') ? undefined : () => setFiles(!hasFiles)} />}
      <Said />
      {debug && (
        <output className="notice">{unknown.length ? `Not understood: ${unknown.join(', ')}` : 'All parameters were understood.'}</output>
      )}
    </>
  )
  const main = (
    // the room that the lanes take is known with their picture: what would move is seen from then on
    <main data-waits={!hadPicture || undefined}>
      <Timeline look={look} />
      {!hide.has('playback') && <Transport />}
      <LateTwin isSeen />
      {legend && <Legend look={look} ink={ink} />}
      {!hide.has('why') && !hasPanel && !hasFiles && <Sentence />}
      {!hide.has('why') && hasPanel && (
        <Place name={panel === 'why' ? 'Why' : panel} isHidden={hasFiles}>
          {panel === 'why' ? hadPicture && <WhyPanel /> : <OnePanel panel={panel} />}
        </Place>
      )}
      {hasFiles && <Files look={look} />}
      <LateTwin isSeen={false} />
    </main>
  )
  return (
    <div className="page embedded">
      {exercise === undefined ? (
        <>
          {head}
          {main}
        </>
      ) : (
        <Framed of={exercise} head={head}>
          {main}
        </Framed>
      )}
      {hadPicture && <Spoken />}
      <Faults />
    </div>
  )
}

/** Why, in the words with which the Why panel begins. Its room is kept. */
function Sentence(): ReactElement {
  const summary = useLook()?.summary ?? ''
  return (
    <p className="figure-sentence">
      <Flags of={summary} />
    </p>
  )
}

/** The panel has a steady room, whatever it holds: nothing moves while the time goes on. All of it is shown to who asks for it. */
function Place({ name, isHidden, children }: { name: string; isHidden: boolean; children: ReactNode }): ReactElement {
  const [isWhole, setWhole] = useState(false)
  const [hasMore, setMore] = useState(false)
  const panel = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = panel.current!
    const observer = new ResizeObserver(() => setMore(element.scrollHeight > element.clientHeight + 1))
    observer.observe(element)
    observer.observe(content.current!)
    return () => observer.disconnect()
  }, [])
  return (
    <section className="place" aria-label={name} hidden={isHidden} data-more={hasMore || undefined} data-whole={isWhole || undefined}>
      <div className="panel" ref={panel}>
        <div ref={content}>{children}</div>
      </div>
      {(hasMore || isWhole) && (
        <button type="button" className="whole" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Less' : 'Show all'}
        </button>
      )}
    </section>
  )
}

/** In the panel's room, so that they open where one looks. */
function Files({ look }: { look: string }): ReactElement {
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    // where the frame is lower than that, within it: the page around stays where it is
    const element = section.current!
    if (element.getBoundingClientRect().bottom > innerHeight) scrollTo(0, element.offsetTop)
  }, [])
  return (
    <section className="place" aria-label="Editor" data-holds="files" ref={section}>
      <Editor look={look} />
    </section>
  )
}

/** What is wrong with the run, or with the link that somebody has put in. */
function Said(): ReactElement {
  const message = results((state) => state.message)
  const notice = useStore((state) => state.troubles[0]?.text ?? state.notice)
  const text = message || notice
  return <output className="notices">{text && <p className="notice">{text}</p>}</output>
}

function Title({ hasFiles, toggleFiles }: { hasFiles: boolean; toggleFiles?: (() => void) | undefined }): ReactElement {
  const title = useStore((state) => String(state.draft.common.title))
  const release = useStore((state) => state.draft.common.kubernetes)
  const [isSaving, setSaving] = useState(false)
  return (
    <header className="header row">
      <h1>{title}</h1>
      <span className="aside">Kubernetes {release}</span>
      <span className="spacer" />
      <Menu className="quiet icon" label="⋯" name="More" title="The files, and a picture to save">
        {toggleFiles && (
          <button type="button" aria-pressed={hasFiles} onClick={toggleFiles}>
            Files
          </button>
        )}
        <button type="button" onClick={() => setSaving(true)}>
          Save
        </button>
      </Menu>
      {isSaving && <SaveDialog close={() => setSaving(false)} />}
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
    const stop = useStore.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(() => setLink(linkToHere('index.html') ?? './index.html'), REST_MS)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [])
  return link
}

/** Where the lanes scroll; the page around stays where it is. */
function useSelectedInSight(hadPicture: boolean): void {
  const selected = useStore((state) => state.lane)
  useEffect(() => {
    const lanes = document.querySelector('.lanes')
    const lane = lanes?.querySelector('.lane[data-selected]')
    if (lanes && lane) lanes.scrollTop += Math.max(0, lane.getBoundingClientRect().bottom - lanes.getBoundingClientRect().bottom)
  }, [hadPicture, selected])
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

/** Keys come once the picture stands. */
function listenLate(): () => void {
  let isThere = true
  let stop = (): void => undefined
  const come = (): void => {
    if (results.getState().phase === 'running') return
    stop()
    void import('../page/keys.ts').then(
      ({ listenForKeys }) => {
        if (isThere) stop = listenForKeys()
      },
      () => undefined,
    )
  }
  stop = results.subscribe(come)
  come()
  return () => {
    isThere = false
    stop()
  }
}
