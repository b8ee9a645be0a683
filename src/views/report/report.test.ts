import { describe, expect, it } from 'vitest'
import { httpGet, podInputs } from '../../sim/fixture.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import type { WhatIf } from '../what-if/what-if.ts'
import { lastRestart, type Reported, reportOf, troubleOf } from './report.ts'
import { csvLine, rowsCsv } from '../lanes/timeline-rows.ts'

const inputs = podInputs({ duration: 600, containers: [{ script: { exits: { after: 20, code: 3 } } }] })
const trace = simulate(inputs)
const reported = (more: Partial<Reported> = {}): string => {
  const at = more.at ?? 45
  return reportOf({ title: 'Why?', name: 'a lane', inputs, trace, drawing: drawingOf(more.trace ?? trace, at), at, ...more })
}

describe('a report', () => {
  it('tells what happened up to its time, and why', () => {
    expect(reported({ link: 'https://example.org/#(a)' })).toMatchInlineSnapshot(`
      "# Why?

      **a lane**, Kubernetes 1.37, simulated, at 45 s: 1 restart, at 21 s: the process ended by itself with exit code 3. Now it waits for its back-off, until 51 s.

      [Open it in whyrestart](https://example.org/#(a%29)

      ## What happened

      | When | What | |
      | --- | --- | --- |
      | 0.3 s | life 1 starts |  |
      | 0.3 s | ready |  |
      | 20.3 s | life 1 ends | exited by itself, exit code 3 |
      | 21.2 s | not ready |  |
      | 21.3 s | life 2 starts |  |
      | 21.3 s | ready |  |
      | 41.3 s | life 2 ends | exited by itself, exit code 3 |
      | 42.2 s | not ready |  |
      | 42.2 s | back-off 10 s |  |

      ## Why

      - 21.3 s: main starts again: restart 1. (What a pod lacks is started in the same sync, if the back-off lets it.)
      - 20.3 s: main ends by itself, 20 s after its start: exit code 3. (A container that has ended is started again as restartPolicy says.)
      - As the scenario describes it, the program in main ends by itself 20 s after its start, with exit code 3. (What the scenario says of how the program behaves.)

      ## Said with it

      The run is simulated by the rules of the kubelet and the kube-apiserver of Kubernetes 1.37, 10 min long, with seed 1. Times count from the kubelet's start.
      "
    `)
  })

  it('shows a manifest of one line whole', () => {
    const spec = { containers: [{ name: 'main', image: 'x', livenessProbe: { httpGet: { port: 8080 } } }] }
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec })
    const probed = podInputs({ containers: [{ answers: { 0: 500 } }], inputs: { manifests: { 'web.yaml': json } } })
    expect(reported({ inputs: probed, trace: simulate(probed), at: 60 })).toContain(`→    1  ${json}`)
  })

  it('shows a line once that had a say in several steps', () => {
    const liveness = httpGet('periodSeconds: 10, failureThreshold: 2, initialDelaySeconds: 1')
    const probed = podInputs({ containers: [{ liveness, answers: { 0: 500 } }] })
    const text = reported({ inputs: probed, trace: simulate(probed), at: 60 })
    expect(text.match(/^web\.yaml, line 10:$/gm)).toHaveLength(1)
  })

  it('has each line that had a say once, with two lines before and behind it', () => {
    const probed = podInputs({ containers: [{ liveness: httpGet('periodSeconds: 10'), answers: { 0: 500 } }] })
    const text = reported({ inputs: probed, trace: simulate(probed), at: 60 })
    expect(text.slice(text.indexOf('## Why'), text.indexOf('## Said'))).toMatchInlineSnapshot(`
      "## Why

      - 30.2 s: main starts again: restart 1. (What a pod lacks is started in the same sync, if the back-off lets it.)
      - 30 s: main ends right after the kill began: exit code 0. (SIGTERM first, SIGKILL when the grace period is over.)
      - 30 s: The kubelet kills main: its liveness probe failed 3 times. Event Killing: Container main failed liveness probe, will be restarted. (A running container whose liveness or startup probe counts as failed is stopped and started again.)
      - 30 s: 3 of 3 failures in a row: the liveness probe counts as failed. (This probe asks no more until there is a new container, and the kubelet acts upon the result.)
      - 30 s: The liveness probe failed (3 of 3 in a row), GET http://127.0.0.1:7001/healthz: HTTP probe failed with statuscode: 500. (One failure is not enough: a result counts once it has come as often in a row as its threshold says.)
      - As the scenario describes it, the program in main answers 500 from its start on. (What the scenario says of how the program behaves.)

      web.yaml, line 10:

      \`\`\`yaml
           8    - name: main
           9      image: docker.io/lab/target:1
      →   10      livenessProbe: {httpGet: {host: 127.0.0.1, port: 7001, path: /healthz}, periodSeconds: 10}
          11  
      \`\`\`

      "
    `)
  })

  it('explains the restart that it asks how to prevent', () => {
    const at = 80
    expect(troubleOf(trace, at, inputs)).toBe(restartsIn(trace)[2]!.id)
    expect(reported({ at })).toContain('## Why\n\n- 56 s: main starts again: restart 2.')
  })

  it('of what happened has the cause, its lines and what helps as the cluster’s texts have them, and no seed', () => {
    const of = { pod: 'web', container: 'main' }
    const told: Inputs = {
      ...inputs,
      happened: [
        { at: 0, is: 'added', pod: 'web' },
        { ...of, at: 1, is: 'started', life: 1 },
        { ...of, at: 20, is: 'ended', life: 1, code: 3 },
        { ...of, at: 21, is: 'started', life: 2 },
        { ...of, at: 40, is: 'ended', life: 2, code: 4 },
      ],
      why: { text: 'web has 1 restart: it finds no file.', because: ['a *line*'], fix: 'Make the file.' },
    }
    const text = reported({ inputs: told, trace: simulate(told), whatIf: { ...tried, best: [suggestion] } })
    expect(text).toContain('**a lane**, as the cluster’s texts tell it, at 45 s: web has 1 restart: it finds no file.\n')
    expect(text.slice(text.indexOf('## Why'))).toMatchInlineSnapshot(`
      "## Why

      - 40 s: main ends by itself, 19 s after its start: exit code 4. (A container that has ended is started again as restartPolicy says.)
      - 0 s: The cluster tells it.

      The lines that say so:

      \`\`\`
      a *line*
      \`\`\`

      ## What helps

      Make the file.

      ## Said with it

      This is what the texts of a real cluster tell of 10 min: nothing of it is simulated, and a time that no text has is said to be estimated. Times count from the lane’s beginning.
      "
    `)
  })

  it('of many rows has the first twenty and the last twenty', () => {
    const long = { ...inputs, duration: 1500 }
    const run = simulate(long)
    const lines = (at: number): string[] =>
      reported({ inputs: long, trace: run, at })
        .split('\n')
        .filter((line) => line.startsWith('| '))
    const all = Array.from({ length: 450 }, (_, n) => lines(600 + 2 * n))
    const whole = all.findLast((rows) => !rows.some((row) => row.startsWith('| …')))!
    expect(whole.length).toBeGreaterThan(40)
    expect(whole.length).toBeLessThan(43)
    const cut = all.find((rows) => rows.some((row) => row.startsWith('| …')))!
    expect(cut.length).toBe(43)
    expect(cut[22]).toMatch(/^\| … \| [12] more between \| \|$/)
    expect(cut.slice(2, 22)).toEqual(whole.slice(2, 22))
  })

  it('says where nothing has happened yet', () => {
    expect(reported({ at: 0 })).toContain('\n## What happened\n\nNothing that is drawn had happened by then.\n')
    expect(reported({ at: 0 })).not.toContain('## Why')
  })

  it('keeps what Markdown would read something into, and a fence longer than what it holds', () => {
    const text = reported({ title: '`a` <b> [c]\n *d* | #e', name: 'x_y' })
    expect(text).toMatch(/^# \\`a\\` &lt;b&gt; \\\[c\\\] \\\*d\\\* \\\| \\#e\n\n\*\*x\\_y\*\*, /)
    const ticks = (command: string): string => reported({ whatIf: { ...tried, best: [{ ...suggestion, command }] } })
    expect(ticks('echo ``')).toContain('```sh\necho ``\n```')
    expect(ticks('echo ````')).toContain('`````sh\necho ````\n`````')
  })
})

