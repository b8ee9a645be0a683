import { useEffect, useRef, useState, type ReactElement } from 'react'
import type { Asked } from '../messages.ts'
import { runCommand } from '../runner.ts'
import { useStore } from '../store.ts'
import { shortClock } from '../timeline/scale.ts'
import { useLook } from './useLook.ts'

function useLaneName(): string {
  return useStore((state) => state.draft.lanes.find((lane) => lane.id === state.lane)?.name ?? '')
}

interface Typed {
  key: number
  lane: string
  at: number
  line: string
  text: string
}

const MOST_TYPED = 50

/** What the story's two commands show at the cursor, always; below it what was typed, each answered for the time it was typed at. */
export function TerminalPanel(): ReactElement {
  const look = useLook()
  const name = useLaneName()
  const [typed, setTyped] = useState<readonly Typed[]>([])
  const [line, setLine] = useState('')
  const [recalled, setRecalled] = useState(0)
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (typed.length) end.current?.scrollIntoView({ block: 'nearest' })
  }, [typed])

  const run = async (): Promise<void> => {
    const command = line.trim()
    setLine('')
    setRecalled(0)
    if (!command) return
    if (command === 'clear') return setTyped([])
    const { lane, cursor } = useStore.getState()
    const text = (await runCommand(lane, cursor, command)) ?? 'The simulator gave no answer.\n'
    setTyped((before) => [...before.slice(1 - MOST_TYPED), { key: (before.at(-1)?.key ?? 0) + 1, lane: name, at: cursor, line: command, text }])
  }

  const recall = (direction: 1 | -1): void => {
    const place = Math.min(typed.length, Math.max(0, recalled + direction))
    setRecalled(place)
    setLine(place ? typed.at(-place)!.line : '')
  }

  return (
    <div className="terminal">
      {/* Long lines are scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre role="log" aria-label="Output" tabIndex={0} aria-live={typed.length ? 'polite' : 'off'}>
        {look && (
          <>
            <span className="ask">
              {name} $ {look.pods.command}
              {'\n'}
            </span>
            {look.pods.text}
            {'\n'}
            <span className="ask">
              {name} $ {look.events.command}
              {'\n'}
            </span>
            {look.events.text}
          </>
        )}
        {typed.map((one) => (
          <span key={one.key}>
            {'\n'}
            <span className="ask">
              {one.lane} {shortClock(one.at)} $ {one.line}
              {'\n'}
            </span>
            {one.text}
          </span>
        ))}
      </pre>
      <div className="prompt" ref={end}>
        <label htmlFor="command">{name} $</label>
        <input
          id="command"
          type="text"
          aria-label="Command"
          className="mono"
          value={line}
          placeholder="kubectl describe po, crictl ps -a, curl -k https://…, journalctl -u kubelet, help"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void run()
            else if (event.key === 'ArrowUp') recall(1)
            else if (event.key === 'ArrowDown') recall(-1)
            else return
            event.preventDefault()
          }}
        />
      </div>
    </div>
  )
}

export function EventsPanel(): ReactElement {
  const look = useLook()
  const name = useLaneName()
  return (
    <>
      <h2>Events that the kubelet has recorded for “{name}”</h2>
      {/* Long lines are scrolled with the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      {look && <pre tabIndex={0}>{look.kubeletEvents}</pre>}
    </>
  )
}

const FROM = { outside: 'From outside', node: 'From the node', pod: 'From a pod' } as const

/** Who asks, from where, for what; and what comes back at the cursor's time. */
export function RequestPanel(): ReactElement {
  const look = useLook()
  const name = useLaneName()
  return (
    <div className="columns">
      {(['outside', 'node'] as const).map((from) => (
        <section key={from}>
          <h2>
            {FROM[from]}, to “{name}”
          </h2>
          {look?.curls.filter((asked) => asked.from === from).map((asked) => (
            <Answer key={asked.command} asked={asked} />
          ))}
        </section>
      ))}
    </div>
  )
}

function Answer({ asked }: { asked: Asked }): ReactElement {
  return (
    <div className="answer">
      <pre>
        <span className="ask">
          $ {asked.command}
          {'\n'}
        </span>
        {asked.text}
      </pre>
      {asked.steps.length > 0 && (
        <details>
          <summary>{asked.status === null ? 'no answer' : `status ${asked.status}`}, in {asked.steps.length} steps</summary>
          <ol className="steps">
            {asked.steps.map((step) => (
              <li key={`${step.step} ${step.reason}`}>
                <b>{step.step}</b> {step.verdict}: {step.reason}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}
