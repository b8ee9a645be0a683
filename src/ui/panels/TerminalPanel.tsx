import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactElement } from 'react'
import { AS_TYPED } from '../kit/hooks.ts'
import { defined } from '../../manifest/own.ts'
import type { Printed, Variables } from '../simulator/simulator-messages.ts'
import { onPurpose } from '../state/stage.ts'
import { addLaneActions, setCursor } from '../state/actions.ts'
import { edit } from '../faults/open.ts'
import { results, advance, horizon, useLaneName } from '../state/results.ts'
import { askAbout } from '../simulator/ask-lane.ts'
import { useStore } from '../state/store.ts'
import { type Printout, useSession } from '../state/session.ts'
import { clockDigits, clockWords, timeText } from '../../views/text/duration-words.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { usePage } from '../state/page.ts'
import { setTerminal, type TypedLine, useTyped } from '../simulator/typed.ts'
import { useAnswer, useLook } from './useAnswer.ts'
import './terminal.css'
import { focusPrompt, typeAtPrompt } from './prompt.ts'

const MOST_TYPED = 50
const MOST_HISTORY = 500

const clear = (): void => setTerminal({ typed: [], showsLook: false })

const isWatching = (item: TypedLine | undefined): boolean =>
  (item?.printed.later !== undefined || item?.printed.again !== undefined) && item.stoppedAt === undefined

/** Ends the command that watches, at the cursor's time. */
function stopWatching(): void {
  const { cursor } = useStore.getState()
  const { typed } = useTyped.getState().terminal
  setTerminal({ typed: typed.map((item) => (isWatching(item) ? { ...item, stoppedAt: cursor } : item)) })
}

