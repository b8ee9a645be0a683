import { PlainText, type TextProps } from './PlainText.tsx'
import { useEffect, useMemo, useState, type ReactElement } from 'react'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { hostPath } from '../../sim/node/file-changes.ts'
import { type DifferingLine, differingLines, lineDiff, type LineDiff } from '../../views/text/line-diff.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { fileOf, removeFile, selectLane, typeFile, writeFile } from '../state/actions.ts'
import { filesOf, hasHappened, textOf, chosenLane } from '../state/draft.ts'
import { explains } from '../cards/Term.tsx'
import { Menu } from '../kit/Menu.tsx'
import { notCome, part, useMedia, useSettled } from '../kit/hooks.ts'
import { mode, usePage } from '../state/page.ts'
import { type LaneResult, results, useNamedLanes } from '../state/results.ts'
import { type LaneDraft, MAX_TEXT } from '../../share/payload.ts'
import { useStore } from '../state/store.ts'
import { lockOf, useSession } from '../state/session.ts'
import { Locked } from '../exercise/Locked.tsx'
import { leaveLine, light, unlight, visitLineEffects } from '../state/why-subject.ts'
import { DifferingLines } from './DifferingLines.tsx'
import { ofFile, ProblemCount, Problems } from './Problems.tsx'
import { useFormTroubles } from '../own/kept-forms.ts'
import './editor.css'
import { isExerciseSlot } from '../state/slot.ts'

const ScriptForm = part(() => import('../own/ScriptForm.tsx'), 'ScriptForm')

const AddFile = part(() => import('./AddFile.tsx'), 'AddFile')

type Monaco = typeof import('./Monaco.tsx')

const REST_MS = 2500
const LONG_LINE = 20_000
/** What most exercises are about, wherever their answer lies. */
const PROBE = /^\s*(liveness|readiness|startup)Probe:/
const NO_DIFF: LineDiff = { added: [], changed: [], removed: [] }

