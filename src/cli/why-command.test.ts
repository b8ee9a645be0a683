import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readContents } from '../share/contents.ts'
import { documentOf } from '../share/payload.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { lastRestart } from '../views/report/report.ts'
import { why, WHY_USAGE } from './why-command.ts'

const TEXTS: Readonly<Record<string, string>> = {
  'events.txt': `Events:
  Type     Reason     Age                From     Message
  ----     ------     ----               ----     -------
  Normal   Started    75s (x4 over 4m)   kubelet  Started container web
  Warning  Unhealthy  75s (x9 over 4m)   kubelet  Liveness probe failed: HTTP probe failed with statuscode: 500
  Normal   Killing    75s (x3 over 4m)   kubelet  Container web failed liveness probe, will be restarted
I have no idea what that means.
`,
  'pods.txt': 'NAME    READY   STATUS    RESTARTS   AGE\nweb-0   1/1     Running   0          3h\n',
  'loop.txt': 'NAME    READY   STATUS             RESTARTS      AGE\nweb-0   0/1     CrashLoopBackOff   5 (30s ago)   4m\n',
  'log.txt':
    '$ kubectl logs web-0\n2024-01-01 10:00:00 ERROR could not send mail: connection refused\n2024-01-01 10:00:05 INFO request served\n',
  'prose.txt': 'It restarts all the time, please help.\n',
  'long.txt': 'a'.repeat(8_000_001),
  'strange.txt': 'a'.repeat(8_000_000),
  '-': 'NAME    READY   STATUS      RESTARTS      AGE\nweb-0   0/1     OOMKilled   2 (30s ago)   4m\n',
}

function run(...argv: string[]) {
  const said = { out: '', err: '' }
  const exit = why(argv, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    read: (file) => {
      const text = TEXTS[file]
      if (text === undefined) throw new Error('ENOENT')
      return text
    },
    write: () => undefined,
  })
  return { exit, ...said }
}

it('says why in a sentence, with lines, rules, the fix with its price, the releases, and what it did not use', () => {
  const { exit, out } = run('events.txt')
  expect(exit).toBe(1)
  expect(out).toMatch(/^web has 3 restarts: its liveness probe is answered with 500 \(9 times over 4 min\), and the kubelet kills/)
  expect(out).toContain('line 5: Warning Unhealthy 75s (x9 over 4m) kubelet Liveness probe failed')
  expect(out).toMatch(/rule: A container whose liveness .* \(pkg\/kubelet\/prober\/worker\.go, doProbe\)/)
  expect(out).toMatch(/Fix\n .*\n {2}Price: /)
  expect(out).toContain('Release\n  1.18 to 1.37: ')
  expect(out).toContain('Not used\n  line 7: I have no idea what that means.')
})

it.each([
  ['pods.txt', 0, /^Nothing restarts/],
  ['events.txt', 1, /liveness/],
  ['loop.txt', 3, /^web-0 has 5 restarts: .*why it ends is not in the text\./],
  ['log.txt', 3, /^web-0 has an error in its log, and whether it ends the text does not say/],
  ['-', 1, /^web-0 has 2 restarts: it runs out of memory \(OOMKilled\)/],
])('of %s exits with %i', (file, code, sentence) => {
  const { exit, out } = run(...(file === '-' ? [] : [file]))
  expect(out).toMatch(sentence)
  expect(exit).toBe(code)
})

it('has as JSON what the contract names', () => {
  const { exit, out } = run('pods.txt', 'events.txt', '--json')
  expect(exit).toBe(1)
  const json = JSON.parse(out) as Record<string, unknown>
  expect(json).toMatchObject({
    restarts: 3,
    cause: { container: 'web', certain: true, assumed: [], file: 'events.txt', line: 5 },
    fix: { change: 'livenessProbe.httpGet.path; its log says why', price: 'a program that is stuck in that state stays' },
    release: { from: '1.18', to: '1.37' },
    unused: [{ file: 'events.txt', line: 7, text: 'I have no idea what that means.' }],
  })
  const link = run('pods.txt', 'events.txt', '--link').out.trim()
  const read = readContents(link)
  const document = 'value' in read && read.value.is === 'scenario' && documentOf(read.value.payload.draft)
  const [happened, simulated] = parseScenarioJson(JSON.stringify(document)).scenario!.lanes.map(({ inputs }) =>
    lastRestart(simulate(inputs)),
  )
  expect((json['cause'] as { entry: unknown }).entry).toBe(happened)
  expect(simulated).not.toBe(happened)
})

it('prints its usage', () => {
  expect(run('gone.txt', '--help')).toEqual({ exit: 0, out: WHY_USAGE, err: '' })
})

it('has no cause as JSON where nothing restarts', () => {
  expect(JSON.parse(run('pods.txt', '--json').out)).toMatchObject({ restarts: 0, cause: null, fix: null, unused: [] })
})

it('makes a link to the lanes, and a report', () => {
  expect(run('events.txt', '--link').out).toMatch(/^2[\w.-]+\n$/)
  expect(run('events.txt', '--link', '--site', 'http://127.0.0.1:1/').out).toMatch(/^http:\/\/127\.0\.0\.1:1\/#2/)
  expect(run('events.txt', '--report').out).toMatch(/^# web has 3 restarts[^]*## Because\n\n- line 5: `/)
})

it.each([
  [['prose.txt'], 'why: No line of this is recognised as what a cluster prints. '],
  [['long.txt'], 'why: The texts have 8,000,001 characters; allowed: 8,000,000. Leave other pods out, as kubectl does with a name.\n'],
  [['strange.txt'], 'why: No line of this is recognised as what a cluster prints. '],
  [['log.txt', '--link'], 'why: no text names a pod, or there is too much for a link: without one there are no lanes to open\n'],
  [['gone.txt'], 'why: cannot read gone.txt: ENOENT\n'],
  [['--json', '--link'], 'why: --json and --link do not go together\n'],
  [['--wrong'], 'why: unknown option --wrong; known are --json, --link, --report, --site, --help\n'],
])('refuses %j with a sentence', (argv, sentence) => {
  const { exit, out, err } = run(...argv)
  expect([exit, out]).toEqual([2, ''])
  expect(err).toContain(sentence)
})

it('is told of in the help of the package', () => {
  expect(readFileSync('src/cli/arguments.ts', 'utf8')).toContain('whyrestart why [FILE…]')
})
