import { expect, it } from 'vitest'
import { fragmentOf, nameIn } from './address.ts'

it.each([
  ['', { nothing: true }],
  ['#', { nothing: true }],
  ['#own', { slot: 'own' }],
  ['#case=story', { slot: 'case:story' }],
  ['#case=today&x', { slot: 'case:today' }],
  ['#case=story&t=7m', { slot: 'case:story', t: 420 }],
  ['#case=story&t=7.5', { slot: 'case:story', t: 7.5 }],
  ['#case=story&t=soon', { slot: 'case:story' }],
  ['#kept=shared:abc&t=7m', { slot: 'shared:abc' }],
  [`#e=${'a'.repeat(80)}`, { exercise: 'a'.repeat(80) }],
  [`#e=${'a'.repeat(81)}`, { link: `e=${'a'.repeat(81)}` }],
  ['#e=', { link: 'e=' }],
  ['#own?fbclid=x', { slot: 'own' }],
  ['#own).', { slot: 'own' }],
  ['#owner', { link: 'owner' }],
  ['#case=today).', { slot: 'case:today' }],
  ['#case=today?fbclid=IwAR0x', { slot: 'case:today' }],
  ['#case=story,', { slot: 'case:story' }],
  ['#e=eight-failures.', { exercise: 'eight-failures' }],
  ['#kept=exercise:a-b~x1)', { slot: 'exercise:a-b~x1' }],
  ['#case=tomorrow', { link: 'case=tomorrow' }],
  ['#e=eight-failures', { exercise: 'eight-failures' }],
  ['#e=eight-failures?fbclid=x', { exercise: 'eight-failures' }],
  ['#kept=shared:abc', { slot: 'shared:abc' }],
  ['#2ab.xyz)', { link: '2ab.xyz)' }],
])('the address %s names %o', (fragment, named) => {
  expect(nameIn(fragment)).toEqual(named)
})

it.each([
  [{ slot: 'case:story', fragment: '' }, 'case=story'],
  [{ slot: 'own', fragment: '' }, 'own'],
  [{ slot: 'shared:abc', fragment: '2ab.xyz' }, '2ab.xyz'],
  [{ slot: 'shared:abc', fragment: '' }, 'kept=shared:abc'],
  [{ slot: 'exercise:a-b', fragment: 'e=a-b' }, 'e=a-b'],
] as const)('%o is led to by %s', (state, fragment) => {
  expect(fragmentOf(state)).toBe(fragment)
})
