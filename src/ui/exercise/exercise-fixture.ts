import { vi } from 'vitest'
import type { Draft } from '../../share/payload.ts'
import { small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import type { OpenExercise } from '../state/session.ts'

type Opened = { exercise: OpenExercise; draft: Draft; link?: string } | { error: string }
type Answers = Record<string, (input: any) => unknown>
interface Fallen {
  fall: true
  failed: string
}

/** A task, as the web worker gives it. */
export const opened = (id: string, more: Partial<OpenExercise> = {}, draft: Draft = small(id)): Exclude<Opened, { error: string }> => ({
  exercise: {
    ...{ id, title: id, lane: 'Asked', story: '', goals: ['It runs'], kept: [], hints: [], questions: [], locked: [] },
    ...{ begin: 0, span: 60, hasSolution: true, isOfCourse: true },
    ...more,
  },
  draft,
})

/** An incident: the seed brings its fault. */
export const incident = (id: string, seed: number, what = `kill-${seed}`): ReturnType<typeof opened> => {
  const draft = small(id)
  const [first, ...others] = draft.lanes
  const fields = { ...first!.fields, seed, actions: [{ at: `${60 + seed}s`, do: what }] }
  return opened(id, { isIncident: true, begin: 60 }, { ...draft, lanes: [{ ...first!, fields }, ...others] } as Draft)
}

export const checked = { goals: [{ n: 1, text: 'It runs', holds: false }], kept: [] }

/** The page's part of an exercise, over a web worker that answers what a test says. */
export async function pageWith(answers: Answers, kept: Readonly<Record<string, string>> = {}) {
  const storage = stubStorage(kept)
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('document', { hidden: false, querySelector: () => null })
  vi.stubGlobal('location', { href: 'https://why.example/', search: '', pathname: '/', hash: '' })
  const calls: [task: string, input: any][] = []
  const all: Answers = {
    course: () => ({ exercises: [] }),
    files: () => [],
    take: () => ({}),
    open: ({ id }) => (id === undefined ? { error: 'It is no exercise.' } : opened(id)),
    check: () => checked,
    ...answers,
  }
  class Fake {
    onmessage: ((event: { data: unknown }) => void) | null = null
    onerror: ((event: unknown) => void) | null = null
    postMessage({ task, id, input }: { task: string; id: number; input: unknown }): void {
      calls.push([task, input])
      void Promise.resolve().then(async () => {
        this.onmessage?.({ data: { kind: 'alive' } })
        const value = (await all[task]!(input)) as Partial<Fallen> | 'silent' | null
        if (value === 'silent') return
        if (value?.fall) this.onerror?.({})
        else this.onmessage?.({ data: value?.failed ? { kind: 'failed', id, message: value.failed } : { kind: 'answer', id, value } })
      })
    }
    terminate(): void {}
  }
  const page = await withCabinet(async () => {
    const { setWorkerProgram } = await import('../worker/client.ts')
    setWorkerProgram({ start: () => new Fake() as never, load: () => Promise.resolve() })
    return { ...(await import('./control.ts')), ...(await import('./open-link.ts')) }
  })
  const { environment, useStore } = await import('../state/store.ts')
  const { useSession } = await import('../state/session.ts')
  const { usePage } = await import('../state/page.ts')
  return {
    ...page,
    storage,
    all,
    calls: (task: string) => calls.filter(([name]) => name === task).map(([, input]) => input as unknown),
    store: () => useStore.getState(),
    session: () => useSession.getState(),
    keepsDraft: (draft: Draft) => environment.cabinet.put(useStore.getState().slot, { draft, fragment: '', ended: '' } as never),
    keepsView: (slot: string, view: object) =>
      void (environment.cabinet = { ...environment.cabinet, record: () => ({ views: { [slot]: view } }) as never }),
    useStore,
    useSession,
    usePage,
    pass: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000),
  }
}

/** The learner's lane with another text, or with something done in it. */
export const withText = (draft: Draft, text: string): Draft => ({
  ...draft,
  lanes: draft.lanes.map((lane) =>
    lane.name === 'Asked' ? { ...lane, fields: { ...lane.fields, manifests: { 'web.yaml': text } } } : lane,
  ),
})
