import { expect, it, vi } from 'vitest'
import { held } from '../../../runs-fixture.ts'
import { staticLines } from '../../fixture/static-text.ts'
import { useStore } from '../../state/store.ts'
import { LearnDialog } from './LearnDialog.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import type { allProgress } from './progress.ts'

let progress: ReturnType<typeof allProgress> = new Map()
vi.mock(import('./progress.ts'), async (load) => ({ ...(await load()), allProgress: () => progress }))
vi.mock(import('react-dom'), async (load) => ({ ...(await load()), createPortal: ((shown: unknown) => shown) as never }))
vi.stubGlobal('document', { body: {}, querySelector: () => null })
vi.stubGlobal('location', { href: 'https://why.example/play/?x#y', search: '', protocol: 'https:' })

const close = (): void => undefined
const done = { hints: 1, edits: 2, seconds: 9, answers: [] }

const learn = (slot: string): string => {
  useStore.setState({ slot: slot as never })
  return staticLines(LearnDialog, { close }).join('\n')
}
const move = (...ids: readonly string[]): string => {
  progress = new Map(ids.map((id) => [id, done]))
  return staticLines(MoveDialog, { close })
    .join('\n')
    .replaceAll(/viewBox="[^"]*"|(width|height)="\d+"/g, '')
}
/** Numbers of the page's own, which tell nobody anything. */
const plain = (text: string): string => text.replaceAll(/ aria-\w+="_R_\w+(-more)?"| id="_R_\w+-more"/g, '')

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    (
      [
        ['Learn, over one’s own', learn('own')],
        ['Learn, over an exercise', learn('exercise:a')],
        ['what is taken to another device where there is nothing', move()],
        ['what is taken to another device of one exercise', move('a')],
        ['what is taken to another device of two', move('a', 'b')],
      ] as const
    ).map(([title, text]): [string, string] => [title, plain(text)]),
  ),
)('%s', (_, expected, now) => expect(now).toBe(expected))
