import { type RefObject, useState, useEffect } from 'react'
import { flushSync } from 'react-dom'

/** From one height of a lane to another, in pixels. */
export interface Span {
  from: number
  to: number
}

/** None of a lane is to be seen. */
export const NOTHING: Span = { from: 0, to: 0 }

/** So far out of sight a lane is drawn already, in pixels. */
const NEAR = 600

/** Of one that is higher than the screen as much is drawn as is seen, and so far around it. */
const AROUND = 256

/** What of a lane's picture is in sight, or about to be; in steps, so that a little scrolling draws nothing anew. */
export function spanInSight(canvas: HTMLCanvasElement, height: number): Span {
  const holder = canvas.parentElement!
  const { top, width } = holder.getBoundingClientRect()
  // of one that is folded only its head is there
  if (width === 0 || top > innerHeight + NEAR || top + height < -NEAR) return NOTHING
  if (height <= innerHeight) return { from: 0, to: height }
  const pane = holder.closest('.pane')?.getBoundingClientRect()
  const first = Math.max(0, pane?.top ?? 0) - top - AROUND
  const last = Math.min(innerHeight, pane?.bottom ?? innerHeight) - top + AROUND
  const [from, to] = [Math.floor(first / AROUND) * AROUND, Math.ceil(last / AROUND) * AROUND]
  return { from: Math.min(height, Math.max(0, from)), to: Math.max(0, Math.min(height, to)) }
}

/** Another number whenever another part of a high lane has come into sight. */
export function useMoved(canvas: RefObject<HTMLCanvasElement | null>, height: number, drawn: RefObject<Span>): number {
  const [moves, setMoves] = useState(0)
  useEffect(() => {
    if (height <= innerHeight) return
    const follow = (): void => {
      const { from, to } = spanInSight(canvas.current!, height)
      if (from !== drawn.current.from || to !== drawn.current.to) setMoves((count) => count + 1)
    }
    const observer = new ResizeObserver(follow)
    const pane = canvas.current!.closest('.pane')
    if (pane) observer.observe(pane)
    // another lane that has become higher moves this one
    const lanes = canvas.current!.closest('.lane')?.parentElement
    if (lanes) observer.observe(lanes)
    addEventListener('scroll', follow, { capture: true, passive: true })
    addEventListener('resize', follow)
    return () => {
      observer.disconnect()
      removeEventListener('scroll', follow, { capture: true })
      removeEventListener('resize', follow)
    }
  }, [canvas, height, drawn])
  return moves
}

/** Whether a picture is in sight, or about to be; on paper all are. Undefined before the browser has said so. */
export function useIsSeen(canvas: RefObject<HTMLCanvasElement | null>): boolean | 'on paper' | undefined {
  const [isSeen, setSeen] = useState<boolean | 'on paper'>()
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)!.isIntersecting), { rootMargin: `${NEAR}px` })
    const onPaper = (): void => flushSync(() => setSeen('on paper'))
    observer.observe(canvas.current!.parentElement!)
    addEventListener('beforeprint', onPaper)
    return () => {
      observer.disconnect()
      removeEventListener('beforeprint', onPaper)
    }
  }, [canvas])
  return isSeen
}
