import { expect, it, vi } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { small } from '../fixture/samples.ts'
import { staticLines } from '../fixture/static-text.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { AddLaneDialog } from './AddLaneDialog.tsx'

vi.mock(import('react-dom'), async (load) => ({ ...(await load()), createPortal: ((shown: unknown) => shown) as never }))
vi.stubGlobal('document', { body: {}, querySelector: () => null })

const DRAFT = small('Two ways')

function shown(kubernetes: string, lanes: number, server: readonly unknown[]): string {
  const [first] = DRAFT.lanes
  useStore.setState({
    draft: {
      common: { ...DRAFT.common, kubernetes },
      lanes: Array.from({ length: lanes }, (_, n) => ({ ...first!, id: `lane-${n + 1}`, name: `Lane ${n + 1}` })),
    } as never,
  })
  results.setState({ lanes: { 'lane-1': { drawing: { tracks: [{ server }] } } } } as never)
  return staticLines(AddLaneDialog, { close: () => undefined })
    .join('\n')
    .replaceAll(/ aria-\w+="_R_\w+(-more)?"| id="_R_\w+-more"/g, '')
}

it.each(
  held(
    import.meta.dirname,
    'said.txt',
    (
      [
        ['1.9', 3, []],
        ['1.20', 1, [{}]],
        ['1.37', 15, []],
        ['1.37', 16, []],
      ] as const
    ).map(([release, lanes, server]): [string, string] => [
      `${release}, beside ${lanes}${server.length > 0 ? ', of which one has a kube-apiserver' : ''}`,
      shown(release, lanes, server),
    ]),
  ),
)('a lane is added, on %s', (_, expected, now) => expect(now).toBe(expected))
