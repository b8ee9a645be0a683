import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// What differs by release is a row of a table in src/sim/release, so that each release is seen whole in one place.

const src = import.meta.dirname
const { include } = JSON.parse(readFileSync(join(src, '../tsconfig.pure.json'), 'utf8')) as { include: readonly string[] }
const layers = include.map((path) => path.replace('src/', ''))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    layers.some((layer) => file.startsWith(`${layer}/`)) && /(?<!\.test|\.fuzz)\.ts$/.test(file) && !file.startsWith('sim/release/'),
)

/** A minor release that is held against a number, or a release's name against another's. */
const COMPARED = [
  /\b[Mm]inor(?:Of\([^()]*\))?\s*(?:<=?|>=?|[!=]==)\s*\d/g,
  /\b\d+\s*(?:<=?|>=?|[!=]==)\s*(?:\w+\.)*[Mm]inor\b/g,
  /(?:<=?|>=?|[!=]==)\s*'1\.\d+'/g,
  /'1\.\d+'\s*(?:<=?|>=?|[!=]==)/g,
]

const comparisonsIn = (text: string): string[] => COMPARED.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => found))

/** How a recording is read, which is of the program that was recorded; and YAML's own version. */
const NO_RELEASE = new Map([
  ['sim/recorded/compare.ts', 1],
  ['manifest/yaml/parser.ts', 1],
])

it('knows a comparison when it sees one', () => {
  const some = ['minor < 19', 'release.minor >= 20', 'minorOf(setting.release) < 34', '34 > minor', "release === '1.9'", "'1.30' !== name"]
  const none = ['row.since <= minor', 'minor <= NEWEST', 'minor - 1', "'v1' === version"]
  expect([...some, ...none].filter((text) => comparisonsIn(`if (${text}) return`).length === 1)).toEqual(some)
})

it('looks at all pure layers', () => {
  expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(new Set(layers))
  expect(files.length).toBeGreaterThan(300)
  expect(files.filter((file) => /\bminor\b/.test(readFileSync(join(src, file), 'utf8'))).length).toBeGreaterThan(20)
})

it('no release is compared with a number outside of src/sim/release', () => {
  const found = files.flatMap((file) => {
    const comparisons = comparisonsIn(readFileSync(join(src, file), 'utf8'))
    return comparisons.length > (NO_RELEASE.get(file) ?? 0) ? comparisons.map((comparison) => `${file}: ${comparison}`) : []
  })
  expect(found).toEqual([])
})
