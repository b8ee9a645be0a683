import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { create } from 'zustand'
import * as v from 'valibot'
import type { ScenarioDocument } from '../../cases/own-pod.ts'
import { processesText } from '../../cases/processes-text.ts'
import { looksLikeCluster, MOST_CHARACTERS } from '../../cluster/looks.ts'
import { defined, messageOf } from '../../manifest/own.ts'
import { type Draft, draftOf, draftSchema, linkOf } from '../../share/payload.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import { copy } from '../kit/Dialogs.tsx'
import { Select } from '../kit/Select.tsx'
import { FilePicker } from '../kit/FilePicker.tsx'
import { DialogTitle } from '../kit/Choices.tsx'
import { focusLane, offsetOf, useModal } from '../kit/hooks.ts'
import { selectEntry, selectLane } from '../state/actions.ts'
import { visit } from '../state/slot-actions.ts'
import { usePage } from '../state/page.ts'
import { CASES } from '../state/slot.ts'
import { useStore } from '../state/store.ts'
import { callFresh } from '../worker/client.ts'
import './cluster.css'
import type { Preview, tasks } from './cluster-tasks.ts'

/** Opens the lanes beside what is one's own, which is kept: Why on `restart` of what happened. What is to be said of it, as a sentence. */
function openIncident(document: ScenarioDocument, restart: number | undefined): string {
  const lanes = document.lanes.map((lane) =>
    lane['processes'] === undefined ? lane : { ...lane, processes: processesText(lane['processes']) },
  )
  const parsed = v.safeParse(draftSchema, draftOf({ ...document, lanes }))
  if (!parsed.success) return 'What was read has more than the page can show, such as a name of more than 200 letters.'
  const draft = parsed.output as unknown as Draft
  const end = Number.parseFloat(document.duration)
  usePasted.setState(NOTHING, true)
  const fragment = linkOf(draft, { cursor: end })
  visit(draft, { fragment: fragment ?? '', view: { from: 0, to: end, cursor: end, panel: 'why' } })
  const lane = draft.lanes[0]!.id
  selectLane(lane)
  if (restart !== undefined) selectEntry(lane, restart)
  return fragment === undefined ? 'It is too large for a link: share it as a file.' : ''
}

/** Enough for the largest texts; what takes longer is given up. */
const BUDGET_MS = 30_000

/** What texts of a cluster come to, made in a web worker of its own: whatever they are, the page stays. */
const previewOf = (texts: readonly string[], release: string): Promise<Preview> =>
  callFresh<typeof tasks, 'preview'>('cluster', 'preview', { texts, release }, BUDGET_MS)

/** Each with what it is good for. */
const COMMANDS: readonly (readonly [command: string, tells: string])[] = [
  ['kubectl get pod NAME -n NAMESPACE -o yaml', 'the spec, the restart count, and how the last life ended. Take this one if you take one.'],
  ['kubectl get events -n NAMESPACE -o json', 'what the kubelet did, and when: failed probes, kills, back-offs of the last hour.'],
  ['kubectl describe pod NAME -n NAMESPACE', 'both in short, with ages instead of times.'],
  ['journalctl -u kubelet --since -2h | grep NAME', 'on the node: each single probe, not merged.'],
  ['kubectl version', 'the release, whose rules are simulated.'],
]

const WAIT_MS = 350

const RELEASES = OFFERED.toReversed().map((name) => [name, name] as const)

