import { podsOf } from '../sim/scenario/specs.ts'
import { changed, type LaneTexts, textsOf } from './change.ts'
import { check, startOf } from './check-exercise.ts'
import type { Lesson } from './parse-exercise.ts'
import { answerOf, type ChoiceQuestion } from './predict.ts'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { changesOf, numbersOf } from '../views/what-if/what-if-changes.ts'
import { apiServerURL } from '../sim/node/network.ts'
import { isApiserver } from '../sim/kubelet/running.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { clockWords, lengthWords } from '../views/text/duration-words.ts'
import { At } from '../sim/scenario/check-value.ts'
import { goals, MOST_GOALS } from './goals/goal.ts'
import { judgeGoals } from './judge-goals.ts'

/** A goal that a trainer may pick: as an exercise writes it, and whether it holds in the scenario as it is. */
export interface GoalCandidate {
  goal: Readonly<Record<string, unknown>> & { text: string }
  holds: boolean
}

type WrittenGoal = GoalCandidate['goal']

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
 * A scenario without a readable pod has none.
 */
export function candidatesOf(inputs: Inputs): GoalCandidate[] {
  const written = writtenGoals(inputs)
  const read = goals(written.flat(), new At(() => undefined))
  const verdicts = judgeGoals({ goals: read }, inputs)
  let n = 0
  return written
    .map((strengths): GoalCandidate => {
      const own = strengths.map((goal): GoalCandidate => ({ goal, holds: verdicts[n++]!.holds }))
      return own.find(({ holds }) => holds) ?? own.at(-1)!
    })
    .toSorted((a, b) => Number(a.holds) - Number(b.holds))
}

interface CandidatePlace {
  pod: string
  container: string
  /** As a sentence calls it. */
  name: string
  isServer: boolean
}

function placesOf(inputs: Inputs): CandidatePlace[] {
  const pods = podsOf(inputs)
  const names = pods.flatMap(({ spec }) => spec.containers.map(({ name }) => name))
  return pods.flatMap((pod) =>
    pod.spec.containers.map((container): CandidatePlace => {
      const isAlone = names.filter((name) => name === container.name).length === 1
      const name = isAlone ? container.name : `${pod.metadata.name}/${container.name}`
      return { pod: pod.metadata.name, container: container.name, name, isServer: isApiserver(pod, container, inputs) }
    }),
  )
}

/** Each as a list of its strengths, the strictest first. */
function writtenGoals(inputs: Inputs): WrittenGoal[][] {
  const places = placesOf(inputs)
  const ofServer = places.some(({ isServer }) => isServer) ? serverGoals(inputs) : []
  const all = [...places.flatMap((place) => containerGoals(place, inputs)), ...ofServer]
  // of very many containers the first ones: no exercise may have more goals
  return all.filter((_, i) => all.slice(0, i + 1).flat().length <= MOST_GOALS)
}

