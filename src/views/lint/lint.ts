import { isStart } from '../../sim/trace/trace.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { hostAtStart } from '../../sim/node/container-files.ts'
import { hostPathKind } from '../../sim/node/host-paths.ts'
import { contentFor } from '../what-if/what-if-starts.ts'
import { type Container, type Manifest, type Pod, PROBES, targetOf } from '../../manifest/types.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { processKey, type ProcessScript, type ScriptedExec, type ScriptedLife } from '../../sim/scenario/scenario-programs.ts'
import { manifestsIn, specAt } from '../../sim/scenario/specs.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { behaviourOf } from '../../sim/node/assumed.ts'
import { simulate } from '../../sim/simulate.ts'
import { finished } from '../experiment.ts'
import { resolvePort } from '../../sim/kubelet/probes/http-get.ts'
import { restartsAt, summarize, WAITS_NOW } from '../lanes/summary.ts'
import { problemsOf } from '../lanes/problems.ts'
import { ANYWAY, type VerdictCell, type QuestionId } from '../verdicts/questions.ts'
import { type Cells, judge, judgeTrials } from '../verdicts/judge-lane.ts'
import { credentialsOf } from '../verdicts/secrets.ts'
import { CALM_SECONDS, type LaneTrials, trialsOf } from '../verdicts/trials.ts'
import { lengthWords } from '../text/duration-words.ts'
import { asksElse, ofSpec, type RuleId, RULES, type Severity } from './lint-rules.ts'

/** What a trial run shows of a manifest. */
export interface LintFinding {
  rule: RuleId
  severity: Severity
  /** One sentence or two, with the numbers. */
  message: string
  /** A field of the manifest: `spec.containers[0].livenessProbe`; empty for the whole. */
  path: string
  /** Which of the lane's manifests that is, and the line there, where it is known; counts from 1. */
  at?: { file: string; line: number }
  /** What the run that shows it has beside the manifest's own inputs. */
  trial: Partial<Inputs>
}

/** What is looked for beside the release that the inputs name. */
export interface LintWish {
  /** Whether it breaks between this release and that of the inputs. */
  from?: string
}

const QUESTIONS: readonly QuestionId[] = ['calm', 'hang', 'crash', 'etcd', 'etcdHung', 'outside', 'admin', 'secrets']
const LATE_SECONDS = 300

/**
 * What trial runs show of the manifests of a lane's inputs.
 *
 * Errors: as `simulate`.
 *
 * @example
 * ```js
 * import { lint, parseScenario } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const [first] = lint(inputs, { from: '1.30' })
 * console.log(first.severity, first.rule, first.path) // error restarts-when-calm spec.containers[0]
 * ```
 */
export function lintInputs(given: Inputs, { from }: LintWish = {}): LintFinding[] {
  const believed = filesOnNode(given)
  const inputs =
    believed.length === 0
      ? given
      : { ...given, files: { ...given.files, ...Object.fromEntries(believed.map(({ path, text }) => [path, text])) } }
  const { problems, readable } = problemsOf(inputs)
  const found: LintFinding[] = problems.flatMap(({ severity, code, message, path, file, range }): LintFinding[] => {
    const rule = ruleOf(severity, code)
    return rule === undefined ? [] : [{ ...finding(rule, message, path), at: { file, line: range.start.line } }]
  })
  const hosts = [...specRules(inputs), ...probeHosts(inputs), ...believed.map(({ finding }) => finding)]
  if (!readable) return [...found, ...hosts]
  const trials = finished(trialsOf(inputs))
  const cells = finished(judgeTrials(trials, QUESTIONS))
  found.push(...ofRuns(trials, cells, found))
  if (from !== undefined) found.push(...ofReleases(inputs, from, cells.calm!))
  return [...found, ...hosts]
}

/**
 * Files that a flag of a control plane's program names and a volume mounts from a node of which nobody says that it has them: a manifest by
 * itself is tried as if they were there. Where the scenario describes others beside them, one that is missing is meant.
 */
