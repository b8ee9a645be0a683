import {
  type ComponentProps,
  type ComponentType,
  createElement,
  type FunctionComponent,
  lazy,
  type LazyExoticComponent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  Suspense,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'

/** Says that code did not come; all that is there goes on. */
export function notCome(): void {
  useStore.setState({
    notice:
      'A part of the page could not be fetched: the network is gone, or a newer version is there. Your texts are kept; load the page again for it.',
  })
}

/** Of a field whose text is taken as it is typed: no correction, no capital letters. */
export const AS_TYPED = { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off', autoComplete: 'off' } as const

interface Preloadable {
  /** Fetches its code before it is needed: it is there at once then. */
  preload(): Promise<void>
}

/**
 * A component whose code comes when it is needed. Where it does not come, nothing stands in its place, and that is said. It waits with
 * all that is in its `Suspense`.
 */
export function lazyPart<K extends string, M extends Record<K, ComponentType<any>>>(
  load: () => Promise<M>,
  name: K,
): LazyExoticComponent<M[K]> & Preloadable {
  const nothing = (() => null) as unknown as M[K]
  let loaded: M | undefined
  const component = lazy((): Promise<{ default: M[K] }> => {
    // React shows nothing for 300 ms where it has to wait, however shortly
    if (loaded) return atOnce({ default: loaded[name] })
    return load().then(
      (module) => ({ default: module[name] }),
      () => {
        notCome()
        return { default: nothing }
      },
    )
  })
  return Object.assign(component, {
    preload: async () => {
      loaded = await load()
    },
  })
}

/** The same, waiting by itself: until it comes nothing stands in its place, or what `before` makes. */
export function part<K extends string, M extends Record<K, ComponentType<any>>>(
  load: () => Promise<M>,
  name: K,
  before?: (props: ComponentProps<M[K]>) => ReactNode,
): FunctionComponent<ComponentProps<M[K]>> & Preloadable {
  const component = lazyPart(load, name)
  const waiting = (props: ComponentProps<M[K]>): ReactElement =>
    createElement(Suspense, { fallback: before?.(props) }, createElement(component, props))
  return Object.assign(waiting, { preload: component.preload })
}

/** A promise that calls back before it is left. */
const atOnce = <T>(value: T): Promise<T> =>
  // oxlint-disable-next-line unicorn/no-thenable
  ({ then: (resolve: (value: T) => void) => resolve(value) }) as unknown as Promise<T>

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

/** What is done before the page is printed, and after it. Returns how to stop. */
export function onPaper(begin: () => void, end: () => void = () => undefined): () => void {
  addEventListener('beforeprint', begin)
  addEventListener('afterprint', end)
  return () => {
    removeEventListener('beforeprint', begin)
    removeEventListener('afterprint', end)
  }
}

/** Hears an event of the window for as long as the component is there. `isFirst`: before whoever it is meant for. */
export function useWindowEvent<K extends keyof WindowEventMap>(type: K, act: (event: WindowEventMap[K]) => void, isFirst = false): void {
  const latest = useEffectEvent(act)
  useEffect(() => {
    const hear = (event: WindowEventMap[K]): void => latest(event)
    addEventListener(type, hear, isFirst)
    return () => removeEventListener(type, hear, isFirst)
  }, [type, isFirst])
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

/**
 * What a request gives, and for what it was made; it is made anew for each other `of`, and where one of `also` is another, and not for an
 * empty one. Until its answer comes, and where it fails, the result before stays.
 */
export function useResult<T>(of: string, request: () => Promise<T>, ...also: readonly unknown[]): { of: string; result: T } | null {
  const [last, setLast] = useState<{ of: string; result: T } | null>(null)
  const latest = useEffectEvent(request)
  useEffect(() => {
    if (of === '') return
    let isOver = false
    void latest().then(
      (result) => isOver || setLast({ of, result }),
      () => undefined,
    )
    return () => {
      isOver = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each caller has as many of them each time
  }, [of, ...also])
  return last
}

/**
 * What a store holds, once it has been the same for a while; until then nothing is rendered. With 0 ms it is what it is. `select` is
 * always the same function.
 */
export function useAtRest<S, T>(
  store: { getState: () => S; subscribe: (listener: () => void) => () => void },
  select: (state: S) => T,
  quietMs: number,
): T {
  const [value, setValue] = useState(() => select(store.getState()))
  useEffect(() => {
    let last: T | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const follow = (): void => {
      const next = select(store.getState())
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
  }, [store, select, quietMs])
  return value
}

/** What nobody needs before the first picture comes with it, and stays. */
export function useHadPicture(): boolean {
  const isThere = results((state) => state.phase !== 'running')
  const [wasThere, setWasThere] = useState(isThere)
  if (isThere && !wasThere) setWasThere(true)
  return wasThere
}

/** What was pressed is gone with what it has opened: the keys go on from the chosen lane, or from the one whose head it was in. */
export const focusLane = (head?: Element | null): void =>
  void setTimeout(() => (head ?? document).querySelector<HTMLElement>(head ? '.lane-name' : '.lane-name[aria-current]')?.focus())

/** The `ref` of what is seen as soon as it is there, above the player, which keeps to the lower edge of a small screen. */
export const scrollIntoSight = (element: HTMLElement | null): void => {
  element?.scrollIntoView({ block: 'nearest' })
}

/** A dialog that is open, over all the rest, for as long as it is there; then the focus is where it was, if nobody has moved it on. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    const shown = dialog.current
    if (!shown || shown.open) return
    shown.showModal()
    const first =
      shown.querySelector<HTMLElement>('[data-first], h2[tabindex]') ??
      shown.querySelector<HTMLElement>('.dialog-title ~ * :is(button, input, textarea):not(:disabled)')
    first?.focus()
    return () => {
      if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus()
    }
  }, [])
  return dialog
}

/** Where a line begins, counted from 1: so many characters from the beginning. */
export const offsetOf = (lines: readonly string[], line: number): number =>
  lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0)

/** Whether keys are typed into it. */
export function isText(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement) return element.type !== 'range' && element.type !== 'checkbox'
  return element instanceof HTMLTextAreaElement || element.isContentEditable
}