/** The selected lane's files. Monaco where there is room for it and it has come; a plain text box that can all the same until then. */
export function Editor({ look }: { look: string }): ReactElement {
  const draft = useStore((state) => state.draft)
  const wantedFile = useStore((state) => state.file)
  const lane = useStore(chosenLane)
  const file = fileOf(lane, wantedFile)
  const isScript = file === PROCESSES
  const lockedPart = isScript ? 'processes' : 'texts'
  const lock = useSession((session) => lockOf(session, lockedPart))
  const isPhone = useMedia('(max-width: 767.98px)')
  const text = textOf(draft, lane, file)
  const names = filesOf(draft, lane)
  const isHistory = hasHappened(lane) && names.length === 0
  const simulated = isHistory ? draft.lanes.find((candidate) => !hasHappened(candidate)) : undefined
  const diff = useDifference(lane, file)
  const differing = useMemo(() => differingLines(diff, text), [diff, text])
  const [hasDiffers, setDiffers] = useState(false)
  const { problems, ofText, onTyped } = useProblems(lane.id, file, text)
  const isOfFlags = useIsOfFlags(lane.id)
  const [view, setView] = useState<EditorView>()
  const ofForm = useFormTroubles(lane.id, textOf(draft, lane, PROCESSES))
  const isVisited = usePage((state) => state.isVisited)
  const isGoneTo = usePage(({ lit }) => isScript && lit?.hasCaret === true && lit.file === file)
  const monaco = useMonacoWhenIdle()
  // a form has no lines, and what is only read needs no fields
  const shown = isGoneTo ? 'yaml' : (view ?? (lock === undefined ? 'form' : 'yaml'))
  const { props, tooLong } = useText({ lane, file, text, diff, problems: ofText, onTyped, isLocked: lock !== undefined })
  return (
    <div className="pane">
      <div className="editor-bar">
        {draft.lanes.length > 1 && (
          <b className="who cut" title={lane.name}>
            {lane.name}
          </b>
        )}
        <fieldset className="files" aria-label="Files">
          {names.map((name) => (
            <button key={name} type="button" aria-pressed={name === file} onClick={() => useStore.setState({ file: name })} title={name}>
              {name.replace(/^.*\//, '')}
            </button>
          ))}
          {(isScript || !isOfFlags) && !isHistory && <Behaviour isOpen={isScript} />}
        </fieldset>
        {isScript && !isHistory && <ViewChoice view={shown} setView={setView} />}
        {differing.length > 0 && (
          <button
            type="button"
            className="quiet small"
            aria-expanded={hasDiffers}
            title={`What differs from “${draft.lanes[0]!.name}”`}
            onClick={() => setDiffers(!hasDiffers)}
          >
            {differing.length}
            <span className="wide"> {differing.length === 1 ? 'line' : 'lines'}</span> changed
          </button>
        )}
        <ProblemCount problems={isHistory ? [] : props.problems} />
        {!mode.readonly && lock !== 'question' && <FileMenu lane={lane} file={file} isOfFlags={isOfFlags} />}
      </div>
      {(!isPhone || lock === 'given') && <Locked part={lockedPart} />}
      <div className="editor">
        {isHistory ? (
          <p className="aside history">
            This lane shows what happened in a real cluster, as its texts tell it: there is no manifest to edit.{' '}
            {simulated && (
              <button type="button" className="small" onClick={() => selectLane(simulated.id)}>
                Change the lane that simulates it
              </button>
            )}
          </p>
        ) : isScript && shown === 'form' ? (
          <ScriptForm key={lane.id} lane={lane.id} isLocked={lock !== undefined} />
        ) : (
          <Text {...{ props, monaco, look }} />
        )}
      </div>
      <div className="editor-foot">
        {isVisited && (
          <button type="button" className="quiet" onClick={leaveLine} title="Escape, in the editor">
            ← Back to the mark
          </button>
        )}
        <Problems
          problems={isHistory ? [] : props.problems}
          ofPrograms={isScript || isHistory ? [] : problems.filter((problem) => problem.file === PROCESSES)}
          ofForm={ofForm}
          toForm={() => {
            setView('form')
            useStore.setState({ file: PROCESSES })
            requestAnimationFrame(() => document.querySelector<HTMLElement>('.script-form [aria-invalid=true]')?.focus())
          }}
          tooLong={tooLong}
          goTo={(line) => {
            setView('yaml')
            light(lane.id, file, line)
          }}
          isEmpty={names.length === 0 && !isHistory}
          asPod={() => void import('../own/template.ts').then((module) => module.runAsStaticPod(lane.id, file), notCome)}
        />
        {hasDiffers && differing.length > 0 && <Differs rows={differing} first={draft.lanes[0]!.name} />}
      </div>
    </div>
  )
}

interface TextSource extends Pick<TextProps, 'text' | 'diff' | 'problems' | 'isLocked'> {
  lane: LaneDraft
  file: string
  onTyped: (text: string) => void
}

/** What an editor of a file is given; `tooLong`: the length of what was typed and not taken, or 0. */
function useText({ lane, file, onTyped, ...source }: TextSource): { props: TextProps; tooLong: number } {
  const slot = useStore((state) => state.slot)
  const release = useStore((state) => state.draft.common.kubernetes)
  const lit = usePage((state) => state.lit)
  const causes = useCauses(lane.id, file)
  const [tooLong, setTooLong] = useState<{ id: string; length: number } | null>(null)
  const id = `${lane.id}/${file}`
  const isScript = file === PROCESSES
  const isLit = lit?.lane === lane.id && lit.file === file && (lit.stepOf ?? slot) === slot
  const write = (next: string): boolean => {
    const isTooLong = next.length > MAX_TEXT
    setTooLong(isTooLong ? { id, length: next.length } : null)
    if (!isTooLong) {
      onTyped(next)
      typeFile(lane.id, file, next)
    }
    return !isTooLong
  }
  const onLine = (line: number, isAsked: boolean): void => {
    if (isAsked) useStore.setState({ panel: 'why' })
    // the caret's way through the text is a question only where a line is being looked at already
    const { isVisited, whyLine } = usePage.getState()
    const follows = useStore.getState().panel === 'why' && (isVisited || whyLine !== null)
    if (isAsked || follows) visitLineEffects({ lane: lane.id, file, line, at: 0 }, false)
  }
  const props: TextProps = {
    ...source,
    id,
    label: isScript ? `How the programs of ${lane.name} behave` : `Manifest of ${lane.name}`,
    write,
    litLine: isLit ? lit.line : 0,
    litWish: isLit ? lit.wish : 0,
    litCaret: isLit && lit.hasCaret,
    causes,
    onLine,
    release,
    begin: {
      of: slot,
      line: isExerciseSlot(slot) && !isScript ? 1 + source.text.split('\n').findIndex((line) => PROBE.test(line)) : 0,
    },
  }
  return { props, tooLong: tooLong?.id === id ? tooLong.length : 0 }
}

/** Monaco, but for a line that it would take seconds to break. */
function Text({ props, monaco, look }: { props: TextProps; monaco: Monaco | undefined; look: string }): ReactElement {
  const hasLongLine = useMemo(() => props.text.split('\n').some((line) => line.length > LONG_LINE), [props.text])
  return monaco && !hasLongLine ? <monaco.Monaco {...props} look={look} /> : <PlainText {...props} />
}

/** What the programs do; what a kube-apiserver does its flags say. */
function Behaviour({ isOpen }: { isOpen: boolean }): ReactElement {
  return (
    <button
      type="button"
      className="programs"
      aria-pressed={isOpen}
      aria-label="behaviour: what its programs do"
      {...explains('programs')}
      onClick={() => useStore.setState({ file: PROCESSES })}
    >
      behaviour
    </button>
  )
}

type EditorView = 'form' | 'yaml'

function ViewChoice({ view, setView }: { view: EditorView; setView: (view: EditorView) => void }): ReactElement {
  return (
    <fieldset className="segmented small" aria-label="Shown as">
      {(['form', 'yaml'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kind === view}
          onClick={() => {
            unlight()
            setView(kind)
          }}
        >
          {{ form: 'Form', yaml: 'YAML' }[kind]}
        </button>
      ))}
    </fieldset>
  )
}

function FileMenu({ lane, file, isOfFlags }: { lane: LaneDraft; file: string; isOfFlags: boolean }): ReactElement {
  const draft = useStore((state) => state.draft)
  const release = draft.common.kubernetes
  const isScript = file === PROCESSES
  const isServer = file === 'kube-apiserver.yaml'
  return (
    <Menu className="quiet icon" label="⋯" name="File" title="Add a file, begin anew, or take it out">
      <AddFile lane={lane.id} has={filesOf(draft, lane)} />
      {!isScript && isOfFlags && <Behaviour isOpen={false} />}
      {isServer && (
        <button
          type="button"
          title={`Replaces this text by what kubeadm ${release} writes; undo brings it back`}
          onClick={() => writeFile(lane.id, file, kubeadmManifest(release))}
        >
          Start from kubeadm {release}
        </button>
      )}
      {!isScript && !isServer && (
        <button type="button" title={`Takes ${file} out of this lane; undo brings it back`} onClick={() => removeFile(lane.id, file)}>
          Remove this file
        </button>
      )}
    </Menu>
  )
}

/** How a file differs from the first lane's. */
function useDifference(lane: LaneDraft, file: string): LineDiff {
  const draft = useStore((state) => state.draft)
  const named = useNamedLanes()
  const first = draft.lanes[0]!
  const [text, firstText] = [textOf(draft, lane, file), textOf(draft, first, file)]
  // nothing is held against a lane that an exercise hides
  const isAlone = first.id === lane.id || !named.includes(first) || (!firstText && file !== PROCESSES)
  return useMemo(() => (isAlone ? NO_DIFF : lineDiff(firstText, text)), [isAlone, firstText, text])
}

/** A lane's problems, and those of a file: what may still become something right is none before a rest. */
function useProblems(lane: string, file: string, text: string) {
  const problems = results((state) => state.lanes[lane]?.problems) ?? NO_PROBLEMS
  const [typed, onTyped] = useState<string | null>(null)
  const rested = useSettled(typed, REST_MS)
  const isTyping = typed === text && rested !== typed
  const ofText = useMemo(
    () => ofFile(problems, file, text).filter(({ unfinished }) => !unfinished || !isTyping),
    [problems, file, text, isTyping],
  )
  return { problems, ofText, onTyped }
}

const NO_PROBLEMS: readonly never[] = []

/** Whether all of a lane's containers are kube-apiservers, which do what their flags say. */
function useIsOfFlags(lane: string): boolean {
  return results((state) => {
    const containers = state.lanes[lane]?.containers ?? []
    return containers.length > 0 && containers.every(({ isApiserver }) => isApiserver)
  })
}

function useCauses(lane: string, file: string): readonly number[] {
  const result = results((state) => state.lanes[lane])
  return useMemo(() => (result ? causesIn(result, file) : []), [result, file])
}

/** The lines of a file, as the lane begins with it, that some entry of the run names. */
export function causesIn({ drawing, index }: Pick<LaneResult, 'drawing' | 'index'>, file: string): number[] {
  const path = hostPath(file)
  const changed =
    drawing.actions.find(({ told }) => CHANGES.includes(told.action) && hostPath(told.to ?? told.target) === path)?.t ?? Infinity
  return [...new Set(index.lines.flatMap((named) => (named.file === file && named.t < changed ? [named.line] : [])))]
}

const CHANGES: readonly string[] = ['write', 'edit', 'spoil', 'copy', 'remove']

const MOST_SHOWN = 12

function Differs({ rows, first }: { rows: readonly DifferingLine[]; first: string }): ReactElement {
  return (
    <div className="differs">
      What differs from “{first}”:
      <DifferingLines rows={rows.slice(0, MOST_SHOWN)} />
      {rows.length > MOST_SHOWN && `and ${rows.length - MOST_SHOWN} lines more`}
    </div>
  )
}

/**
 * Monaco is large and not for touch screens: it comes when the simulator has and nothing else is to be done. A frame goes without: its
 * policy allows no styles but its own files'.
 */
function useMonacoWhenIdle(): Monaco | undefined {
  const isWide = useMedia('(min-width: 768px)') && !mode.embedded
  const isReady = results((state) => state.phase !== 'running' && !state.ahead)
  const [monaco, setMonaco] = useState<Monaco>()
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
