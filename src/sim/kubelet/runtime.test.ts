import { describe, expect, it } from 'vitest'
import { podInputs, tryPod } from '../fixture.ts'
import { parseScenario } from '../scenario/scenario.ts'

const slow = {
  liveness: '{exec: {command: [/bin/check]}, timeoutSeconds: 1, periodSeconds: 5, failureThreshold: 1}',
  script: { execs: [{ command: ['/bin/check'], code: 1, output: '', after: 3, missing: false }] },
}
const missing = { liveness: '{exec: {command: [/bin/none]}, periodSeconds: 5, failureThreshold: 1}' }

const tried = (kubernetes: string, runtime: 'docker' | 'containerd' | undefined, container: object) =>
  tryPod({ kubernetes, duration: 60, containers: [container], inputs: { runtime } })

describe('a command that takes too long', () => {
  it.each([
    // Docker lets it run on, and its end counts
    ['1.9', undefined, 'failure', ''],
    ['1.18', 'docker', 'failure', ''],
    [
      '1.9',
      'containerd',
      'unknown',
      'rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
    ],
    [
      '1.18',
      'containerd',
      'unknown',
      'rpc error: code = DeadlineExceeded desc = failed to exec in container: timeout 1s exceeded: context deadline exceeded',
    ],
    ['1.19', 'docker', 'failure', ''],
    ['1.20', 'docker', 'failure', ''],
    ['1.22', 'containerd', 'failure', ''],
    ['1.23', 'containerd', 'failure', 'command "/bin/check" timed out'],
  ] as const)('on %s with %s: %s %s', (kubernetes, runtime, result, output) => {
    const run = tried(kubernetes, runtime, slow)
    expect(run.probes('liveness')[0]).toMatchObject({ result, output })
    expect(run.restarts() > 0).toBe(result === 'failure')
  })
})

it('a command that is not there fails with Docker, and does not count with containerd', () => {
  expect(tried('1.9', undefined, missing).restarts()).toBeGreaterThan(0)
  expect(tried('1.9', 'containerd', missing).restarts()).toBe(0)
})

it('a container’s id says which runtime it is of, in Killing too', () => {
  const killing = (runtime: 'docker' | 'containerd' | undefined) =>
    tried('1.9', runtime, { liveness: '{httpGet: {host: 127.0.0.1, port: PORT}, failureThreshold: 1}', answers: { 0: 500 } }).trace.find(
      (e) => e.kind === 'event' && e.reason === 'Killing',
    )
  expect(killing(undefined)).toMatchObject({ message: expect.stringMatching(/^Killing container with id docker:\/\/main:/) as unknown })
  expect(killing('containerd')).toMatchObject({
    message: expect.stringMatching(/^Killing container with id containerd:\/\/main:/) as unknown,
  })
})

it('a scenario names one that its release has', () => {
  const read = (kubernetes: string, runtime: string) =>
    parseScenario(JSON.stringify({ whyrestart: 1, kubernetes, runtime, manifests: podInputs({}).manifests }))
  expect(read('1.9', 'containerd').scenario!.lanes[0]!.inputs.runtime).toBe('containerd')
  expect(read('1.23', 'docker').diagnostics).toBeUndefined()
  expect(read('1.24', 'docker').diagnostics).toMatchObject([
    { path: 'runtime', message: expect.stringContaining('the kubelet of 1.24 knows Docker no more') as unknown },
  ])
  expect(read('1.9', 'podman').diagnostics).toMatchObject([{ path: 'runtime' }])
})
