import { expect, it } from 'vitest'
import { modeOf } from '../state/page.ts'
import { parseParams } from './params.ts'

it.each([
  ['?t=7', 7],
  ['?t=7m', 420],
  ['?t=1m30s', 90],
  ['?t=12.5', 12.5],
  ['?t=soon', undefined],
  ['?t=-3', undefined],
  ['', undefined],
])('the time of %s is %s', (search, t) => {
  const params = parseParams(search)
  expect(params.t).toBe(t)
  expect(params.unknown).toEqual(t === undefined && search ? [search.slice(1)] : [])
})

it.each([
  ['?speed=10', 10, []],
  ['?speed=1', 1, []],
  ['?speed=0', undefined, ['speed=0']],
  ['?speed=601', undefined, ['speed=601']],
  ['?speed=fast', undefined, ['speed=fast']],
])('the speed of %s is %s', (search, speed, unknown) => {
  expect(parseParams(search)).toMatchObject({ unknown, ...(speed ? { speed } : {}) })
  expect(parseParams(search).speed).toBe(speed)
})

it('parts are hidden, a lane is named, and what means nothing is listed', () => {
  const params = parseParams('?hide=title,why,roof&lane=Fix%202,%20TCP%20probe&theme=dark&readonly&debug&colour=red&theme=pink')
  expect([...params.hide]).toEqual(['title', 'why'])
  expect(params).toMatchObject({ lane: 'Fix 2, TCP probe', theme: 'dark', debug: true, unknown: ['hide=roof', 'colour=red', 'theme=pink'] })
})

it('only a frame can be read only, and only the page starts safe', () => {
  expect(modeOf({ pathname: '/x/embed.html', search: '?readonly&safe' })).toEqual({ embedded: true, readonly: true, safe: false })
  expect(modeOf({ pathname: '/x/', search: '?readonly&safe' })).toEqual({ embedded: false, readonly: false, safe: true })
})
