import { afterEach, expect, it, vi } from 'vitest'
import { usePage } from '../state/page.ts'
import { closeCard, openCard, pointAway } from './Term.tsx'

afterEach(() => {
  closeCard()
  vi.useRealTimers()
})

it('a word that a finger has pressed stays explained: the finger leaves it before the press comes', () => {
  vi.useFakeTimers()
  const word = {} as HTMLElement
  pointAway()
  openCard({ term: 'back-off' }, word, true)
  vi.advanceTimersByTime(5000)
  expect(usePage.getState().card).toMatchObject({ anchor: word, isPressed: true })
})
