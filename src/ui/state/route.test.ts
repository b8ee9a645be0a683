import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => vi.unstubAllGlobals())

/** A browser's history as far as the views ask for it. */
async function browserAt(hash: string, state: object | null, slot: string) {
  vi.resetModules()
  const entries = [
    { state: null as unknown, url: 'before' },
    { state: state as unknown, url: `https://why.example/play/${hash}` },
  ]
  const at = (url: string): string => new URL(url, entries.at(-1)!.url).href
  vi.stubGlobal('location', {
    get href() {
      return entries.at(-1)!.url
    },
    get hash() {
      return new URL(entries.at(-1)!.url).hash
    },
  })
  vi.stubGlobal('history', {
    get state() {
      return entries.at(-1)!.state
    },
    pushState: (next: unknown, _title: string, url: string) => entries.push({ state: next, url: at(url) }),
    replaceState: (next: unknown, _title: string, url: string) => entries.splice(-1, 1, { state: next, url: at(url) }),
    back: () => entries.pop(),
  })
  const [route, { useStore }] = await Promise.all([import('./route.ts'), import('./store.ts')])
  useStore.setState({ slot, fragment: '' } as never)
  return { ...route, said: () => entries.slice(1).map(({ state: kept, url }) => [url.replace('https://why.example/play/', ''), kept]) }
}

it('a view opens as a step of Back and keeps what was open; what is looked at in it is none; left, it is gone', async () => {
  const { goTo, note, leave, goOn, said } = await browserAt('#case=today', { slot: 'case:today' }, 'case:today')
  const today = ['#case=today', { slot: 'case:today' }]
  const inView = { slot: 'case:today', evidence: true }
  goTo('how-we-know')
  expect(said()).toEqual([today, ['#how-we-know', inView]])
  note('how-we-know', 'kill-and-start')
  expect(said()).toEqual([today, ['#how-we-know/kill-and-start', inView]])
  goOn('case=story')
  expect(said()).toEqual([today, ['#how-we-know/kill-and-start', inView], ['#case=story', null]])
  // no view is left where there is none
  leave()
  expect(said().slice(2)).toEqual([['#case=story', null]])
  history.back()
  leave()
  expect(said()).toEqual([today])
})

it.each([
  ['case:today', '#case=today', null],
  ['case:story', '', null],
  // a reload does not make it a step of this page
  ['own', '#own', { slot: 'own' }],
])('a view that an address has led to is left for what is open: %s', async (slot, hash, state) => {
  const { leave, said } = await browserAt('#what-changed/1.9-1.10', state, slot)
  leave()
  expect(said()).toEqual([[hash, { slot }]])
})