const restartsIn = (of: Trace): Trace => of.filter((entry) => entry.kind === 'process' && entry.op === 'started')
const restart = { number: 2, container: 'main' } as WhatIf['restart']
const tried = { restart, file: 'web.yaml', without: [], runs: 7, best: [] } as unknown as WhatIf
const suggestion = {
  title: 'A longer period',
  before: 3,
  restarts: 1,
  prices: ['It costs.', 'A lot.'],
  diff: ['- a', '+ b'],
} as unknown as WhatIf['best'][number]

it.each<[string, Partial<WhatIf>, string]>([
  [
    'a restart',
    { best: [suggestion] },
    '## What would have prevented restart 2 of main\n\n**A longer period**: 1 instead of 3 restarts. It costs. A lot.\n\n```diff\n- a\n+ b\n```\n',
  ],
  [
    'a command',
    { best: [{ ...suggestion, command: 'true', diff: [], prices: [] }] },
    '**A longer period**: 1 instead of 3 restarts.\n\n```sh\ntrue\n```\n\n## Said',
  ],
  [
    'an outcome of its own',
    { best: [{ ...suggestion, outcome: 'it is ready', diff: [], prices: [] }] },
    '**A longer period**: it is ready.\n\n## Said',
  ],
  [
    'nobody who is ready',
    { restart: { ...restart!, number: 0 }, best: [{ ...suggestion, diff: [], prices: [] }] },
    '## What would let main become ready\n\n**A longer period**: 1 restarts.\n\n## Said',
  ],
  [
    'a standstill',
    { other: { is: 'standstill' } as WhatIf['other'] & object },
    '## What would have prevented the standstill\n\nNo single change of web.yaml did, of those that were tried in 7 runs.\n',
  ],
  [
    'nothing to try',
    { runs: 0 },
    '## What would have prevented restart 2 of main\n\nweb.yaml has nothing that a single change could be tried of.\n',
  ],
  ['a note', { note: 'It is *so*.' }, '## What would have prevented restart 2 of main\n\nIt is \\*so\\*.\n'],
])('a report says of %s what was tried', (_, more, text) => {
  expect(reported({ whatIf: { ...tried, ...more } })).toContain(text)
})

