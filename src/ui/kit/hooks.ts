import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react'
import { results } from '../state/results.ts'

/** Whether a media query holds. On paper it is what it was on the screen: another layout would begin without its answers. */
export function useMedia(query: string): boolean {
  const onScreen = useRef<boolean>(undefined)
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => {
      if (onScreen.current === undefined || !matchMedia('print').matches) onScreen.current = matchMedia(query).matches
      return onScreen.current
    },
  )
}

/** The width of an element's content, in whole pixels; 0 before it is laid out. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = (): void => setWidth(Math.floor(element.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return width
}

/** A value that follows after things have been quiet for a while. */
export function useSettled<T>(value: T, quietMs: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs)
    return () => clearTimeout(timer)
  }, [value, quietMs])
  return settled
}

/** What a store holds, once it has been the same for a while; until then nothing is rendered. With 0 ms it is what it is. */
export function useAtRest<S, T>(
  store: { getState: () => S; subscribe: (listener: () => void) => () => void },
  select: (state: S) => T,
  quietMs: number,
): T {
  const [value, setValue] = useState(() => select(store.getState()))
  const latest = useRef(select)
  useLayoutEffect(() => {
    latest.current = select
  })
  useEffect(() => {
    let last: T | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const follow = (): void => {
      const next = latest.current(store.getState())
      if (next === last) return
      last = next
      clearTimeout(timer)
      if (quietMs === 0) setValue(() => next)
      else timer = setTimeout(() => setValue(() => next), quietMs)
    }
    follow()
    const stop = store.subscribe(follow)
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [store, quietMs])
  return value
}

/** What nobody needs before the first picture comes with it, and stays. */
export function useHadPicture(): boolean {
  const isThere = results((state) => state.phase !== 'running')
  const [wasThere, setWasThere] = useState(isThere)
  if (isThere && !wasThere) setWasThere(true)
  return wasThere
}

/** What was pressed is gone with what it has opened: the keys go on from the chosen lane. */
export const focusLane = (): void => void setTimeout(() => document.querySelector<HTMLElement>('.lane-name[aria-current]')?.focus())

/** A dialog that is open, over all the rest, for as long as it is there. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    if (!shown || shown.open) return
    shown.showModal()
    const first =
      shown.querySelector<HTMLElement>('[data-first]') ??
      shown.querySelector<HTMLElement>('.choices-title ~ * :is(button, input, textarea):not(:disabled)')
    first?.focus()
  }, [])
  return dialog
}
