import { readManifest } from '../manifest/parse.ts'
import { isApiserver } from '../sim/kubelet/running.ts'
import { MANIFEST_DIRECTORY } from '../sim/node/file-changes.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { lengthWords } from '../views/text/duration.ts'
import { At } from '../sim/scenario/check.ts'
import { goals, MOST_GOALS } from './goals/goal.ts'
import { judgeGoals } from './judge.ts'

/** A goal that a trainer may pick: as an exercise writes it, and whether it holds in the scenario as it is. */
export interface Candidate {
  goal: Readonly<Record<string, unknown>> & { text: string }
  holds: boolean
}

type Written = Candidate['goal']

/** When something is done to it: late enough for any start. */
const FAULT = '10m'
/** The strictest first. */
const NOTICED = [
  ['90s', '90 seconds'],
  ['3m', '3 minutes'],
] as const

/**
 * The goals that make sense for a scenario, those first that do not hold in it yet: what a task could ask for, and what a fix could
 * be asked to keep. All of them together can hold: of each that comes in several strengths there is one, the strictest that holds
 * already, else the mildest.
 *
 * Units: seconds. Errors: none; a scenario without a readable pod has none.
 */
export function candidatesOf(inputs: Inputs): Candidate[] {
  const written = writtenGoals(inputs)
  const read = goals(written.flat(), new At(() => undefined))
  const verdicts = judgeGoals({ goals: read }, inputs)
  let n = 0
  return written
    .map((strengths): Candidate => {
      const own = strengths.map((goal): Candidate => ({ goal, holds: verdicts[n++]!.holds }))
      return own.find(({ holds }) => holds) ?? own.at(-1)!
    })
    .toSorted((a, b) => Number(a.holds) - Number(b.holds))
}

interface Place {
  pod: string
  container: string
  /** As a sentence calls it. */
  name: string
  isServer: boolean
}

function placesOf(inputs: Inputs): Place[] {
  const pods = Object.entries(inputs.manifests).flatMap(([file, text]) => {
    const { pod } = readManifest(text, {
      file: `${MANIFEST_DIRECTORY}/${file}`,
      nodeName: inputs.node.name,
      release: releaseOf(inputs.kubernetes),
    })
    return pod ? [pod] : []
  })
  const names = pods.flatMap(({ spec }) => spec.containers.map(({ name }) => name))
  return pods.flatMap((pod) =>
    pod.spec.containers.map((container): Place => {
      const isAlone = names.filter((name) => name === container.name).length === 1
      const name = isAlone ? container.name : `${pod.metadata.name}/${container.name}`
      return { pod: pod.metadata.name, container: container.name, name, isServer: isApiserver(pod, container, inputs) }
    }),
  )
}

/** Each as a list of its strengths, the strictest first. */
function writtenGoals(inputs: Inputs): Written[][] {
  const places = placesOf(inputs)
  const ofServer = places.some(({ isServer }) => isServer) ? serverGoals(inputs) : []
  const all = [...places.flatMap((place) => containerGoals(place, inputs)), ...ofServer]
  // of very many containers the first ones: no exercise may have more goals
  return all.filter((_, i) => all.slice(0, i + 1).flat().length <= MOST_GOALS)
}

function containerGoals({ pod, container, name }: Place, inputs: Inputs): Written[][] {
  const about = name === container ? { container } : { pod, container }
  return [
    [{ text: `${name} is not restarted in ${lengthWords(inputs.duration)}`, ...about, restarts: { max: 0 } }],
    [{ text: `${name} is ready at the end`, ...about, ready: { at: `${inputs.duration}s` } }],
    NOTICED.map(([within, words]) => ({
      text: `When ${name} hangs, it is restarted within ${words}`,
      ...about,
      when: [{ at: FAULT, hang: container }],
      restarted: { after: FAULT, within },
    })),
    [
      {
        text: `When ${name} crashes, it is started again within 1 minute`,
        ...about,
        when: [{ at: FAULT, crash: container }],
        restarted: { after: FAULT, within: '1m' },
      },
    ],
  ]
}

function serverGoals({ node }: Inputs): Written[][] {
  return [
    ...['/version', '/api/v1/secrets'].map((path) => [
      {
        text: `A stranger outside does not get ${path}`,
        not: { request: { at: '5m', from: 'outside', url: `https://${node.ip}:6443${path}`, status: 200 } },
      },
    ]),
    [
      {
        text: 'When etcd is lost, the kube-apiserver is not restarted for it within 10 minutes',
        when: [{ at: FAULT, etcd: 'kill' }],
        not: { restarted: { after: FAULT, within: '10m' } },
      },
    ],
  ]
}
