import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { podInputs } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { drawingOf } from './drawing-of.ts'
import { mirroredLate, stateAt } from './lanes.ts'
import { restartsAt, summarize } from './summary.ts'

const FILE = 'kube-apiserver.yaml'
const EDIT = { at: '600s', edit: FILE, find: '    - --anonymous-auth=false\n', replace: '' }

/** The lane without anonymous requests, of which something becomes at ten minutes. */
function edited(release: string, actions: readonly object[] = [EDIT]): Trace {
  return simulate(parseScenario(JSON.stringify({ ...theStrangeCase(release), actions })).scenario!.lanes[1]!.inputs)
}

const livesOf = (trace: Trace) =>
  drawingOf(trace, 1800).tracks[0]!.lives.map(({ number, end, from, to }) => `${number} ${end} ${Math.round(from)}-${Math.round(to)}`)

it.each([
  ['1.9', ['7 killed 495-575', '1 running 601-1800']],
  ['1.13', ['7 killed 545-600', '1 running 601-1800']],
  // up to 1.17 the new pod starts while the old one is still being stopped
  ['1.17', ['7 killed 545-600', '1 running 601-1800']],
  ['1.19', ['2 killed 319-604', '1 running 612-1800']],
  ['1.37', ['3 killed 561-630', '1 running 642-1800']],
])('%s: an edit ends the old pod’s life and begins the new pod’s first', (release, expected) => {
  expect(livesOf(edited(release)).slice(-2)).toEqual(expected)
})

it('nobody waits for what the old pod’s back-off held up, nor draws it', () => {
  const waits = (actions: readonly object[]) =>
    drawingOf(edited('1.13', actions), 1800).tracks[0]!.waits.map(({ from, to }) => [Math.round(from), Math.round(to)])
  expect(waits([{ ...EDIT, at: '700s' }])).toEqual([[635, 700]])
  const spoiled = [{ at: '700s', spoil: FILE }]
  const [[, end] = []] = waits(spoiled)
  expect(end).toBeGreaterThanOrEqual(700)
  expect(end).toBeLessThan(730)
  expect(summarize(edited('1.13', spoiled), 800).text).not.toMatch(/Now it waits/)
})

it.each(['1.9', '1.13', '1.19', '1.37'])('%s: the summary counts the pod’s own restarts, as the lane’s head does', (release) => {
  const trace = edited(release)
  const drawing = drawingOf(trace, 1800)
  for (const at of [595, 605, 625, 635, 645, 700]) expect([at, restartsAt(trace, at)]).toEqual([at, stateAt(drawing, at).restarts])
  const old = restartsAt(trace, 595)
  expect(summarize(trace, 595).text).toMatch(new RegExp(`^${old} restarts?, `))
  expect(summarize(trace, 700).text).toBe(
    `No restart in 1 min 40 s. Before it was made anew at 10 min the pod had ${old === 1 ? '1 restart' : `${old} restarts`}.`,
  )
})

it('a server beside the old one’s end is drawn as its own states say', () => {
  const { server } = drawingOf(edited('1.17'), 1800).tracks[0]!
  const [before, ...after] = server.filter(({ to }) => to > 600.1)
  expect(before).toMatchObject({ state: 'shutting-down' })
  expect(after.map(({ state }) => state)).toEqual(['starting', 'accepting', 'forbidding', 'unready', 'serving'])
  after.slice(1).forEach(({ from }, i) => expect(from).toBe(after[i]!.to))
})

it('a server that has lost etcd is not drawn as serving, whoever probes it', () => {
  const tcp = parseScenario(
    JSON.stringify({
      ...theStrangeCase('1.9'),
      actions: [
        { at: '600s', etcd: 'kill' },
        { at: '900s', etcd: 'start' },
      ],
    }),
  ).scenario!.lanes[3]!.inputs
  const { server } = drawingOf(simulate(tcp), 1800).tracks[0]!
  expect(server.slice(-3).map(({ state, from }) => [state, Math.round(from)])).toEqual([
    ['serving', 4],
    ['no-etcd', 600],
    ['serving', 900],
  ])
})

it('says what ended a life: the kubelet, the program itself, or the scenario', () => {
  const ends = (actions: readonly object[]) => livesOf(edited('1.9', actions))[0]!.split(' ')[1]
  expect(ends([])).toBe('killed')
  expect(ends([{ at: '60s', crictl: 'stop kube-apiserver' }])).toBe('action')
  expect(ends([{ at: '60s', kill: 'kube-apiserver' }])).toBe('action')
  expect(ends([{ at: '60s', remove: FILE }])).toBe('killed')
  const tracks = (code: number) =>
    drawingOf(simulate(podInputs({ containers: [{ name: 'before', init: true, script: { exits: { after: 3, code } } }, {}] })), 300).tracks
  expect(tracks(0).map(({ container, lives }) => [container, lives[0]!.end])).toEqual([
    ['before', 'completed'],
    ['main', 'running'],
  ])
  expect(tracks(1)[0]!.lives[0]!.end).toBe('exited')
})

it('says whose restarts they are, where there are several containers', () => {
  const ends = (code: number) => ({ script: { exits: { after: 20, code } } })
  const of = (containers: readonly object[]) => summarize(simulate(podInputs({ containers: [...containers] })), 120).text
  expect(of([{ name: 'job', ...ends(0) }, {}])).toMatch(/^3 restarts of job, the first at /)
  expect(of([{ name: 'job', ...ends(0) }, ends(1)])).toMatch(
    /^6 restarts \(job 3, main 3\), the first at \d+ s, of job: the process ended by itself with exit code 0/,
  )
  expect(of([ends(1)])).toMatch(/^3 restarts, the first at /)
})

it('AGE is counted from the mirror pod that is there, of the pod that is there', () => {
  const late = (release: string, at: number) => Math.round(mirroredLate(drawingOf(edited(release), 1800), at) ?? -1)
  expect([300, 620, 700].map((at) => late('1.37', at))).toEqual([-1, -1, 652])
  // a pod that is taken down is not taken up
  expect(drawingOf(edited('1.37'), 1800).taken).toHaveLength(2)
  for (const release of ['1.9', '1.19']) expect(late(release, 300)).toBeLessThan(100)
  expect(late('1.19', 700)).toBeGreaterThan(620)
  // a sync of the new pod asks while its server begins to listen, and has the answer as soon as that answers
  expect(late('1.9', 700)).toBe(-1)
})
