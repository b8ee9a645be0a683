import { memo, type ReactElement, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { LaneDraft } from '../../share/payload.ts'
import { isCounted, results } from '../state/results.ts'
import { useStore, environment } from '../state/store.ts'
import { runningSince, stateAt } from '../../views/lanes/lanes.ts'
import { focusLane } from '../kit/hooks.ts'
import { renameLane, selectLane, duplicateLane, muteLane, moveLane, removeLane } from '../state/actions.ts'
import { explains, Term } from '../cards/Term.tsx'
import { clockDigits } from '../../views/text/duration-words.ts'
import { countText } from '../../views/text/words.ts'
import { Menu } from '../kit/Menu.tsx'
import { mode } from '../state/page.ts'

/** A lane’s name, its restarts and how its pod stands. */
export const LaneHead = memo(function LaneHead({ lane, selected }: { lane: LaneDraft; selected: boolean }): ReactElement {
  const drawing = results((state) => state.lanes[lane.id]?.drawing)
  const good = results((state) => state.lanes[lane.id]?.good ?? false)
  // a moving cursor renders again only when something changes
  const state = useStore(useShallow(({ cursor }) => drawing && stateAt(drawing, cursor)))
  // beside a count of restarts “Running” says little without it
  const since = useStore(({ cursor }) => {
    const begun = drawing && state?.word === 'Running' && state.restarts > 0 ? runningSince(drawing, cursor) : undefined
    return begun === undefined ? '' : clockDigits(Math.floor(begun))
  })
  const [isRenaming, setRenaming] = useState(false)
  const finish = (name: string): void => {
    if (name.trim() && name.trim() !== lane.name) renameLane(lane.id, name.trim().slice(0, 200))
    setRenaming(false)
  }
  return (
    // A click anywhere on the head selects; the name is the button for the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div className="lane-head" onClick={() => selectLane(lane.id)}>
      {isRenaming ? (
        <input
          className="lane-name"
          aria-label="Lane's name"
          defaultValue={lane.name}
          ref={(element) => element?.focus()}
          onFocus={(event) => event.target.select()}
          onBlur={(event) => finish(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return
            finish(event.key === 'Enter' ? event.currentTarget.value : '')
            focusLane(event.currentTarget.parentElement)
          }}
        />
      ) : (
        <button
          type="button"
          className="lane-name long"
          aria-pressed={undefined}
          aria-current={selected || undefined}
          {...explains('lane')}
          onDoubleClick={() => !environment.isReadonly && setRenaming(true)}
          onClick={() => selectLane(lane.id)}
        >
          {lane.name}
        </button>
      )}
      <div className="restarts" data-many={state && state.restarts !== 0 ? '' : undefined}>
        <output aria-live="off" style={{ textAlign: 'right' }}>
          {state && isCounted({ good }, state) && (
            <>
              <b>{countText(state.restarts)}</b>
              <br />
              <small> {state.restarts === 1 ? 'restart' : 'restarts'}</small>
            </>
          )}
        </output>
      </div>
      <div className="lane-word mono">
        {state && (state.word ? <StatusWord ready={state.ready} word={state.word} /> : 'no pod')}
        {since !== '' && <span className="since"> since {since}</span>}
        {lane.muted && ', muted'}
      </div>
      {!mode.readonly && <LaneMenu lane={lane} rename={() => setRenaming(true)} />}
    </div>
  )
})

/** As kubectl prints it. */
function StatusWord({ ready, word }: { ready: string; word: string }): ReactElement {
  const term = STATUS_TERMS.find((statusTerm) => statusTerm === word)
  return (
    <>
      {ready} {term ? <Term id={term}>{word}</Term> : word}
    </>
  )
}

const STATUS_TERMS = ['Running', 'Pending', 'CrashLoopBackOff', 'Error', 'Completed', 'ContainerCreating', 'OOMKilled'] as const

function LaneMenu({ lane, rename }: { lane: LaneDraft; rename: () => void }): ReactElement {
  const remove = (): void => {
    removeLane(lane.id)
    focusLane()
  }
  const place = useStore((state) => state.draft.lanes.findIndex(({ id }) => id === lane.id))
  const count = useStore((state) => state.draft.lanes.length)
  const items: [label: string, act: () => void, enabled: boolean][] = [
    ['Rename', rename, true],
    ['Duplicate', () => duplicateLane(lane.id), true],
    [lane.muted ? 'Unmute' : 'Mute', () => muteLane(lane.id), true],
    ['Move up', () => moveLane(lane.id, -1), place > 0],
    ['Move down', () => moveLane(lane.id, 1), place < count - 1],
    ['Remove', remove, count > 1],
  ]
  return (
    <div className="lane-tools">
      {lane.isShown && (
        <button
          type="button"
          className="quiet icon"
          aria-label={`Close ${lane.name}`}
          title="This run is only shown: it is not kept, and in no link"
          onClick={(event) => {
            event.stopPropagation()
            remove()
          }}
        >
          ✕
        </button>
      )}
      <Menu className="quiet icon" label="⋯" name={`Actions on ${lane.name}`} role="menu">
        {items.map(([label, act, enabled]) => (
          <button key={label} type="button" role="menuitem" disabled={!enabled} onClick={act}>
            {label}
          </button>
        ))}
      </Menu>
    </div>
  )
}
