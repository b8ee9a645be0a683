import { expect, it } from 'vitest'
import { placeOf } from './address.ts'

it.each([
  ['#how-we-know', { page: 'how-we-know', detail: '' }],
  ['#how-we-know/pods-1.19/exec-timeout-a', { page: 'how-we-know', detail: 'pods-1.19/exec-timeout-a' }],
  ['#what-changed/1.9..1.37', { page: 'what-changed', detail: '1.9..1.37' }],
  ['#what-changed/1.9..1.37.', { page: 'what-changed', detail: '1.9..1.37' }],
  ['#how-we-know).', { page: 'how-we-know', detail: '' }],
  ['#how-we-know?fbclid=x', { page: 'how-we-know', detail: '' }],
  ['#how-we-know/a%20b', { page: 'how-we-know', detail: 'a b' }],
  ['#how-we-know/%', { page: 'how-we-know', detail: '' }],
  ['#how-we-know-more', undefined],
  ['#constructor', undefined],
  ['#own', undefined],
  ['#2ab.xyz', undefined],
  ['', undefined],
])('the address %s is of %o', (fragment, place) => {
  expect(placeOf(fragment)).toEqual(place)
})
