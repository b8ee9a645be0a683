import { readManifest } from '../manifest/parse.ts'
import { MANIFEST_DIRECTORY } from '../sim/node/file-changes.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { lengthWords } from '../views/text/duration.ts'
import { At } from '../sim/scenario/check.ts'
import { goals } from './goals/goal.ts'
import { judgeGoals } from './judge.ts'

/** A goal that a trainer may pick: as an exercise writes it, and whether it holds in the scenario as it is. */
export interface Candidate {
  goal: Readonly<Record<string, unknown>> & { text: string }
  holds: boolean
}

/** When something is done to it: late enough for any start. */
const FAULT = '10m'
const NOTICED = ['90s', '3m'] as const

/**
 * The goals that make sense for a scenario, those first that do not hold in it yet: what a task could ask for, and what a fix could
 * be asked to keep.
 *
 * Units: seconds. Errors: none; a scenario without a readable pod has none.
 */
export function candidatesOf(inputs: Inputs): Candidate[] {
  const written = writtenGoals(inputs)
  const read = goals(written, new At(() => undefined))
  return judgeGoals({ goals: read }, inputs)
    .map(({ holds }, i): Candidate => ({ goal: written[i]!, holds }))
    .toSorted((a, b) => Number(a.holds) - Number(b.holds))
}

function writtenGoals(inputs: Inputs): Candidate['goal'][] {
  const span = lengthWords(inputs.duration)
  const containers = Object.entries(inputs.manifests).flatMap(([file, text]) => {
    const { pod } = readManifest(text, {
      file: `${MANIFEST_DIRECTORY}/${file}`,
      nodeName: inputs.node.name,
      release: releaseOf(inputs.kubernetes),
    })
    return (pod?.spec.containers ?? []).map(({ name, image }) => ({ name, isServer: /kube-apiserver/.test(image) }))
  })
  const hasServer = containers.some(({ isServer }) => isServer)
  return [
    ...containers.flatMap(({ name: container }) => [
      { text: `${container} is not restarted in ${span}`, container, restarts: { max: 0 } },
      { text: `${container} is restarted at least once in ${span}`, container, restarts: { min: 1 } },
      { text: `${container} is ready at the end`, container, ready: { at: `${inputs.duration}s` } },
      ...NOTICED.map((within) => ({
        text: `A ${container} that hangs is restarted within ${within}`,
        container,
        when: [{ at: FAULT, hang: container }],
        restarted: { after: FAULT, within },
      })),
    ]),
    ...(hasServer
      ? [
          ...['/version', '/api/v1/secrets'].map((path) => ({
            text: `A stranger outside does not get ${path}`,
            not: { request: { at: '5m', from: 'outside', url: `https://${inputs.node.ip}:6443${path}`, status: 200 } },
          })),
          {
            text: 'When etcd is lost, the kube-apiserver is not restarted for it',
            when: [{ at: FAULT, etcd: 'kill' }],
            not: { restarted: { after: FAULT, within: '10m' } },
          },
        ]
      : []),
  ]
}
