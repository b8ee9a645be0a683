import { afterEach, expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { small } from '../fixture/samples.ts'
import { staticLines } from '../fixture/static-text.ts'
import { useStore } from '../state/store.ts'
import { linkOf, Ways } from './ShareDialog.tsx'

const HERE = 'https://why.example/play/'
const at = (search: string, hash = '#2here'): void => {
  vi.stubGlobal('location', { href: `${HERE}${search}${hash}`, origin: 'https://why.example', search, hash })
}

afterEach(() => {
  vi.unstubAllGlobals()
})

const DRAFT = small('Two ways')
const withFiles = (more: object) => ({
  ...DRAFT,
  lanes: DRAFT.lanes.map((lane, n) => (n === 1 ? { ...lane, fields: { ...lane.fields, ...more } } : lane)),
})

const CASES: Readonly<Record<string, { link?: string | undefined; text?: string; title?: string; store?: object }>> = {
  'what fits into a link': { link: `${HERE}#2x` },
  'as long a link as any program takes': { link: 'x'.repeat(2000) },
  'a longer one': { link: 'x'.repeat(2001) },
  'too much for a link': { link: undefined },
  'an exercise': { link: `${HERE}#e=a`, title: '1. What is it?', text: 'exercise: {id: a}' },
  'a course that is too much for a link': { title: 'course', text: 'course: 1' },
  'the second lane, where its second file is open': {
    link: HERE,
    store: { draft: withFiles({ files: { '/etc/kubernetes/audit': 'kind: Policy\n' } }), lane: 'lane-2', file: '/etc/kubernetes/audit' },
  },
  'a lane whose file is empty': { link: HERE, store: { draft: withFiles({ manifests: { 'a.yaml': '' } }), lane: 'lane-2', file: '' } },
  'a lane that is gone, so the first': { link: HERE, store: { lane: 'gone' } },
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    Object.entries(CASES).map(([title, { link, text, title: name = 'Two ways', store }]): [string, string] => {
      at('')
      useStore.setState({ draft: DRAFT, lane: 'lane-1', file: '', ...store })
      const shared = { title: name, link, ...(text === undefined ? {} : { text }) }
      return [
        title,
        staticLines(Ways, { shared, says: 'The link says it.' })
          .join('\n')
          .replaceAll(/x{99,}/g, 'x…'),
      ]
    }),
  ),
)('Share offers, of %s, a link and files', (_, expected, now) => expect(now).toBe(expected))

it.each<[search: string, fragment: string | undefined, isWhole: boolean, link: string | undefined]>([
  ['', 'e=a', false, `${HERE}#e=a`],
  ['', '2course', true, `${HERE}#2course`],
  ['', undefined, true, undefined],
  ['?course=our team.yaml', 'e=a', false, `${HERE}?course=our%20team.yaml#e=open`],
  ['?course=our team.yaml', 'e=a', true, `${HERE}?course=our%20team.yaml`],
  ['?course=team.yaml', undefined, false, `${HERE}?course=team.yaml#e=open`],
])('where the address says %j, %j is led to, whole: %j, by %s', (search, fragment, isWhole, link) => {
  at(search, '#e=open')
  expect(linkOf(fragment, isWhole)).toBe(link)
})
