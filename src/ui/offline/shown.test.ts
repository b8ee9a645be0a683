import { afterEach, expect, it, vi } from 'vitest'
import { staticLines } from '../fixture/static-text.ts'
import { usePage } from '../state/page.ts'
import { keep } from '../state/storage.ts'
import { OfflineBody } from './OfflineDialog.tsx'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const PARTS = [
  { name: 'the page', isKept: true },
  { name: 'the editor', isKept: false },
]
const WOULD = `p>That is:
ul aria-label="What would be kept">
li>the page with its simulator
li>the full editor
li>the exercises of the course
li>the recordings behind “How we know”
li>the page in one file, to hand out`
const APART = 'p>What you write is kept by the browser apart from it, with or without this.\ndiv class="row">'

it.each<[what: string, offline: object, search: string, says: string]>([
  [
    'nothing is known yet',
    { is: 'unknown' },
    '',
    `output class="said" tabindex="-1">The page can be kept on this device: some 10 MB. From then on it opens without a network, in a workshop or on a train.
${WOULD}
div class="row">
button>Keep for offline use`,
  ],
  [
    'it was not kept, and a course stands beside it',
    { is: 'failed', bytes: 12_340_000, files: 7 },
    '?course=team.yaml',
    `output class="said" tabindex="-1">It could not be kept: the network, or the room on this device, was not enough. Nothing else is lost.
${WOULD}
li>the course team.yaml
div class="row">
button>Try again`,
  ],
  [
    'it is being kept',
    { is: 'keeping', done: 3, files: 7 },
    '',
    'output class="said" tabindex="-1">Being kept.\nprogress aria-label="Kept so far" max="7" value="3">',
  ],
  [
    'it is kept',
    { is: 'kept', bytes: 4_440_000, files: 4, parts: PARTS },
    '?course=team.yaml',
    `output class="said" tabindex="-1">The page is kept on this device: 4.4 MB. It opens without a network.
ul aria-label="What is kept">
li>the page: <b>kept
li>the editor: <b>not kept
${APART}
button class="quiet">Keep it no longer`,
  ],
  [
    'it is kept, and nobody has looked how much it is',
    { is: 'kept', files: 4 },
    '',
    `output class="said" tabindex="-1">The page is kept on this device. It opens without a network.\n${APART}\nbutton class="quiet">Keep it no longer`,
  ],
  [
    'there is a newer one',
    { is: 'newer', bytes: 4_440_000, files: 4 },
    '',
    `output class="said" tabindex="-1">A newer version has been fetched. Your texts stay as they are.
${APART}
button>Use the newer version
button class="quiet">Keep it no longer`,
  ],
])('where %s it says so, and what can be done', (_, offline, search, says) => {
  vi.stubGlobal('location', { search })
  vi.spyOn(keep, 'read').mockReturnValue(null)
  usePage.setState({ offline: { is: 'unknown', files: 0, bytes: 0, done: 0, parts: [], ...offline } as never })
  expect(staticLines(OfflineBody, {}).join('\n')).toBe(says)
})
