import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { useStore } from '../state/store.ts'

/** Says that code did not come; all that is there goes on. */
export function notCome(): void {
  useStore.setState({
    notice:
      'A part of the page could not be fetched: the network is gone, or a newer version is there. Your texts are kept; load the page again for it.',
  })
}

/** A component whose code comes when it is needed. Where it does not come, nothing stands in its place, and that is said. */
export function part<K extends string, M extends Record<K, ComponentType<any>>>(
  load: () => Promise<M>,
  name: K,
): LazyExoticComponent<M[K]> {
  const nothing = (() => null) as unknown as M[K]
  return lazy(() =>
    load().then(
      (module) => ({ default: module[name] }),
      () => {
        notCome()
        return { default: nothing }
      },
    ),
  )
}
