import type { TextProps } from './text-props.ts'
import { Suspense, useEffect, useMemo, useState, type ReactElement } from 'react'
import { kubeadmManifest } from '../../cases/kubeadm.ts'
import { lineDiff, type LineDiff } from '../../views/text/line-diff.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { fileOf, removeFile, typeFile, writeFile } from '../state/actions.ts'
import { filesOf, textOf } from '../state/draft.ts'
import { explains } from '../cards/Term.tsx'
import { EditNow } from '../faults/EditNow.tsx'
import { useMedia, useSettled } from '../page/hooks.ts'
import { mode } from '../state/mode.ts'
import { results } from '../simulator/results.ts'
import { MAX_TEXT } from '../../share/payload.ts'
import { useNamedLanes } from '../exercise/visible-lanes.ts'
import { useStore } from '../state/store.ts'
import { useWhyState, visitLineEffects } from '../panels/why-subject.ts'
import { leaveLine, light, unlight, useLit } from './lit.ts'
import { PlainText } from './PlainText.tsx'
import { ofFile, ProblemCount, Problems } from './Problems.tsx'
import { notCome, part } from '../page/part.ts'
import { useFormTroubles } from '../own/kept-forms.ts'
import './editor.css'

const ScriptForm = part(() => import('../own/ScriptForm.tsx'), 'ScriptForm')

const AddFile = part(() => import('./AddFile.tsx'), 'AddFile')

/** Its room is kept. */
const NO_FILE_YET = (
  <select className="add-file" aria-label="Add a file" disabled>
    <option>+ File</option>
  </select>
)

const LongText = part(() => import('./LongText.tsx'), 'LongText')

const REST_MS = 2500
const LONG_LINE = 20_000
/** A browser takes longer than a fifth of a second to lay out more in one text box. */
const LONG_TEXT = { characters: 150_000, lines: 3000 }
/** What most exercises are about, wherever their answer lies. */
const PROBE = /^\s*(liveness|readiness|startup)Probe:/
const NO_DIFF: LineDiff = { added: [], changed: [], removed: [] }

