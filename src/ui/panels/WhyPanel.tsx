import { Suspense, useLayoutEffect, type CSSProperties, type ReactElement } from 'react'
import type { Diagnosis as Diagnosed } from '../../sim/scenario/happened.ts'
import { isNotMirrored, type LaneDrawing, mirroredLate, lastEnd } from '../../views/lanes/lanes.ts'
import { results, useLaneName } from '../state/results.ts'
import { mode, usePage } from '../state/page.ts'
import { useStore } from '../state/store.ts'
import { useLook } from './useAnswer.ts'
import './why.css'
import { goBack } from '../state/why-subject.ts'
import { useHidden } from '../state/session.ts'
import { Term } from '../cards/Term.tsx'
import { Flags } from '../kit/Flags.tsx'
import { lazyPart, notCome } from '../kit/hooks.ts'
import { timeText } from '../../views/text/duration-words.ts'
import { laneById } from '../state/draft.ts'

// Below the first picture's fold: they come when it stands.
const Chain = lazyPart(() => import('./WhyChain.tsx'), 'Chain')
const WhyNotNow = lazyPart(() => import('./WhyNotNow.tsx'), 'WhyNotNow')
const WhatIf = lazyPart(() => import('./WhatIf.tsx'), 'WhatIf')
const ActionEffects = lazyPart(() => import('./WhyLine.tsx'), 'ActionEffects')
const WhyLine = lazyPart(() => import('./WhyLine.tsx'), 'WhyLine')
const Diagnosis = lazyPart(() => import('./Diagnosis.tsx'), 'Diagnosis')
const RecordedLine = lazyPart(() => import('./Diagnosis.tsx'), 'RecordedLine')

/**
 * The chain of causes of what was clicked, from the effect down to the manifest's line, and what would have prevented it; or all
 * that a line has caused. Before anything is clicked: what kubectl says, why the container ended last before the cursor, and why
 * what did not happen did not.
 */
export function WhyPanel(): ReactElement {
  const selected = useStore((state) => state.selected)
  const line = usePage((state) => state.whyLine)
  const turn = usePage((state) => state.whyTurn)
  const hidesWhatIf = useHidden('what-if')
  const isDiagnosed = useDiagnosed()
  // what is tried begins with the text, which may not be readable
  const isStale = results((state) => selected !== null && Boolean(state.lanes[selected.lane]?.good && state.lanes[selected.lane]?.stale))
  // what has not happened is asked of the chosen lane, of no other that a proof has drawn
  const isOfLane = useStore((state) => state.selected?.lane === state.lane)
  // another subject begins at its beginning
  useLayoutEffect(() => {
    document.querySelector('#panel')?.scrollTo(0, 0)
  }, [turn])
  if (!line && !selected) return <Overview />
  return (
    // Escape goes back from wherever the panel's own way has led.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="columns why"
      data-about={line ? 'line' : 'entry'}
      onKeyDown={(event) => event.key === 'Escape' && goBack() && event.preventDefault()}
    >
      <Suspense>
        {line ? (
          <WhyLine key={`${line.lane}/${line.file}`} {...line} />
        ) : (
          selected && (
            <>
              {isDiagnosed && <Diagnosis />}
              <div>
                <Chain {...selected} isChosen />
                <ActionEffects {...selected} />
              </div>
              {/* What is tried comes late: it stands where it moves nothing else. */}
              <div className="beside">
                {isOfLane && <WhyNotNow />}
                {!hidesWhatIf && !isStale && <WhatIf {...selected} isAsked />}
              </div>
            </>
          )
        )}
      </Suspense>
    </div>
  )
}

/** Why, as its texts say it, of a lane that shows what happened. */
const whyOf = ({ draft, lane }: ReturnType<typeof useStore.getState>): Partial<Diagnosed> | undefined =>
  laneById(draft, lane)?.fields['why'] as Partial<Diagnosed> | undefined

const useDiagnosed = (): boolean => useStore((state) => whyOf(state) !== undefined)

