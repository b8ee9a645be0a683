import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => void vi.unstubAllGlobals())

it('a page in one file starts its web workers from its own script, made into a file once; one of several from theirs', async () => {
  const started: unknown[][] = []
  vi.stubGlobal(
    'Worker',
    class {
      constructor(...asked: unknown[]) {
        started.push(asked)
      }
    },
  )
  const asked: string[] = []
  vi.stubGlobal('document', { querySelector: (selector: string) => (asked.push(selector), { textContent: 'the code' }) })
  const make = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1')
  const { workerProgram: single } = await import('./single-worker.ts')
  for (const name of ['simulator', 'trials']) single.start(name)
  await single.load()
  expect([started.splice(0), asked, single.isHere]).toEqual([
    [
      ['blob:1', { name: 'simulator' }],
      ['blob:1', { name: 'trials' }],
    ],
    ['#whyrestart-code'],
    true,
  ])
  const made = make.mock.calls.map(([blob]) => blob as Blob)
  expect([made.map(({ type }) => type), await made[0]!.text()]).toEqual([['text/javascript'], 'the code'])
  const { workerProgram: several } = await import('./start-worker.ts')
  several.start('simulator')
  expect(started).toEqual([[expect.stringContaining('worker'), { type: 'module', name: 'simulator' }]])
  expect(several.isHere).toBeUndefined()
  make.mockRestore()
})
