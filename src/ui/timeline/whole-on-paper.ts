import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { fit } from '../state/actions.ts'
import { useStore } from '../state/store.ts'

/** On paper nobody can scroll: the axis goes to the run's end, whatever part of it was looked at, and that part is seen again after. */
export function useWholeOnPaper(): void {
  useEffect(() => {
    let before: { from: number; to: number } | undefined
    const lay = (): void => {
      const { from, to } = useStore.getState()
      before ??= { from, to }
      flushSync(fit)
    }
    const back = (): void => {
      if (before) useStore.setState(before)
      before = undefined
    }
    addEventListener('beforeprint', lay)
    addEventListener('afterprint', back)
    return () => {
      removeEventListener('beforeprint', lay)
      removeEventListener('afterprint', back)
    }
  }, [])
}
