import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { fromCluster } from './from-cluster.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web, uid: a}
spec:
  containers:
  - {name: web, image: nginx}
status:
  startTime: "2026-03-09T07:12:04Z"
  containerStatuses:
  - name: web
    restartCount: 1
    state: {running: {startedAt: "2026-03-09T07:12:20Z"}}
    lastState: {terminated: {exitCode: 3, reason: Error, startedAt: "2026-03-09T07:12:05Z", finishedAt: "2026-03-09T07:12:19Z"}}
`

function run(...argv: string[]) {
  const said = { out: '', err: '' }
  const exit = fromCluster(argv, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    read: (file) => {
      if (file === 'pod.yaml') return POD
      if (file === 'empty.txt') return 'nothing here'
      throw new Error('ENOENT')
    },
    write: () => undefined,
  })
  return { exit, ...said }
}

it('prints a scenario that can be run, with what was understood and what is not told before it', () => {
  const { exit, out } = run('pod.yaml', '--release', '1.34')
  expect(exit).toBe(0)
  expect(out).toMatch(
    /^# The simulated lane shows as many: 1 restart\. Of the 2 starts that a text has the time of none is more than \d s off\./,
  )
  expect(out).toContain('# - web of web: 1 restart; it ends by itself with exit code 3 14 s after its start.')
  expect(out).toContain('# What the evidence does not tell, and what is assumed:')
  const { scenario } = parseScenario(out)
  expect(scenario!.lanes.map(({ name, inputs }) => [name, inputs.kubernetes])).toEqual([
    ['What really happened', '1.34'],
    ['Simulated', '1.34'],
  ])
})

it('takes the release that is named last, and refuses any that is none', () => {
  expect(run('--release', '1.30', 'pod.yaml', '--release', '1.34').out).toMatch(/^kubernetes: "1\.34"$/m)
  expect(run('--release', '2.1', 'pod.yaml', '--release', '1.34').err).toMatch(/^from: --release 2\.1 is none /)
})

it('prints its usage', () => {
  expect(run('--help')).toEqual({ exit: 0, out: expect.stringMatching(/^usage: whyrestart from FILE…/), err: '' })
})

it.each([
  [[], 'from: which texts? Name files, or - for the standard input\n'],
  [['gone.yaml'], 'from: cannot read gone.yaml: ENOENT\n'],
  [['pod.yaml', '--release', '2.1'], 'from: --release 2.1 is none that is simulated; allowed: 1.9 to 1.37\n'],
  [['--wrong'], 'from: unknown option --wrong; known are --release, --help\n'],
  [['empty.txt'], 'from: Nothing of a cluster was found: no Pod, no Event, no description and no line of a kubelet’s journal.\n'],
])('refuses %j with a sentence', (argv, sentence) => {
  expect(run(...argv)).toEqual({ exit: 2, out: '', err: sentence })
})