/** Where texts of a real cluster are pasted, and what was understood of them is shown before it is opened. */
export function ClusterDialog(): ReactElement {
  const dialog = useModal()
  const id = useId()
  const { text, files, asManifest } = usePasted()
  const [release, setRelease] = useState<string>(CASES.today)
  const field = useRef<HTMLTextAreaElement>(null)
  // what comes next takes the place of what was left here, and goes on below what has just come
  useEffect(() => field.current?.setSelectionRange(usePasted.getState().isKept ? 0 : MOST_CHARACTERS, MOST_CHARACTERS), [])
  // opens as a paste on the page does
  const isOwn = /^\s*["']?(?:apiVersion|kind|whyrestart|exercise|course)["']?\s*:/m.test(text) && !looksLikeCluster(text)
  const { preview, opens, trouble, isBusy } = useRead(text, release, isOwn)
  // once there is a text its answer stands there instead
  const isEmpty = text.trim() === ''
  const isReady = isOwn ? isBusy || opens?.as !== undefined : !isBusy && preview?.document !== undefined
  return (
    <dialog className="choices cluster" ref={dialog} aria-labelledby={id} onClose={() => usePage.setState({ isClusterOpen: false })}>
      <DialogTitle id={id} title="Paste yours" />
      <div className="cluster-body">
        <p>
          Paste what you have, whole or in parts, in any order: manifests, descriptions, events, tables, logs, kernel lines,{' '}
          <code>crictl ps</code>. It says why in a sentence, and becomes a lane of what really happened, with a simulated lane beside it.{' '}
          <b>Nothing leaves this page.</b>
        </p>
        <details key={String(isEmpty)} open={isEmpty}>
          <summary>Commands that tell most</summary>
          <ul className="cluster-commands">
            {COMMANDS.map(([command, tells]) => (
              <Command key={command} command={command} tells={tells} />
            ))}
          </ul>
        </details>
        <section aria-label="What was understood" aria-busy={isBusy} aria-live="polite" className="cluster-preview">
          {!isBusy && trouble && <p className="trouble">{trouble}</p>}
          {isBusy && <p className="aside">Reading…</p>}
          {!isBusy && opens && <Opens {...opens} />}
          {!isBusy && preview && <Understood preview={preview} look={(at) => selectLines(field.current, at, at)} />}
        </section>
        {files.length > 0 && <p className="aside cluster-files">Files, in this order: {files.join(', ')}</p>}
        <div className="wrap cluster-beside">
          <label className="cluster-text">
            What the cluster printed
            <textarea
              ref={field}
              data-first
              value={text}
              rows={12}
              spellCheck={false}
              autoComplete="off"
              placeholder="Events:&#10;  Warning  Unhealthy  12m (x100 over 1h)  kubelet  Liveness probe failed: …"
              // which files it is of, and what of it is a manifest, was told of the text before
              onChange={(event) => usePasted.setState({ ...NOTHING, text: event.target.value }, true)}
            />
          </label>
          {!isBusy && preview && <LineByLine runs={preview.runs} look={(from, to) => selectLines(field.current, from, to)} />}
        </div>
        <div className="wrap cluster-row">
          <PickTexts />
          <Select label="If no text names the release:" value={release} options={RELEASES} set={setRelease} />
        </div>
      </div>
      <div className="wrap cluster-foot">
        {asManifest && (
          <button
            type="button"
            className="quiet"
            onClick={() => {
              dialog.current?.close()
              usePasted.setState(NOTHING, true)
              asManifest()
            }}
          >
            Take the manifest only
          </button>
        )}
        {!isBusy && preview && <CopyButton key={preview.answer} text={preview.answer} says="Copy the answer" />}
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          className="primary"
          disabled={!isReady}
          onClick={() => {
            dialog.current?.close()
            if (isOwn) {
              usePasted.setState(NOTHING, true)
              return ways.bring(text)
            }
            const { document: made, restart } = preview!
            useStore.setState({ notice: openIncident(made!, restart) })
            focusLane()
          }}
        >
          Open it
        </button>
      </div>
    </dialog>
  )
}

const OPENS = {
  manifest: 'A manifest, and nothing of a run: it opens as one pod that you can try, whatever replicas or schedule it has.',
  scenario: 'A scenario: it opens with its lanes.',
  exercise: 'An exercise: it opens with its task.',
  course: 'A course: it opens with its exercises.',
} as const

/** What a text would open as that is none of a cluster, if as anything, and what is wrong with it, in sentences. */
export interface OpensAs {
  as?: keyof typeof OPENS
  wrong: readonly string[]
}

interface Found {
  preview?: Preview
  opens?: OpensAs
  trouble?: string
}

/** What the texts come to, once they are at rest. `isOwn`: they are none of a cluster. */
function useRead(text: string, release: string, isOwn: boolean): Found & { isBusy: boolean } {
  const [last, setLast] = useState<Found & { of?: string }>({})
  const of = text.trim() === '' ? undefined : `${release}\n${text}`
  useEffect(() => {
    if (of === undefined) return
    let isLeft = false
    const timer = setTimeout(() => {
      const reading = isOwn ? ways.look(text).then((opens) => ({ opens })) : previewOf([text], release).then((preview) => ({ preview }))
      void reading.catch((error: unknown) => ({ trouble: messageOf(error) })).then((found) => isLeft || setLast({ ...found, of }))
    }, WAIT_MS)
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [text, release, isOwn, of])
  return of === undefined ? { isBusy: false } : { ...last, isBusy: last.of !== of }
}

function Opens({ as, wrong }: OpensAs): ReactElement {
  if (wrong.length === 0 && as) return <p className="cluster-verdict">{OPENS[as]}</p>
  return <p className="trouble">{wrong.join(' ')}</p>
}

function Command({ command, tells }: { command: string; tells: string }): ReactElement {
  return (
    <li>
      <code>{command}</code>
      <CopyButton text={command} label={`Copy ${command}`} says="Copy" />
      <span>{tells}</span>
    </li>
  )
}

function CopyButton({ text, label, says }: { text: string; label?: string; says: string }): ReactElement {
  const [isCopied, setCopied] = useState(false)
  return (
    <button type="button" className="quiet" aria-label={label} onClick={() => void copy(text).then((worked) => setCopied(worked))}>
      {isCopied ? 'Copied' : says}
    </button>
  )
}

/** Files that kubectl's output was written to. */
function PickTexts(): ReactElement {
  const [trouble, setTrouble] = useState('')
  return (
    <>
      <FilePicker
        accept=".yaml,.yml,.json,.txt,.log"
        take={(files) => {
          const large = files.find(({ size }) => size > MOST_CHARACTERS)
          setTrouble(
            large
              ? `${large.name} has ${large.size.toLocaleString('en')} bytes; at most ${MOST_CHARACTERS.toLocaleString('en')} are read.`
              : '',
          )
          if (large) return
          const names = files.map(({ name }) => name)
          void Promise.all(files.map((file) => file.text())).then((texts) => add(texts, names))
        }}
      >
        Choose files…
      </FilePicker>
      {trouble !== '' && <span className="trouble">{trouble}</span>}
    </>
  )
}

/** The sentence, the lines that say so, and what helps; what it rests on stands folded below. */
export function Understood({ preview, look }: { preview: Preview; look: (line: number) => void }): ReactElement {
  const {
    document: made,
    sentence,
    fix,
    because,
    help,
    also,
    release,
    comparison,
    differences,
    understood,
    untold,
    troubles,
    used,
    secrets,
  } = preview
  return (
    <>
      <p className="cluster-verdict">{sentence}</p>
      {fix !== '' && <p className="cluster-fix">{fix}</p>}
      {because.length > 0 && (
        <ol className="cluster-because" aria-label="Because">
          {because.map(({ at, text }) => (
            <li key={at}>
              <button type="button" className="quiet long" onClick={() => look(at)}>
                <span>line {at}</span> <code>{text}</code>
              </button>
            </li>
          ))}
        </ol>
      )}
      <Lines title="What would tell more" lines={help} />
      <Lines title="Also in these texts" lines={also} />
      {made && <p>{comparison}</p>}
      <Lines title={made ? 'What could not be read, or is not simulated' : 'What is wrong'} lines={troubles} />
      {secrets !== '' && <p className="cluster-secrets">{secrets}</p>}
      <p className="aside">{used}</p>
      {made && (
        <details>
          <summary>What it rests on</summary>
          <p className="aside">Release {release}</p>
          <Lines title="What is otherwise in the simulation" lines={differences} />
          <Lines title="What was understood" lines={understood} />
          <Lines title="What the evidence does not tell, and what is assumed" lines={untold} />
        </details>
      )}
    </>
  )
}

const MOST_RUNS = 400
/** Of longer texts the list is folded. */
const MOST_OPEN = 20

/** What each line was taken for; a press shows the lines. */
export function LineByLine({ runs, look }: { runs: Preview['runs']; look: (from: number, to: number) => void }): ReactElement {
  const shown = runs.filter(({ use, as }) => use !== 'frame' || as !== '').slice(0, MOST_RUNS)
  return (
    <details className="cluster-fold" open={(runs.at(-1)?.to ?? 0) <= MOST_OPEN}>
      <summary>What each line was taken for</summary>
      <ol className="cluster-lines" aria-label="Line by line">
        {shown.map(({ from, to, use, as }) => (
          <li key={from} data-use={use}>
            <button type="button" className="quiet long" onClick={() => look(from, to)}>
              <span>{from === to ? from : `${from}–${to}`}</span> {use === 'unused' ? 'not used' : ''}
              {use === 'unused' && as !== '' ? ': ' : ''}
              {as}
            </button>
          </li>
        ))}
      </ol>
    </details>
  )
}

/** Lines of the field, from 1, selected and in view. */
function selectLines(field: HTMLTextAreaElement | null, from: number, to: number): void {
  if (!field) return
  const lines = field.value.split('\n')
  field.focus()
  field.setSelectionRange(offsetOf(lines, from), offsetOf(lines, to + 1) - 1)
  field.scrollTop = ((from - 2) / lines.length) * field.scrollHeight
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }): ReactElement | null {
  if (lines.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {[...new Set(lines)].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}

export interface BringRequest {
  /** None: as the dialog was left. */
  texts?: readonly string[]
  /** Of the files that the texts are of, if any. */
  names?: readonly string[]
  /** Reads the texts as manifests alone; absent where they are none. */
  asManifest?: () => void
  /** Opens what is no text of a cluster, as a paste on the page does. */
  bring: (text: string) => void
  look: (text: string) => Promise<OpensAs>
}

interface Pasted {
  text: string
  /** The files that it is of. */
  files: readonly string[]
  asManifest?: BringRequest['asManifest']
  /** It stood there when the dialog was closed. */
  isKept?: boolean
}

const NOTHING: Pasted = { text: '', files: [] }

/** What stands in the dialog, or stood there when it was closed with nothing made of it. */
const usePasted = create<Pasted>()(() => NOTHING)

let ways: Pick<BringRequest, 'bring' | 'look'>

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n---\n')

/** What comes while it is open, such as a file that is dropped on it, stands below the rest. */
const add = (texts: readonly string[], names: readonly string[]): void =>
  usePasted.setState(({ text, files }) => ({ text: joined([text.trim(), ...texts]), files: [...files, ...names] }))

/** Opens the dialog for texts of a real cluster, or hands them to it where it is open. */
export function openCluster({ texts, names = [], asManifest, bring, look }: BringRequest): void {
  if (usePage.getState().isClusterOpen) return add(texts ?? [], names)
  ways = { bring, look }
  if (texts) usePasted.setState({ text: texts.join('\n---\n').replace(/[^\n]$/, '$&\n'), files: names, ...defined({ asManifest }) }, true)
  else if (usePasted.getState().text.trim() === '') usePasted.setState(NOTHING, true)
  else usePasted.setState({ isKept: true })
  usePage.setState({ isClusterOpen: true })
}