/** The selected lane's files. Monaco where there is room for it and it has come; a plain text box that can all the same until then. */
export function Editor({ look }: { look: string }): ReactElement {
  const draft = useStore((state) => state.draft)
  const slot = useStore((state) => state.slot)
  const laneId = useStore((state) => state.lane)
  const wantedFile = useStore((state) => state.file)
  const lane = draft.lanes.find((candidate) => candidate.id === laneId) ?? draft.lanes[0]!
  const named = useNamedLanes()
  const file = fileOf(lane, wantedFile)
  const isScript = file === PROCESSES
  const text = textOf(draft, lane, file)
  const first = draft.lanes[0]!
  // nothing is held against a lane that an exercise hides
  const isFirst = first.id === lane.id || !named.includes(first)
  const firstText = textOf(draft, first, file)
  const diff = useMemo(
    () => (isFirst || (!firstText && !isScript) ? NO_DIFF : lineDiff(firstText, text)),
    [isFirst, isScript, firstText, text],
  )
  const problems = results((state) => state.lanes[lane.id]?.problems)
  const [view, setView] = useState<'form' | 'yaml'>('form')
  const [tooLong, setTooLong] = useState<{ id: string; length: number } | null>(null)
  // what may still become something right is no mistake before a rest
  const [typed, setTyped] = useState<string | null>(null)
  const rested = useSettled(typed, REST_MS)
  const isTyping = typed === text && rested !== typed
  const ofForm = useFormTroubles(lane.id, textOf(draft, lane, PROCESSES))
  const { lit, isVisited } = useLit()
  const full = useMonacoWhenIdle()
  const isGoneTo = isScript && lit?.hasCaret === true && lit.file === file
  // a form has no lines
  const shown = isGoneTo ? 'yaml' : view
  const id = `${lane.id}/${file}`
  // to break such a line, Monaco would hold up the page for seconds
  const lines = useMemo(() => text.split('\n'), [text])
  const hasLongLine = useMemo(() => lines.some((line) => line.length > LONG_LINE), [lines])
  const isLong = text.length > LONG_TEXT.characters || lines.length > LONG_TEXT.lines

  const isLit = lit?.lane === lane.id && lit.file === file
  const props: TextProps = {
    id,
    label: isScript ? `How the programs of ${lane.name} behave` : `Manifest of ${lane.name}`,
    text,
    write: (next) => {
      const isTooLong = next.length > MAX_TEXT
      setTooLong(isTooLong ? { id, length: next.length } : null)
      if (!isTooLong) {
        setTyped(next)
        typeFile(lane.id, file, next)
      }
      return !isTooLong
    },
    problems: useMemo(
      () => ofFile(problems ?? [], file, text).filter(({ unfinished }) => !unfinished || !isTyping),
      [problems, file, text, isTyping],
    ),
    diff,
    litLine: isLit ? lit.line : 0,
    litWish: isLit ? lit.wish : 0,
    litCaret: isLit && lit.hasCaret,
    causes: useCauses(lane.id, file),
    onLine: (line, isAsked) => {
      if (isAsked) useStore.setState({ panel: 'why' })
      // the caret's way through the text is a question only where a line is being looked at already
      const follows = useStore.getState().panel === 'why' && (isVisited || useWhyState.getState().line !== null)
      if (isAsked || follows) visitLineEffects({ lane: lane.id, file, line, at: 0 }, false)
    },
    release: draft.common.kubernetes,
    begin: { of: slot, line: slot.startsWith('exercise:') && !isScript ? 1 + text.split('\n').findIndex((line) => PROBE.test(line)) : 0 },
  }

  return (
    <div className="pane">
      <div className="editor-bar">
        <span className="who">{lane.name}</span>
        <ProblemCount problems={props.problems} />
        {!mode.readonly && !isScript && <EditNow lane={lane.id} file={file} />}
        <fieldset className="files" aria-label="Files">
          {filesOf(draft, lane).map((name) => (
            <button key={name} type="button" aria-pressed={name === file} onClick={() => useStore.setState({ file: name })} title={name}>
              {name.replace(/^.*\//, '')}
            </button>
          ))}
          <button
            type="button"
            className="programs"
            aria-pressed={isScript}
            aria-label="programs: how they behave"
            {...explains('programs')}
            onClick={() => useStore.setState({ file: PROCESSES })}
          >
            programs
          </button>
        </fieldset>
        <Suspense fallback={NO_FILE_YET}>
          <AddFile lane={lane.id} has={filesOf(draft, lane)} />
        </Suspense>
        {isScript ? (
          <fieldset className="segmented small" aria-label="Shown as">
            {(['form', 'yaml'] as const).map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === shown}
                onClick={() => {
                  unlight()
                  setView(one)
                }}
              >
                {{ form: 'Form', yaml: 'YAML' }[one]}
              </button>
            ))}
          </fieldset>
        ) : file === 'kube-apiserver.yaml' ? (
          <StartFrom lane={lane.id} file={file} release={draft.common.kubernetes} />
        ) : (
          <button
            type="button"
            className="quiet seldom"
            title={`Takes ${file} out of this lane; undo brings it back`}
            onClick={() => removeFile(lane.id, file)}
          >
            Remove this file
          </button>
        )}
      </div>
      <div className="editor">
        {isScript && shown === 'form' ? (
          <Suspense>
            <ScriptForm key={lane.id} lane={lane.id} />
          </Suspense>
        ) : full && !hasLongLine ? (
          <full.Monaco {...props} look={look} />
        ) : isLong ? (
          <Suspense>
            <LongText {...props} />
          </Suspense>
        ) : (
          <PlainText {...props} />
        )}
      </div>
      <div className="editor-foot">
        {isVisited && (
          <button type="button" className="quiet" onClick={leaveLine} title="Escape, in the editor">
            ← Back to the mark
          </button>
        )}
        <Problems
          problems={props.problems}
          ofPrograms={isScript ? [] : (problems ?? []).filter((problem) => problem.file === PROCESSES)}
          ofForm={ofForm}
          toForm={() => {
            setView('form')
            useStore.setState({ file: PROCESSES })
            requestAnimationFrame(() => document.querySelector<HTMLElement>('.script-form [aria-invalid=true]')?.focus())
          }}
          tooLong={tooLong?.id === id ? tooLong.length : 0}
          goTo={(line) => {
            setView('yaml')
            light(lane.id, file, line)
          }}
          isEmpty={filesOf(draft, lane).length === 0}
          asPod={() => void import('../own/template.ts').then((module) => module.runAsStaticPod(lane.id, file), notCome)}
        />
        {!isFirst && !(isScript && shown === 'form') && (
          <Differs diff={diff} text={text} first={first.name} exists={isScript || firstText !== ''} />
        )}
      </div>
    </div>
  )
}

