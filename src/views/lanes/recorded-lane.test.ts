import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { KNOWN_DIFFERENCES } from '../../sim/recorded/known-differences.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { asRecorded, recordedTrace, type Recorded } from './recorded-lane.ts'

const RECORDED = 'src/sim/recorded'
const names = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scenario.yaml'))
  .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))
  // what is known to differ is drawn differently too
  .filter((name) => !KNOWN_DIFFERENCES.some(({ runs }) => Object.keys(runs).some((run) => run.split(' ')[0] === name)))

/** What a recording does not show: a picture of it differs from the simulated one there. */
const NOT_SHOWN = [
  /^life-.*\/sidecars-a$/, // why a side-car ended with 0 as its pod ended
  /^random-.*\/random-(04|32)-a$/, // an end that a relist saw late; which wait of two a status names
  /^restart-1.(28|37)\/crashing-a$/, // that a kubelet that was restarted waits anew
  /^rules-1.37\/(restart-all|rule-probed)/, // that a rule ended a life, and not a probe
  /^start-.*\/init-command-a$/, // a wait without a life before it
]

/** A process may have ended up to this long before the kubelet showed that it knew. */
const LATE = 3

it('sees the recordings', () => expect(names.length).toBeGreaterThan(100))

it.each(names.filter((name) => !NOT_SHOWN.some((pattern) => pattern.test(name))))(
  '%s is drawn from the recording as it is from the simulation',
  (name) => {
    const recorded = JSON.parse(readFileSync(`${RECORDED}/${name}.trace.json`, 'utf8')) as Recorded[]
    const { inputs } = parseScenario(readFileSync(`${RECORDED}/${name}.scenario.yaml`, 'utf8')).scenario!.lanes[0]!
    const trace = recordedTrace(recorded, 'pod', { crashLoop: kubeletSettings(inputs).crashLoop })
    trace.forEach((entry, i) => expect(entry.id).toBe(i))
    const real = drawingOf(trace, inputs.duration)
    const ours = asRecorded(drawingOf(simulate(inputs), inputs.duration))
    expect(real.tracks.map((track) => track.container).toSorted()).toEqual(ours.tracks.map((track) => track.container).toSorted())
    for (const track of real.tracks) {
      const other = ours.tracks.find(({ container }) => container === track.container)!
      const early = inputs.duration - 4
      const whole = <T extends { from: number }>(spans: readonly T[]): T[] => spans.filter((span) => span.from < early)
      expect(whole(track.lives).map(({ number }) => number)).toEqual(whole(other.lives).map(({ number }) => number))
      whole(track.lives).forEach((life, n) => {
        const twin = other.lives[n]!
        expect(Math.abs(life.from - twin.from)).toBeLessThan(LATE)
        if (twin.to >= early || life.to >= early) return
        expect(Math.abs(life.to - twin.to)).toBeLessThan(LATE)
        expect([life.end, life.code ?? twin.code]).toEqual([twin.end, twin.code])
      })
      expect(whole(track.waits).map(({ seconds }) => seconds)).toEqual(whole(other.waits).map(({ seconds }) => seconds))
    }
  },
)