function Overview(): ReactElement {
  const look = useLook()
  const isDiagnosed = useDiagnosed()
  const lane = useStore((state) => state.lane)
  const name = useLaneName(lane)
  const drawing = results((state) => state.lanes[lane]?.drawing)
  const stale = results((state) => (state.lanes[lane]?.good ? state.lanes[lane].stale : ''))
  const hidesWhatIf = useHidden('what-if')
  // A number, so that a moving cursor renders again only when the end is another one.
  const endId = useStore((state) => drawing && lastEnd(drawing, state.cursor, whyOf(state)?.pod)?.id)
  const isEnding = useStore((state) => drawing !== undefined && isUnderWay(drawing, endId, state.cursor))
  const late = useStore((state) => drawing && mirroredLate(drawing, state.cursor))
  const isUnseen = useStore((state) => drawing !== undefined && isNotMirrored(drawing, state.cursor))
  const explained = endId ?? look?.entry
  const isTable = look !== null && /^NAME/.test(look.pods.text)
  return (
    <div className="columns why" data-about="overview">
      {isDiagnosed && (
        <Suspense>
          <Diagnosis />
        </Suspense>
      )}
      <section>
        <h2 className="hidden-text">{name}</h2>
        {stale && <p className="aside">About the last text that could be read, as in the picture.</p>}
        {!isDiagnosed && (
          <p className="summary">
            <Flags of={look?.summary ?? ''} />
          </p>
        )}
        {look?.isAssumed && !mode.readonly && !mode.embedded && (
          <p>
            <button
              type="button"
              className="small"
              title="Opens behaviour, with what is assumed written down; undo takes it back"
              onClick={() => void import('../own/template.ts').then(({ changeAssumed }) => changeAssumed(lane), notCome)}
            >
              Change what is assumed
            </button>
          </p>
        )}
      </section>
      {explained !== undefined && (
        <div>
          <Suspense>
            <Chain lane={lane} id={explained} isChosen={false} isEnding={isEnding} />
          </Suspense>
        </div>
      )}
      <div className="beside">
        {look && <Printed {...look.pods} isTable={isTable} />}
        {late !== undefined && isTable && (
          <p className="muted">
            Its <Term id="mirror">mirror pod</Term>’s AGE counts from {timeText(late)}.
          </p>
        )}
        {isUnseen && look?.pods.text.startsWith('No resources found') && (
          <p className="muted">
            It runs without its <Term id="mirror">mirror pod</Term>, which kubectl would show.
          </p>
        )}
        {/* It comes late, and moves nothing here. */}
        <Suspense>
          {look && explained !== undefined && !hidesWhatIf && !stale && (
            <WhatIf key={`${lane}/${explained}`} lane={lane} id={explained} isAsked={false} />
          )}
          {drawing && <WhyNotNow />}
          {!mode.embedded && look && <RecordedLine lane={name} printed={look.pods.text} />}
        </Suspense>
      </div>
    </div>
  )
}

/** What kubectl prints: in letters that fit, as long as they can be read. */
function Printed({ command, text, isTable }: { command: string; text: string; isTable: boolean }): ReactElement {
  const longest = Math.max(...text.split('\n').map(({ length }) => length))
  return (
    <pre
      // a long name is scrolled with the keys
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label="What kubectl prints"
      className={isTable ? undefined : 'wraps'}
      style={isTable ? ({ '--characters': longest } as CSSProperties) : undefined}
    >
      <span className="ask">
        $ {command}
        {'\n'}
      </span>
      {text}
    </pre>
  )
}

/** Whether what a kill is to end still runs at a time, or ends just then. */
function isUnderWay({ tracks }: LaneDrawing, kill: number | undefined, t: number): boolean {
  return tracks.some(({ kills, lives }) =>
    kills.some(({ id, t: at }) => id === kill && lives.some(({ from, to }) => from <= at && to >= at && to > t)),
  )
}