function filesOnNode(inputs: Inputs): { path: string; text: string; finding: LintFinding }[] {
  const release = releaseOf(inputs.kubernetes)
  const host = hostAtStart(inputs, release.runtime)
  const directories = new Set(Object.keys(inputs.files).map(directoryOf))
  return manifestsIn(inputs).flatMap(({ file, manifest }) =>
    (manifest.pod?.spec.containers ?? []).flatMap((container, i) => {
      const { program, args, places } = runningOf(manifest.pod!, container, inputs)
      const seen = filesOf(manifest.pod!, container, inputs, host)
      if (program === undefined || seen.cluster === 'believed') return []
      return args.flatMap((arg, n) => {
        const [, flag = '', path = ''] = /^--([\w-]+)=(\/.*)$/.exec(arg) ?? []
        const place = path === '' ? undefined : seen.hostPlace(path)?.path
        if (place === undefined || hostPathKind(host, place) !== undefined || directories.has(directoryOf(place)) || WRITTEN.test(flag))
          return []
        const at = `spec.containers[${i}].${places[n]!}`
        const message = `Nothing says that the node has ${place}, which --${flag} names. Assumed: it is there, and holds what the flag is for; without it ${program} ends at once.`
        return [{ path: place, text: contentFor(flag), finding: findingAt(file, manifest, 'file-assumed', message, at) }]
      })
    }),
  )
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
/** What the program makes itself. */
const WRITTEN = /log-(path|file|dir)$|^(data|wal|cert)-dir$/

/**
 * Of each file the hosts that its probes and hooks name, at the first.
 *
 * Follows: staging/src/k8s.io/pod-security-admission/policy/check_hostProbesAndhostLifecycle.go (v1.37.2).
 */
function probeHosts(inputs: Inputs): LintFinding[] {
  if (releaseOf(inputs.kubernetes).minor < PROBE_HOSTS_SINCE) return []
  return manifestsIn(inputs).flatMap(({ file, manifest }): LintFinding[] => {
    const places = (['containers', 'initContainers'] as const).flatMap((list) =>
      (manifest.pod?.spec[list] ?? []).flatMap((container, i) =>
        [
          ...PROBES.map((type) => [`${type}Probe`, container[`${type}Probe`]] as const),
          ...(['postStart', 'preStop'] as const).map((hook) => [`lifecycle.${hook}`, container.lifecycle?.[hook]] as const),
        ].flatMap(([name, handler]) =>
          (['httpGet', 'tcpSocket'] as const).flatMap((kind) => {
            const host = handler?.[kind]?.host ?? ''
            return host === '' ? [] : [{ host, path: `spec.${list}[${i}].${name}.${kind}.host` }]
          }),
        ),
      ),
    )
    const [first] = places
    if (!first) return []
    const hosts = [...new Set(places.map(({ host }) => JSON.stringify(host)))].join(', ')
    const message = `Its probes or hooks name a host, ${hosts}: a namespace that enforces Pod Security’s Baseline refuses such a pod from 1.${PROBE_HOSTS_SINCE} on; a static pod it does not see.`
    return [findingAt(file, manifest, 'probe-host', message, first.path)]
  })
}

/** ProbeHostPodSecurityStandards. */
const PROBE_HOSTS_SINCE = 34

function ruleOf(severity: Diagnostic['severity'], code: string): RuleId | undefined {
  if (severity === 'error') return 'refused'
  if (code === 'SAME_NAME') return 'same-name'
  if (code === 'FLAG_NOTE') return 'flag-note'
  if (code === 'HOST') return 'asks-elsewhere'
  if (code === 'ASSUMED') return 'user-assumed'
  if (severity === 'warning') return 'dropped-field'
  return code === 'NOT_SIMULATED' ? 'not-simulated' : undefined
}

function finding(rule: RuleId, message: string, path: string, trial: Partial<Inputs> = {}): LintFinding {
  // a trial is at no time, and its chance is not another run’s
  return { rule, severity: RULES[rule].severity, message: message.replace(WAITS_NOW, ''), path, trial }
}

/** One whose line is known. */
const findingAt = (file: string, manifest: Manifest, rule: RuleId, message: string, path: string): LintFinding => ({
  ...finding(rule, message, path),
  at: { file, line: manifest.rangeOf(path).start.line },
})

function ofRuns(trials: LaneTrials, cells: Cells, refusals: readonly LintFinding[]): LintFinding[] {
  const { inputs, main } = trials
  const at = pathOf(trials)
  const probe = `${at}.livenessProbe`
  const found: LintFinding[] = []
  const add = (rule: RuleId, cell: VerdictCell, path: string, words = ''): void =>
    void found.push(
      finding(rule, words === '' ? cell.reason : `${words}${cell.reason.replace(/^The\b/, 'the')}`, path, cell.proof?.trial.fields ?? {}),
    )
  const { calm, hang, crash, etcd, etcdHung, outside, admin, secrets } = cells
  if (secrets?.tone === 'bad') add('secret-in-spec', secrets, at)
  else found.push(...secretsOf(trials))
  if (admin?.tone === 'bad') add('admin-port-open', admin, at)
  // what is not calm by itself shows nothing of what troubles do to it
  if (calm?.tone === 'bad') {
    // what ends at once has been told
    const isTold = main?.isServer && refusals.some(({ rule }) => rule === 'refused')
    return isTold ? found : [finding('restarts-when-calm', calm.reason, at, calm.proof?.trial.fields ?? {}), ...found]
  }
  const pod = main && specAt({ inputs, at: 0 }, main.pod)
  const asksByCommand = pod?.spec.containers.some(({ name, livenessProbe }) => name === main?.container && livenessProbe?.exec)
  // whether a command sees a hang nobody knows, and whether another container does that is asked in its place
  if (hang?.value === 'never' && !asksByCommand && !(pod && main && asksAnother(inputs, pod, main.container))) {
    const isAsked = pod?.spec.containers.some(({ name, livenessProbe }) => name === main?.container && livenessProbe) === true
    add('hang-unnoticed', hang, at, isAsked ? 'With its program hung: ' : '')
    // who has no liveness probe has not asked for it, and often rightly so
    if (!isAsked) found.at(-1)!.severity = 'note'
  } else if (hang && hang.value !== 'never' && hang.tone !== 'not asked' && hang.sort > LATE_SECONDS) add('hang-noticed-late', hang, probe)
  if (crash?.value === 'never') add('crash-not-recovered', crash, at)
  for (const [cell, how] of [
    [etcd, 'With etcd lost: '],
    [etcdHung, 'With etcd hung: '],
  ] as const)
    if (cell?.tone === 'costs' && cell.note !== ANYWAY) add('etcd-restarts', cell, probe, how)
  if (outside?.tone === 'bad' || outside?.tone === 'costs') add('readable-from-outside', outside, at)
  for (const [n, container] of (pod?.spec.containers ?? []).entries()) {
    if (main?.isServer && container.name === main.container) continue
    const path = `spec.containers[${n}]`
    found.push(
      ...slowStart(inputs, pod!, container, path),
      ...execPrograms(inputs, pod!, container, path),
      ...dependencies(inputs, pod!, container, path),
    )
  }
  return found
}

/** Whether a container's liveness probe asks the pod, and a port that is another container's. */
function asksAnother(inputs: Inputs, pod: Pod, name: string): boolean {
  const container = pod.spec.containers.find((item) => item.name === name)
  const asked = container?.livenessProbe && targetOf(container.livenessProbe)?.port
  const port = container && asked !== undefined ? resolvePort(asked, container) : undefined
  if (!container || port === undefined) return false
  const has = (item: Container): boolean => behaviourOf(inputs, pod, item).listens.some((listen) => listen.port === port)
  return !has(container) && pod.spec.containers.some(has)
}

/** Where the main container stands in its manifest. */
function pathOf({ main, inputs }: LaneTrials): string {
  const place = main ? specAt({ inputs, at: 0 }, main.pod)!.spec.containers.findIndex(({ name }) => name === main.container) : -1
  return place < 0 ? '' : `spec.containers[${place}]`
}

/** When a spec is read, in seconds: its pod is there. */
const SECRETS_SECONDS = 120

/** What stands in a spec and is named like a credential, whether or not anybody takes it for one. */
function secretsOf({ inputs, calm }: LaneTrials): LintFinding[] {
  return credentialsOf({ inputs, trace: calm.trace, at: SECRETS_SECONDS }, undefined).map(({ paths }) => {
    const [path = '', ...others] = paths
    const also = others.length === 0 ? '' : `, and in ${others.join(', ')}`
    return finding('secret-in-spec', `A token or password stands here${also}, where whoever may read the pod reads it.`, path)
  })
}

/** Slower than this nobody's start is. */
const MOST_START_SECONDS = 600
/** So long after it should be up a slow start has shown what becomes of it. */
const AFTER_SECONDS = 120
/** Most programs are up by then, on a node that is not busy: whoever kills one before is warned, and whoever waits longer is only told. */
const USUAL_START_SECONDS = 15
/** So long at least whoever writes a startup probe lets a start take: it says that there are slow ones. */
const SLOW_START_SECONDS = 30

/** What a probe's command says of a program that is not up. */
const NOT_UP = 'not up yet'

/** The longest start that the probes let come up for certain, and the shortest that they do not. */
function slowStart(inputs: Inputs, pod: Pod, container: Container, at: string): LintFinding[] {
  if (!(container.livenessProbe ?? container.startupProbe)) return []
  const own = behaviourOf(inputs, pod, container)
  const commands = [container.livenessProbe, container.startupProbe].flatMap((probe) => (probe?.exec ? [probe.exec.command.join(' ')] : []))
  const isAsked = (command: readonly string[]): boolean => commands.includes(command.join(' '))
  if (own.listens.length === 0 && !own.execs.some(({ command }) => isAsked(command))) return []
  const slow = (after: number): Partial<Inputs> => {
    const listens = own.listens.map((listen) => ({ ...listen, after }))
    // what asks whether it is up fails until it is
    const execs = own.execs.flatMap((exec) =>
      isAsked(exec.command)
        ? [
            { ...exec, code: 1, output: NOT_UP },
            { ...exec, from: after + (exec.from ?? 0) },
          ]
        : [exec],
    )
    return {
      processes: withScript(inputs, pod, container, { ...own, listens, execs }),
      duration: after + AFTER_SECONDS,
      actions: [],
    }
  }
  const comesUp = (after: number): boolean => restartsAt(simulate({ ...inputs, ...slow(after) }), after + AFTER_SECONDS) === 0
  // the ticks do not begin with the container: the last failure that it may have comes within a period
  const { initialDelaySeconds, periodSeconds, failureThreshold } = (container.startupProbe ?? container.livenessProbe)!
  const low = initialDelaySeconds + (failureThreshold - 1) * periodSeconds
  const high = low + periodSeconds
  if (high > MOST_START_SECONDS || comesUp(high) || !comesUp(Math.max(0, low - 1))) return []
  const trial = { ...slow(high), duration: CALM_SECONDS }
  const trace = simulate({ ...inputs, ...trial })
  // what a startup probe runs asks for that by itself
  const isCommand = !container.startupProbe && container.livenessProbe?.exec !== undefined
  const found = finding(
    'slow-start-killed',
    `A start that takes ${lengthWords(high)} is killed before it is up, and one of ${lengthWords(low)} may be, by when a probe falls. With the longer one: ${summarize(trace, CALM_SECONDS).text.replace(/^[^,:.]+/, '$& in 30 minutes')}${isCommand ? ' Assumed: the probe’s command fails until it is up.' : ''}`,
    `${at}.${container.startupProbe ? 'startupProbe' : 'livenessProbe'}`,
    trial,
  )
  return [low > (container.startupProbe ? SLOW_START_SECONDS : USUAL_START_SECONDS) ? { ...found, severity: 'note' } : found]
}

/** Whether an image has a program for certain: its container runs it as well, or the image is named as what the program belongs to (redis-cli). */
function isOfImage(program: string, { command, image }: Container): boolean {
  const baseOf = (path: string): string => path.split('/').at(-1)!
  const name = baseOf(image.replace(/@.*$/, '')).replace(/:.*$/, '')
  return baseOf(command[0] ?? '') === baseOf(program) || (name !== '' && baseOf(program).startsWith(name))
}

/** An exec liveness probe whose program is missing. */
function execPrograms(inputs: Inputs, pod: Pod, container: Container, at: string): LintFinding[] {
  const probe = container.livenessProbe
  if (!probe?.exec || isOfImage(probe.exec.command[0]!, container)) return []
  const own = behaviourOf(inputs, pod, container)
  const trial: Partial<Inputs> = {
    processes: withScript(inputs, pod, container, { ...own, execs: own.execs.map((exec) => ({ ...exec, missing: true })) }),
    duration: CALM_SECONDS,
    actions: [],
  }
  const trace = simulate({ ...inputs, ...trial })
  const errs = trace.filter((entry) => entry.kind === 'probe' && entry.probe === 'liveness' && entry.result === 'unknown').length
  if (errs === 0 || restartsAt(trace, CALM_SECONDS) > 0) return []
  return [
    finding(
      'exec-looks-healthy',
      `Where the image has no ${probe.exec.command[0]!}, the liveness probe errs ${errs} times in 30 minutes, and nothing is ever restarted.`,
      `${at}.livenessProbe`,
      trial,
    ),
  ]
}

/** An exec liveness probe that asks somebody else, who is away for ten minutes. */
function dependencies(inputs: Inputs, pod: Pod, container: Container, at: string): LintFinding[] {
  const command = container.livenessProbe?.exec?.command
  const host = command && asksElse(command)
  if (host === undefined) return []
  const trial = outage(inputs, pod, container, { command: command!, output: `${host} does not answer` })
  const restarts = restartsAt(simulate({ ...inputs, ...trial }), CALM_SECONDS)
  if (restarts === 0) return []
  const message = `The liveness probe asks ${host}, which is somebody else: with that away for ten minutes this container is restarted ${restarts === 1 ? 'once' : `${restarts} times`}, which does not bring ${host} back. What depends on others is for a readiness probe.`
  return [finding('asks-dependency', message, `${at}.livenessProbe`, trial)]
}

const AWAY_SECONDS = 600

/**
 * A command that fails from 10 to 20 min of the run, in whichever life of the container: a script counts from a life’s start, and when
 * that is the lives before decide.
 */
function outage(inputs: Inputs, pod: Pod, container: Container, exec: Pick<ScriptedExec, 'command' | 'output'>): Partial<Inputs> {
  const own = behaviourOf(inputs, pod, container)
  const lives: ScriptedLife[] = []
  const trial = (): Partial<Inputs> => ({
    processes: withScript(inputs, pod, container, { ...own, lives: [...lives, ...(own.lives ?? []).slice(lives.length)] }),
    duration: CALM_SECONDS,
    actions: [],
  })
  for (;;) {
    const started = simulate({ ...inputs, ...trial() }).find(
      (entry) => isStart(entry) && entry.container === container.name && entry.attempt === lives.length,
    )?.t
    if (started === undefined || started >= 2 * AWAY_SECONDS) return trial()
    const life = own.lives?.[lives.length]
    const does = (at: number, code: number): ScriptedExec => ({
      ...exec,
      from: Math.max(0, Math.round(at - started)),
      code,
      after: 0,
      missing: false,
    })
    const execs = [...(life?.execs ?? own.execs), does(AWAY_SECONDS, 1), { ...does(2 * AWAY_SECONDS, 0), output: '' }]
    lives.push({ ...life, execs })
  }
}

/** What each container's spec says by itself. */
function specRules(inputs: Inputs): LintFinding[] {
  return manifestsIn(inputs).flatMap(({ file, manifest }) =>
    (manifest.pod?.spec.containers ?? []).flatMap((container, i) =>
      ofSpec(manifest.pod!, container).map(({ rule, message, path }) =>
        findingAt(file, manifest, rule, message, `spec.containers[${i}].${path}`),
      ),
    ),
  )
}

/** The programs as described, but for a container's, whatever it is described under. */
const withScript = (inputs: Inputs, pod: Pod, container: Container, script: ProcessScript): Inputs['processes'] => ({
  ...inputs.processes,
  [processKey(inputs.processes, pod.metadata.name, container.name) ?? container.name]: script,
})

function ofReleases(inputs: Inputs, from: string, calm: VerdictCell): LintFinding[] {
  const [first, last] = [from, inputs.kubernetes].map((release) => Number(release.slice(2))) as [number, number]
  const calmOn = (minor: number): VerdictCell =>
    minor === last ? calm : finished(judge({ ...inputs, kubernetes: `1.${minor}` }, ['calm'])).calm!
  if (calmOn(first).tone === 'bad') return []
  for (let minor = first + 1; minor <= last; minor++) {
    const cell = calmOn(minor)
    if (cell.tone === 'bad')
      return [
        finding('breaks-on-release', `It runs calmly on ${from} and breaks from 1.${minor} on: ${cell.reason}`, '', {
          kubernetes: `1.${minor}`,
        }),
      ]
  }
  return []
}
