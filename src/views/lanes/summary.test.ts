import { describe, expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { restartsAt, summarize } from './summary.ts'

it('the restarts of all pods are counted, in the sentence and at the lane’s head', () => {
  const inputs = podInputs({ duration: 120, containers: [{ script: { exits: { after: 2, code: 1 } } }] })
  const text = inputs.manifests['web.yaml']!
  const others = Object.fromEntries(
    ['b', 'c'].map((name) => [
      `${name}.yaml`,
      text.replace('name: web', `name: ${name}`).replace('hostNetwork: true', 'hostNetwork: false'),
    ]),
  )
  const alone = restartsAt(simulate(inputs), 120)
  const trace = simulate({ ...inputs, manifests: { ...inputs.manifests, ...others } })
  const all = restartsAt(trace, 120)
  expect(alone).toBeGreaterThan(2)
  expect(all).toBeGreaterThan(2 * alone)
  expect(summarize(trace, 120).text).toMatch(new RegExp(`^${all} restarts`))
  expect(stateAt(drawingOf(trace, 120), 120).restarts).toBe(all)
})

describe('a postStart hook that fails', () => {
  const hooked = (kubernetes: string, postStart: string) => {
    const more = `    lifecycle: {postStart: ${postStart}}\n`
    const execs = [{ command: ['/bin/false'], code: 1, output: 'no', after: 1, missing: false }]
    const inputs = podInputs({ kubernetes, duration: 120, containers: [{ more, script: { execs } }] })
    return summarize(simulate(inputs), 60).text
  }

  it.each([
    ['1.9', " (command '/bin/false' exited with 1)"],
    ['1.14', " (command '/bin/false' exited with 1)"],
    ['1.19', " (command '/bin/false' exited with 1)"],
    ['1.37', ''],
  ])('%s: is what ended the container, which did not end by itself', (kubernetes, why) => {
    const text = hooked(kubernetes, '{exec: {command: [/bin/false]}}')
    expect(text).toContain(`: its postStart hook failed${why}, and the kubelet killed it (exit code 0).`)
    expect(text).not.toContain('by itself')
  })

  it('of a kind that nobody has built, or that nobody answers, too', () => {
    expect(hooked('1.19', '{tcpSocket: {port: 80}}')).toContain('its postStart hook failed (invalid handler: ')
    expect(hooked('1.19', '{httpGet: {port: 8123, host: 127.0.0.1}}')).toMatch(/its postStart hook failed \(.*connection refused\), and/)
  })
})
