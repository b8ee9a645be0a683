import { useEffect, useEffectEvent, useState } from 'react'
import { askAbout } from '../simulator/ask-lane.ts'
import type { LaneLook, WhyLink } from '../simulator/simulator-messages.ts'
import { useResult } from '../kit/hooks.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'

/**
 * What the simulator answers for the selected lane and the cursor's time, asked again when either or the run is another. One
 * question is under way at a time; when it is answered and something has moved on meanwhile, the next one follows, so that a
 * drag never queues. `key` says when the question itself is another.
 */
export function useAnswer<T>(question: (lane: string, cursor: number) => Promise<T | null>, key = ''): T | null {
  const [answer, setAnswer] = useState<T | null>(null)
  const put = useEffectEvent(question)
  useEffect(() => {
    let isBusy = false
    let isDirty = false
    let isOver = false
    const ask = (): void => {
      if (isBusy) {
        isDirty = true
        return
      }
      isBusy = true
      isDirty = false
      const { lane, cursor } = useStore.getState()
      void put(lane, cursor).then((found) => {
        isBusy = false
        if (isOver) return
        if (found) setAnswer(found)
        if (isDirty) ask()
      })
    }
    ask()
    const stopMoving = useStore.subscribe((state, before) => {
      if (state.cursor !== before.cursor || state.lane !== before.lane) ask()
    })
    const stopRunning = results.subscribe((state, before) => {
      if (state.phase === 'ready' && state.lanes !== before.lanes) ask()
    })
    return () => {
      isOver = true
      stopMoving()
      stopRunning()
    }
  }, [key])
  return answer
}

/** What the selected lane's terminal shows at the cursor. */
export function useLook(): LaneLook | null {
  return useAnswer((lane, at) => askAbout('look', lane, { at }))
}

/** The chain of causes of an entry, or of the one before while its own is under way; null where there is none. */
export function useWhy(lane: string, id: number): readonly WhyLink[] | null {
  // another thing that is open may have the very same run: its result is another one
  const result = results((state) => state.lanes[lane])
  return useResult(`${lane}/${id}`, () => askAbout('why', lane, { id }), result)?.result ?? null
}
