import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { draftOf } from '../../share/payload.ts'
import { freshPage } from './page-fixture.ts'
import { charactersIn, differing, stepsThatFit, type UndoStep } from './store.ts'

const FILE = 'kube-apiserver.yaml'

const charactersOfSteps = (steps: readonly UndoStep[], draft: UndoStep['draft']): number =>
  steps.reduce((sum, step, n) => sum + differing(step.draft, steps[n + 1]?.draft ?? draft), 0)

it('counts of a step what the one after it does not share', () => {
  const draft = draftOf(theStrangeCase('1.37'))
  const [first, ...others] = draft.lanes
  const next = {
    ...draft,
    lanes: [{ ...first!, fields: { ...first!.fields, manifests: { ...first!.fields.manifests, [FILE]: 'x' } } }, ...others],
  }
  const text = first!.fields.manifests![FILE]!
  const characters = charactersOfSteps([{ draft }], next)
  // the names of fields are told again on the way to what differs
  expect(characters).toBe(`commonlanes01234idnamemutedfieldsmanifests${FILE}${text}`.length)
  expect(charactersIn(draft)).toBeGreaterThan(5 * characters)
  // what is no text counts as eight
  expect(charactersIn({ a: 1, b: [true, null, 'abc'] })).toBe(1 + 8 + 1 + 9 + 9 + 4)
})

it('keeps the newest steps that fit, and a few of any length', () => {
  const drafts = Array.from({ length: 20 }, (_, n) => {
    const draft = draftOf(theStrangeCase('1.37'))
    return { draft: { ...draft, common: { ...draft.common, title: `${n}`.padStart(1000, '-') } } }
  })
  const last = drafts.at(-1)!.draft
  expect(stepsThatFit(drafts, last)).toBe(drafts)
  const fit = stepsThatFit(drafts, last, 1)
  expect(fit).toEqual(drafts.slice(-5))
  expect(stepsThatFit(drafts.slice(-6), last, 1)).toEqual(fit)
  const all = charactersOfSteps(drafts, last)
  expect([all, all - 1].map((most) => stepsThatFit(drafts, last, most).length)).toEqual([20, 19])
})

it('undoes two hundred small edits, and of a million characters as many as may be held', async () => {
  const { useStore, writeFile, undo } = await freshPage()
  const steps = (): number => useStore.temporal.getState().pastStates.length
  for (let n = 0; n < 250; n++) writeFile('lane-1', FILE, `a: ${n}\n`)
  expect(steps()).toBe(200)
  for (let n = 0; n < 60; n++) writeFile('lane-1', FILE, `a: ${n}\n`.padEnd(900_000, '# x\n'))
  const { pastStates } = useStore.temporal.getState()
  const held = charactersOfSteps(pastStates as UndoStep[], useStore.getState().draft)
  expect(held).toBeLessThanOrEqual(20_000_000)
  expect(held).toBeGreaterThan(15_000_000)
  undo()
  expect(useStore.getState().draft.lanes[0]!.fields.manifests![FILE]).toMatch(/^a: 58\n/)
})
