import { expect, it } from 'vitest'
import { small } from '../fixture/samples.ts'
import { freshDraft, isFresh } from './slot.ts'

it('nobody has done anything with one lane that has no manifest, nor with the pod that one’s own begins with', () => {
  const draft = small('Mine')
  const [first, second] = draft.lanes
  const none = { ...first!, fields: { manifests: {} } }
  const of = (lanes: (typeof draft)['lanes'], more: object = {}): boolean => isFresh({ common: { ...draft.common, ...more }, lanes })
  expect([of([none]), of([{ ...none, fields: {} }]), isFresh(freshDraft('own')!)]).toEqual([true, true, true])
  expect([of([first!]), of([none, second!]), of([none, none]), of([none], { manifests: { 'a.yaml': 'x' } })]).toEqual([
    false,
    false,
    false,
    false,
  ])
})