/** A root shell on the selected lane's node, at the cursor's time. What was typed keeps the time that it was typed at. */
export function TerminalPanel(): ReactElement {
  const look = useLook()
  const evidence = useSession((state) => state.exercise?.evidence)
  const { typed, showsLook, variables } = useTyped((state) => state.terminal)
  const lane = useStore((state) => state.lane)
  const name = useLaneName(lane) ?? ''
  const node = results((state) => state.lanes[lane]?.inputs.node.name) ?? 'node'
  const prompt = promptOf(node, variables)
  const screen = useRef<HTMLPreElement>(null)
  const last = typed.at(-1)
  useEffect(() => {
    const box = screen.current
    if (!box || (!last && !evidence)) return undefined
    const toEnd = (): void => box.scrollTo({ top: box.scrollHeight })
    toEnd()
    // what stands above it grows once an incident is solved
    const resized = new ResizeObserver(toEnd)
    resized.observe(box)
    return () => resized.disconnect()
  }, [last, evidence])

  return (
    // The prompt has its own name and keys; this only leads there, as in any terminal.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="terminal" onClick={toPrompt} onKeyDown={typeAtPrompt}>
      {/* Long lines are scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="log" aria-label="Output" ref={screen} tabIndex={0} aria-live={typed.length ? 'polite' : 'off'}>
        {showsLook && evidence && <FirstPage evidence={evidence} node={node} />}
        {showsLook && !evidence && look && (
          <span aria-live="off">
            <Transcript node={node} printed={[look.pods, look.events]} />
          </span>
        )}
        {typed.map((item, i) => (
          <Answer key={item.key} item={item} before={typed[i - 1]} />
        ))}
      </pre>
      <Prompt prompt={prompt} lane={name} />
    </div>
  )
}

/** A click anywhere leads to the prompt, but one that has marked text; a finger's would bring up the keyboard over what it reads. */
function toPrompt({ nativeEvent }: MouseEvent<HTMLElement>): void {
  const isTouch = 'pointerType' in nativeEvent && nativeEvent.pointerType === 'touch'
  if (!isTouch && document.getSelection()?.isCollapsed !== false) focusPrompt()
}

/** What an exercise begins with: the commands as they were typed at its time, whatever is changed later. */
function FirstPage({ evidence: { at, printed }, node }: { evidence: Printout; node: string }): ReactElement {
  const isBefore = useStore(({ draft, start }) => draft !== start)
  return (
    <>
      <span className="when">{`# printed at ${clockWords(at)}${isBefore ? ', before what you have changed' : ''}\n`}</span>
      <Transcript node={node} printed={printed} />
    </>
  )
}

/** Commands that nobody has typed here, and what they print. */
function Transcript({ node, printed }: { node: string; printed: Printout['printed'] }): ReactElement[] {
  return printed.map(({ command, text }) => (
    <span key={command}>
      <Ask prompt={promptOf(node, {})} line={command} />
      <span className={PRINTS_LOG.test(command) ? 'lines wraps' : undefined}>{text}</span>
    </span>
  ))
}

/** The last part of where the shell is, as many a distribution has it. */
function promptOf(node: string, { PWD = MANIFEST_DIRECTORY }: Variables): string {
  return `root@${node}:${PWD === '/root' ? '~' : PWD.replace(/^.*\/(?=.)/, '')}#`
}

function Ask({ prompt, line }: { prompt: string; line: string }): ReactElement {
  return (
    <span className="ask wraps">
      <b>{prompt}</b> {line}
      {'\n'}
    </span>
  )
}

/** `watch`: asked anew at each of its turns, as the clock goes on. */
function Watched({ item: { laneId, at, line, variables, printed, stoppedAt } }: { item: TypedLine }): ReactElement {
  const every = printed.again!
  const shown = useRef(false)
  const answer = useAnswer((_, cursor) => {
    if (stoppedAt !== undefined && shown.current) return Promise.resolve(null)
    const turns = Math.max(0, Math.floor((Math.min(cursor, stoppedAt ?? Infinity) - at) / every))
    return askAbout('command', laneId, { at: at + turns * every, line, variables })
  }, String(stoppedAt))
  useEffect(() => {
    shown.current = answer !== null
  }, [answer])
  return <>{(answer ?? printed).text}</>
}

/** What prints sentences: its lines are read whole. */
const PRINTS_LOG = /^help\b|\b(journalctl|logs|dmesg|events|describe)\b|\/var\/log\//
const SAYS_WHAT_IT_KNOWS = /\bThis terminal knows\b|^not simulated here/m

function Answer({ item, before }: { item: TypedLine; before: TypedLine | undefined }): ReactElement {
  const { printed, stoppedAt } = item
  // Only one that watches follows the cursor.
  const seen = useStore((state) => (printed.later ? Math.min(state.cursor, stoppedAt ?? Infinity) : 0))
  const hasLanes = useStore((state) => state.draft.lanes.length > 1)
  const isElsewhere = before?.lane !== item.lane || clockDigits(before.at) !== clockDigits(item.at)
  return (
    <>
      {isElsewhere && <span className="when">{`# ${item.lane}, ${clockDigits(item.at)}\n`}</span>}
      <Ask prompt={item.prompt} line={item.line} />
      <span className={PRINTS_LOG.test(item.line) || SAYS_WHAT_IT_KNOWS.test(printed.text) ? 'lines wraps' : undefined}>
        {printed.again === undefined ? printed.text : <Watched item={item} />}
        {printed.text && !printed.text.endsWith('\n') && '\n'}
        {printed.later?.filter((line) => line.at <= seen).map((line) => line.text)}
      </span>
      {stoppedAt !== undefined && (printed.until ?? Infinity) > stoppedAt && '^C\n'}
      {printed.tookSeconds !== undefined && (
        <span className="when">{`# took ${timeText(printed.tookSeconds)}: the clock now shows ${clockDigits(item.at + printed.tookSeconds)}\n`}</span>
      )}
      {printed.actions && (
        <span className="when">{`# ${hasLanes ? `now an action of ${item.lane}` : 'done'} at ${clockDigits(item.at)}${hasLanes ? ', in no other lane' : ''}; Undo takes it back\n`}</span>
      )}
    </>
  )
}

function Prompt({ prompt, lane }: { prompt: string; lane: string }): ReactElement {
  const [line, setLine] = useState('')
  /** How many lines back in the history; 0 is the line being typed. */
  const [back, setBack] = useState(0)
  const [choices, setChoices] = useState<readonly string[]>([])
  const leaves = useRef(false)
  /** What Ctrl+R looks for. */
  const sought = useRef('')
  const input = useRef<HTMLInputElement>(null)
  const watched = useTyped((state) => state.terminal.typed.find(isWatching))
  // What it watched may have ended by itself.
  const watching = useStore((state) => watched !== undefined && state.cursor < (watched.printed.until ?? Infinity))

  const write = (text: string): void => {
    setLine(text)
    setChoices([])
  }
  const wanted = useTyped((state) => state.wanted)
  useEffect(() => {
    if (!wanted) return
    useTyped.setState({ wanted: null })
    input.current?.scrollIntoView({ block: 'nearest' })
    if (wanted.isWhole) return void run(wanted.line, lane, prompt)
    setLine(wanted.line.includes(' ') ? `${wanted.line} ` : wanted.line)
    input.current?.focus()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each that is pressed
  }, [wanted])
  const recall = (direction: 1 | -1): void => {
    const { history } = useTyped.getState().terminal
    const place = Math.min(history.length, Math.max(0, back + direction))
    setBack(place)
    write(place ? history.at(-place)! : '')
  }
  /** Ctrl+R: the newest line that has what is typed, then the one before. */
  const search = (): void => {
    const { history } = useTyped.getState().terminal
    const wanted = back === 0 ? line : sought.current
    sought.current = wanted
    const place = history.findLastIndex((text, i) => i < history.length - back && text.includes(wanted))
    if (place < 0) return
    setBack(history.length - place)
    write(history[place]!)
  }
  const complete = async (): Promise<void> => {
    const { lane: id, cursor } = useStore.getState()
    const found = await askAbout('complete', id, { at: cursor, line, variables: useTyped.getState().terminal.variables })
    if (!found || input.current?.value !== line) return
    setLine(found.line)
    setChoices(found.choices)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const isLeaving = leaves.current
    leaves.current = event.key === 'Escape'
    if (event.ctrlKey && event.key === 'l') clear()
    else if (event.ctrlKey && event.key === 'r') search()
    else if (event.ctrlKey && event.key === 'c' && input.current?.selectionStart === input.current?.selectionEnd) {
      stopWatching()
      write('')
    } else if (event.ctrlKey || event.metaKey || event.altKey) return
    else if (event.key === 'Enter') {
      const command = line.trim()
      write('')
      setBack(0)
      if (command) void run(command, lane, prompt)
    } else if (event.key === 'ArrowUp') recall(1)
    else if (event.key === 'ArrowDown') recall(-1)
    // Nobody is caught here: an empty line, Shift, or Escape before lets Tab go on.
    else if (event.key === 'Tab' && line !== '' && !event.shiftKey && !isLeaving) void complete()
    else return
    event.preventDefault()
  }

  return (
    <>
      {choices.length > 0 && (
        <output className="choices mono">{choices.map((choice) => choice.replace(/^.*\/(?=.)/, '')).join('  ')}</output>
      )}
      <div className="prompt mono">
        <label htmlFor="command">{watching ? '' : prompt}</label>
        <input
          id="command"
          type="text"
          aria-label="Command"
          title="Tab completes; Escape, then Tab leaves"
          className="mono"
          ref={input}
          value={line}
          placeholder={watching ? 'watching: Play goes on, Ctrl+C ends it' : 'help lists what this terminal knows'}
          {...AS_TYPED}
          enterKeyHint="send"
          onChange={(event) => {
            setBack(0)
            write(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
    </>
  )
}

/** `!!` is the line before. */
function withLast(line: string, history: readonly string[]): string {
  return line.replaceAll('!!', history.at(-1) ?? '!!')
}

async function run(written: string, name: string, prompt: string): Promise<void> {
  stopWatching()
  const { lane, cursor } = useStore.getState()
  const { history: before, variables } = useTyped.getState().terminal
  const command = withLast(written, before)
  const history = [...before.filter((text, i) => text !== command || i !== before.length - 1), command].slice(-MOST_HISTORY)
  setTerminal({ history })
  if (command === 'clear') return clear()
  const found: Printed = (await askAbout('command', lane, { at: cursor, line: command, variables, history })) ?? {
    text: 'The simulator gave no answer.\n',
  }
  const ends = cursor + (found.tookSeconds ?? 0)
  // a command that waits would print what an open question asks for
  const isAsked = ends > horizon() && usePage.getState().isAsked
  const printed: Printed = isAsked ? { text: 'It would wait for what is asked for: answer the question first.\n' } : found
  const { typed } = useTyped.getState().terminal
  setTerminal({
    typed: [
      ...typed.slice(1 - MOST_TYPED),
      { key: (typed.at(-1)?.key ?? 0) + 1, prompt, laneId: lane, lane: name, at: cursor, line: command, variables, printed },
    ],
    ...defined({ variables: printed.variables }),
  })
  const { actions } = printed
  // who types it means it, on a stage too
  if (actions) onPurpose(() => addLaneActions(lane, actions))
  if (printed.tookSeconds) {
    advance(ends)
    setCursor(ends)
  }
  if (printed.edit) {
    // what is saved is saved at this time: the clock does not go on until the editor is closed
    const { playing: resumes } = useStore.getState()
    useStore.setState({ playing: false })
    edit({ lane, at: cursor, resumes, ...printed.edit })
  }
}
