import { expect, it } from 'vitest'
import { placesOf } from './places.ts'
import { readYaml } from './yaml/read-yaml.ts'
import { releaseOf } from '../sim/release/release.ts'

const TEXT = `base: &base
  image: x
  port: 80
other: &other {host: b}
spec:
  a:
    <<: *base
    port: 81
  b: {<<: [*other, *base]}
  c:
    port: 1
    port: 2
  d:
  - e
  - name: f
e:
self: &self
  <<: *other
  of: 1
own: {<<: {a: 1}}
`
const places = placesOf(readYaml(TEXT, releaseOf('1.37')).root)

it.each<[string, number, number, boolean]>([
  ['base.image', 2, 10, true],
  ['spec.a.port', 8, 11, true],
  // what is merged stands where it is written
  ['spec.a.image', 2, 10, true],
  ['spec.b.host', 4, 22, true],
  ['spec.b.port', 3, 9, true],
  ['self.host', 4, 22, true],
  ['own.a', 20, 15, true],
  // of two equal keys the last counts
  ['spec.c.port', 12, 11, true],
  ['spec.d[0]', 14, 5, true],
  ['spec.d[1].name', 15, 11, true],
  // what has nothing in it is where its key is
  ['e', 16, 1, true],
  // what is not there is where its nearest ancestor is
  ['spec.a.host', 6, 3, false],
  ['spec.d[2]', 13, 3, false],
  ['spec.x.y', 5, 1, false],
])('the value of %s stands in line %i, column %i', (path, line, column, has) => {
  expect(places.valueOf(path).start).toEqual({ line, column })
  expect(places.has(path)).toBe(has)
})

it('the key of a field is what is pointed at where its value has many lines', () => {
  expect(places.valueOf('spec.a').start).toEqual({ line: 6, column: 3 })
  expect(places.keyOf('spec.a.port')).toEqual({ start: { line: 8, column: 5 }, end: { line: 8, column: 9 } })
  expect(placesOf(undefined).valueOf('a').start).toEqual({ line: 1, column: 1 })
})
