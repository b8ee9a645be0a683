import { useEffect, useState } from 'react'
import type { Look, WhyLink } from '../simulator/messages.ts'
import { results } from '../state/results.ts'
import { explainEntry, lookAtLane } from '../simulator/ask-lane.ts'
import { useAnswer } from './useAnswer.ts'

/** What the selected lane's terminal shows at the cursor. */
export function useLook(): Look | null {
  return useAnswer<Look>(lookAtLane)
}

/** The chain of causes of an entry, and whose it is; null while there is none. */
export function useWhy(lane: string, id: number): { id: number; links: readonly WhyLink[] } | null {
  const index = results((state) => state.lanes[lane]?.index)
  const [answer, setAnswer] = useState<{ id: number; links: readonly WhyLink[] } | null>(null)
  useEffect(() => {
    let isOver = false
    void explainEntry(lane, id).then((links) => {
      if (!isOver) setAnswer(links && { id, links })
    })
    return () => {
      isOver = true
    }
  }, [lane, id, index])
  return answer
}