it('asks of the last restart by then; before one, of what the lane’s sentence is about', () => {
  const restarts = restartsIn(trace)
  expect(restarts.length).toBeGreaterThan(3)
  expect(lastRestart(trace)).toBe(restarts.at(-1)!.id)
  expect(lastRestart(trace.slice(0, restarts[1]!.id))).toBeUndefined()
  expect(troubleOf(trace, 45, inputs)).toBe(restarts[1]!.id)
  expect(troubleOf(trace, 10, inputs)).toBeUndefined()
  const silent = podInputs({ containers: [{ readiness: httpGet(), answers: { 0: 500 } }] })
  const notReady = simulate(silent)
  expect(notReady[troubleOf(notReady, 60, silent)!]).toMatchObject({ kind: 'probe', probe: 'readiness' })
})

it('the rows as CSV have a line each, with milliseconds at most, and no formula', () => {
  const lines = rowsCsv([{ name: '=a,"b"', trace, drawing: drawingOf(trace, 45) }]).split('\n')
  expect(lines.slice(0, 4)).toMatchInlineSnapshot(`
    [
      "lane,seconds,kind,what,text,entry",
      ""'=a,""b""",0.32,start,life 1 starts,,6",
      ""'=a,""b""",0.328,ready,ready,,10",
      ""'=a,""b""",20.32,end,life 1 ends,"exited by itself, exit code 3",12",
    ]
  `)
  expect(lines.at(-1)).toBe('')
  expect(lines.slice(1, -1).map((line) => line.split(',"')[0] !== undefined && /,(\d+(\.\d{1,3})?),[a-z-]+,/.test(line))).not.toContain(
    false,
  )
})

it.each([
  [['a', 'b c'], 'a,b c'],
  [['=1+1', '+1', '-1', '@a', '\ta'], "'=1+1,'+1,'-1,'@a,'\ta"],
  [['a,b', 'a"b', 'a\nb', 'a=b'], '"a,b","a""b","a\nb",a=b'],
  [['\ra'], '"\'\ra"'],
])('%j is %j as a line of a table', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})
