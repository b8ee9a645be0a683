import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { useStore } from '../state/store.ts'

/** Says that code did not come; all that is there goes on. */
export function notCome(): void {
  useStore.setState({
    notice:
      'A part of the page could not be fetched: the network is gone, or a newer version is there. Your texts are kept; load the page again for it.',
  })
}

interface Part {
  /** Fetches its code before it is needed: it is there at once then. */
  preload(): Promise<void>
}

/** A component whose code comes when it is needed. Where it does not come, nothing stands in its place, and that is said. */
export function part<K extends string, M extends Record<K, ComponentType<any>>>(
  load: () => Promise<M>,
  name: K,
): LazyExoticComponent<M[K]> & Part {
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

/** A promise that calls back before it is left. */
const atOnce = <T>(value: T): Promise<T> =>
  // oxlint-disable-next-line unicorn/no-thenable
  ({ then: (resolve: (value: T) => void) => resolve(value) }) as unknown as Promise<T>