function containerGoals({ pod, container, name }: CandidatePlace, inputs: Inputs): WrittenGoal[][] {
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

function serverGoals(inputs: Inputs): WrittenGoal[][] {
  return [
    ...['/version', '/api/v1/secrets'].map((path) => [
      {
        text: `A stranger outside does not get ${path}`,
        not: { request: { at: '5m', from: 'outside', url: `${apiServerURL(inputs)}${path}`, status: 200 } },
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

/** A question that a trainer may ask first: as an exercise writes it, and what the run itself answers. */
export interface CandidateQuestion {
  question: Readonly<Record<string, unknown>> & { ask: string }
  answer: string
}

const CODES = ['0', '1', '137', '143']
const STATUSES = ['200', '401', '403', '404', '500', '503']

/**
 * What could be asked of a scenario before its picture is shown, each with its answer: when something is killed, what a probe gets, how
 * often it is restarted, how it ends.
 *
 * What does not happen in the run is not asked.
 */
export function candidateQuestions(inputs: Inputs): CandidateQuestion[] {
  const trace = simulate(inputs)
  const { tracks } = drawingOf(trace, inputs.duration)
  const choice = (
    ask: string,
    choices: readonly string[],
    answer: string | undefined,
    right: ChoiceQuestion['right'] | undefined = answer,
  ): CandidateQuestion[] =>
    answer === undefined
      ? []
      : [{ question: { ask, choose: choices.includes(answer) ? choices : [...choices, answer], right: right ?? answer }, answer }]
  return placesOf(inputs).flatMap(({ container, name }) => {
    const { kills = [], lives = [] } = tracks.find((track) => track.container === container) ?? {}
    const [first, second] = kills
    const times = [first, second].flatMap((kill, n) =>
      kill
        ? [
            {
              question: {
                ask: `When is ${name} killed for the ${n === 0 ? 'first' : 'second'} time?`,
                time: { kill: n + 1, of: container },
              },
              answer: clockWords(kill.t),
            },
          ]
        : [],
    )
    const failed = trace.find((entry) => entry.kind === 'probe' && entry.container === container && entry.result === 'failure')
    const status = failed?.kind === 'probe' ? /statuscode: (\d+)/.exec(failed.output)?.[1] : undefined
    const ended = lives.find(({ end }) => end !== 'running')
    const code = ended && lastState(inputs, container, ended.to + 5)
    const restarts = lives.length - 1
    return [
      ...times,
      ...choice(`What does the probe of ${name} get?`, STATUSES, status),
      ...choice(`With which exit code does ${name} end for the first time?`, CODES, code),
      ...(restarts > 0
        ? choice(
            `How often is ${name} restarted in ${lengthWords(inputs.duration)}?`,
            [restarts, restarts * 2, Math.ceil(restarts / 2)].map(String).filter((n, i, all) => all.indexOf(n) === i),
            String(restarts),
            { restarts: { of: container } },
          )
        : []),
    ]
  })
}

const lastState = (inputs: Inputs, of: string, at: number): string | undefined =>
  answerOf({ ask: '', choose: [], right: { exitCode: { of, at } } }, inputs) as string | undefined

/** A tempting answer: what it fails, by the goals' numbers; none where it solves the exercise too. */
export interface CandidateWrong {
  name: string
  change: LaneTexts
  fails: readonly (number | 'keep')[]
}

/** What an exercise comes to, tried as a learner would. */
export interface ExerciseTrial {
  /** The start solves it already. */
  isEmpty: boolean
  /** Why its solution does not solve it; empty where it does; absent where it has none. */
  solution?: string
  wrong: readonly CandidateWrong[]
}

const PATIENCE = 1000
const MOST_WRONG = 6

/** Tries an exercise: its start, its solution, and what people do who do not know the answer. */
export function tryExercise(lesson: Lesson): ExerciseTrial {
  const start = startOf(lesson)
  const texts = textsOf(start)
  const tempting = Object.entries(start.manifests).flatMap(([file, text]) => [
    ...numbersOf(text).flatMap((number) => {
      const patient = number.to(PATIENCE)
      return /\.failureThreshold$/.test(patient.path)
        ? [{ name: `A threshold of ${PATIENCE} in the ${probeOf(patient.path)}`, file, text: patient.text }]
        : []
    }),
    ...changesOf(text).flatMap((change) => {
      if (/Probe$/.test(change.path) && change.title.startsWith('without '))
        return [{ name: `No ${probeOf(change.path)}`, file, text: change.text }]
      return /tcpSocket/.test(change.title) ? [{ name: `A ${probeOf(change.path)} that only opens the port`, file, text: change.text }] : []
    }),
  ])
  const wrong = tempting.slice(0, MOST_WRONG).map(({ name, file, text }): CandidateWrong => {
    const { goals: verdicts, kept } = check(lesson, { texts: { ...texts, [file]: text } })
    const fails = [...verdicts.flatMap(({ n, holds }) => (holds ? [] : n)), ...(kept.every(({ holds }) => holds) ? [] : ['keep' as const])]
    return { name, change: { [file]: text }, fails }
  })
  const { solution } = lesson.exercise
  if (!solution) return { isEmpty: check(lesson).solved, wrong }
  const { solved, goals: verdicts, kept } = check(lesson, { texts: changed(texts, solution).texts })
  const why = verdicts.find(({ holds }) => !holds)
  const failed = why ? `goal ${why.n}: ${why.why}` : (kept.find(({ holds }) => !holds)?.why ?? '')
  return { isEmpty: check(lesson).solved, solution: solved ? '' : failed, wrong }
}

/** `livenessProbe` of `spec.containers[0].livenessProbe.failureThreshold`. */
const probeOf = (path: string): string => /\w+Probe/.exec(path)?.[0] ?? ''