/** The lines of a file, as the lane begins with it, that some entry of the run names. */
function useCauses(lane: string, file: string): readonly number[] {
  const result = results((state) => state.lanes[lane])
  return useMemo(() => {
    const changed =
      result?.drawing.actions.find(({ told }) => CHANGES.includes(told.action) && (told.to ?? told.target).endsWith(file))?.t ?? Infinity
    return [...new Set((result?.index.lines ?? []).flatMap((named) => (named.file === file && named.t < changed ? [named.line] : [])))]
  }, [result, file])
}

const CHANGES: readonly string[] = ['write', 'edit', 'spoil', 'copy', 'remove']

function StartFrom({ lane, file, release }: { lane: string; file: string; release: string }): ReactElement {
  return (
    <button
      type="button"
      className="quiet seldom"
      title={`Replaces this text by what kubeadm ${release} writes; undo brings it back`}
      onClick={() => writeFile(lane, file, kubeadmManifest(release))}
    >
      Start from kubeadm {release}
    </button>
  )
}

const MOST_SHOWN = 12

function Differs({ diff, text, first, exists }: { diff: LineDiff; text: string; first: string; exists: boolean }): ReactElement {
  const lines = useMemo(() => text.split('\n'), [text])
  const rows = [
    ...diff.removed.map(({ after, text: gone }) => ({ at: after + 0.4, kind: 'removed', text: `− ${gone.trim()}` })),
    ...[...diff.added, ...diff.changed].map((line) => ({ at: line, kind: 'added', text: `+ ${lines[line - 1]?.trim() ?? ''}` })),
  ].sort((a, b) => a.at - b.at)
  if (!exists) return <div className="differs">“{first}” has no such file.</div>
  if (!rows.length) return <div className="differs">The text is the same as in “{first}”.</div>
  return (
    <div className="differs">
      What differs from “{first}”:
      <ul>
        {rows.slice(0, MOST_SHOWN).map((row) => (
          <li key={`${row.at}${row.kind}${row.text}`} className={row.kind}>
            {row.text}
          </li>
        ))}
      </ul>
      {rows.length > MOST_SHOWN && `and ${rows.length - MOST_SHOWN} lines more`}
    </div>
  )
}

/**
 * Monaco is large and not for touch screens: it comes when the simulator has and nothing else is to be done. A frame goes without: its
 * policy allows no styles but its own files'.
 */
function useMonacoWhenIdle(): typeof import('./Monaco.tsx') | undefined {
  const isWide = useMedia('(min-width: 768px)') && !mode.embedded
  const isReady = results((state) => state.phase !== 'running' && !state.ahead)
  const [monaco, setMonaco] = useState<typeof import('./Monaco.tsx')>()
  useEffect(() => {
    if (!isReady || !isWide || monaco) return
    let idle = 0
    const timer = setTimeout(() => {
      void import('./load-monaco.ts')
        .then(({ loadMonaco }) => loadMonaco())
        .then(
          (module) => {
            const come = (): void => setMonaco(module)
            idle = requestAnimationFrame(() => {
              // Nobody's text box is taken away while it is typed in.
              if (document.activeElement?.matches('textarea.plain')) document.activeElement.addEventListener('blur', come, { once: true })
              else come()
            })
          },
          // without it, the plain box does
          () => undefined,
        )
    }, 300)
    return () => {
      clearTimeout(timer)
      cancelAnimationFrame(idle)
    }
  }, [isReady, isWide, monaco])
  return isWide ? monaco : undefined
}
