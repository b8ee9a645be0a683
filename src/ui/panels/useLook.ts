import { useEffect, useState } from 'react'
import type { Look, WhyLink } from '../messages.ts'
import { results } from '../results.ts'
import { explainEntry, lookAtLane } from '../runner.ts'
import { useStore } from '../store.ts'

/**
 * What the selected lane's terminal shows at the cursor. One question is under way at a time; when it is answered and the
 * cursor has moved on meanwhile, the next one follows, so that a drag never queues.
 */
export function useLook(): Look | null {
  const [look, setLook] = useState<Look | null>(null)
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
      void lookAtLane(lane, cursor).then((answer) => {
        isBusy = false
        if (isOver) return
        if (answer) setLook(answer)
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
  }, [])
  return look
}

/** The chain of causes of an entry; null while there is none. */
export function useWhy(lane: string, id: number): readonly WhyLink[] | null {
  const trace = results((state) => state.lanes[lane]?.trace)
  const [links, setLinks] = useState<readonly WhyLink[] | null>(null)
  useEffect(() => {
    let isOver = false
    void explainEntry(lane, id).then((answer) => {
      if (!isOver) setLinks(answer)
    })
    return () => {
      isOver = true
    }
  }, [lane, id, trace])
  return links
}
