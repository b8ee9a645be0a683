import { expect, it } from 'vitest'
import { restartsAt } from '../../views/lanes/summary.ts'
import { restartedPod } from '../../cli/restarted-pod-fixture.ts'
import { heldLines } from '../../runs-fixture.ts'
import { answerOf } from './why-answer.ts'

const heldLine = heldLines(import.meta.dirname, 'sixty.txt')

/**
 * Ten causes, each as a scenario of one pod `web` with one container `main`, and what must be said of it. `isInState`: its events do not
 * tell it, its last state alone does.
 */
const CAUSES: readonly { name: string; spec: string; more: string; says: RegExp; isHeld?: true; isInState?: true }[] = [
  {
    name: 'a 500',
    spec: 'livenessProbe: {httpGet: {port: 8080, path: /healthz}}',
    more: 'processes: {main: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}, {from: 40s, status: 500}], onTerm: {after: 1s, code: 143}}}',
    says: /liveness probe is answered with 500/,
  },
  {
    name: 'a wrong port',
    spec: 'livenessProbe: {httpGet: {port: 8081, path: /healthz}}',
    more: 'processes: {main: {listens: [{port: 8080}], answers: [{status: 200}], onTerm: {after: 1s, code: 143}}}',
    says: /liveness probe is refused: nobody listens on port 8081/,
  },
  {
    name: 'a hang',
    spec: 'livenessProbe: {httpGet: {port: 8080, path: /healthz}}',
    more: 'processes: {main: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}, {from: 30s, hang: true}], onTerm: {after: 1s, code: 143}}}',
    says: /liveness probe gets no answer in time/,
  },
  {
    name: 'a command that fails',
    spec: 'livenessProbe: {exec: {command: [cat, /tmp/healthy]}}',
    more: 'processes: {main: {execs: [{command: [cat, /tmp/healthy], code: 1, output: "cat: /tmp/healthy: No such file or directory"}], onTerm: {after: 1s, code: 143}}}',
    says: /liveness probe fails: .*No such file or directory/,
  },
  {
    name: 'too little memory',
    spec: 'resources: {limits: {memory: 64Mi}}',
    more: 'processes: {main: {memory: [{from: 0s, mib: 20}, {from: 20s, mib: 90}]}}',
    says: /runs out of memory \(OOMKilled/,
    isInState: true,
  },
  {
    name: 'an end with 0',
    spec: '',
    more: 'processes: {main: {exits: {after: 10s, code: 0}}}',
    says: /ends by itself with exit code 0/,
    isInState: true,
  },
  {
    name: 'an end with 3',
    spec: '',
    more: 'processes: {main: {exits: {after: 10s, code: 3}}}',
    says: /ends by itself with exit code 3/,
    isInState: true,
  },
  {
    name: 'a misspelt program',
    spec: 'command: [/bin/wbe]',
    more: 'images: {"registry.example.com/web:1": {programs: [/bin/web]}}',
    says: /cannot be started.*\/bin\/wbe is not in the image/,
  },
  {
    name: 'an image that is not there',
    spec: '',
    more: 'images: {"registry.example.com/web:1": {present: false, pull: notFound}}',
    says: /image .*cannot be pulled/,
    isHeld: true,
  },
  {
    name: 'a start that takes too long',
    spec: 'livenessProbe: {tcpSocket: {port: 8080}, initialDelaySeconds: 5, periodSeconds: 5}',
    more: 'processes: {main: {listens: [{port: 8080, after: 90s}], onTerm: {after: 1s, code: 143}}}',
    says: /liveness probe is refused: nobody listens on port 8080/,
  },
]
const RELEASES = ['1.9', '1.13', '1.18', '1.21', '1.28', '1.37']
const AT = 400

/** As people cut what they paste: what is left of a description and a table of pods. */
const CUTS: readonly ((printed: { describe: string; pods: string; events: string }) => string)[] = [
  // quoted in a mail, in a fence
  ({ describe, pods, events }) => ['Hello all,', '```', pods, describe, events, '```', 'Any ideas?'].join('\n').replaceAll(/^/gm, '> '),
  // indented below an item of a list, with prompts
  ({ describe, pods, events }) =>
    `1. look at this\n${`[root@cp1 ~]# kubectl get events\n${events}[root@cp1 ~]# kubectl get po\n${pods}[root@cp1 ~]# kubectl describe po web-master-node\n${describe}`.replaceAll(/^/gm, '      ')}`,
  // the table and the rows of the events alone, without a header, prose between
  ({ describe, pods }) => `${pods}\nand in the events I see\n\n${describe.replace(/^[^]*?Events:\n(?:.*\n){2}/, '')}`,
  // from Windows, coloured
  ({ describe, pods }) => `${pods}\n${describe}`.replaceAll('Warning', '\u001B[33mWarning\u001B[0m').replaceAll('\n', '\r\n'),
  // the beginning is missing, in the middle of a word
  ({ describe, pods }) => `${describe.slice(describe.indexOf('Containers:') + 3)}\n${pods}`,
  // a terminal of 100 columns has wrapped it
  ({ describe, pods }) =>
    `${pods}\n${describe}`
      .split('\n')
      .flatMap((line) => line.match(/.{1,100}/g) ?? [''])
      .join('\n'),
]

const EVENTS_ALONE = CUTS[2]!

const TEXTS = CAUSES.flatMap((cause) => RELEASES.map((release, n) => ({ ...cause, release, cut: CUTS[n]! })))

it('has sixty texts', () => expect(TEXTS.length).toBe(60))

it.each(TEXTS)(
  'of $name, as kubectl $release prints it and people cut it, says the cause and no other',
  ({ name, release, spec, more, says, cut, isHeld, isInState }) => {
    const { trace, print } = restartedPod(release, AT, { container: spec, rest: more })
    const printed = {
      describe: print('kubectl describe pod web-master-node'),
      pods: print('kubectl get pods'),
      events: print('kubectl get events'),
    }
    const answer = answerOf([cut(printed)])
    const { cause, fix, also, help, release: range } = answer
    const behind = [fix?.text, ...(cause?.assumed ?? []), ...also, ...help, `${range.from} to ${range.to}`]
    const line = [`${name} on ${release}`, answer.sentence, ...behind].join(' | ').replaceAll('\n', ' ')
    expect(line).toBe(heldLine(line))
    const isUntold = isInState === true && cut === EVENTS_ALONE
    expect(answer.sentence).toMatch(isUntold ? /why it ends is not in the text/ : says)
    expect(answer.is).toBe(isHeld ? 'nothing restarts' : isUntold || says.source.includes('exit code 3') ? 'not known' : 'known')
    const others = CAUSES.filter((other) => other.says.source !== says.source && other.says.test(answer.sentence))
    expect(others.map(({ name }) => name)).toEqual([])
    expect(answer.restarts).toBe(isHeld ? 0 : restartsAt(trace, AT))
    const [from, to] = [answer.release.from, answer.release.to].map((name) => Number(name.slice(2))) as [number, number]
    expect(from).toBeLessThanOrEqual(Number(release.slice(2)))
    expect(to).toBeGreaterThanOrEqual(Number(release.slice(2)))
  },
)
