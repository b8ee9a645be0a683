import { manifestsIn } from '../../sim/scenario/specs.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { byCharacter, isRecord } from '../../manifest/own.ts'
import { nodeRoom, podNeeds } from '../../sim/node/node-size.ts'
import { placesOf } from '../../manifest/places.ts'
import { readingHint } from '../../manifest/reading-hint.ts'
import { type Manifest, type PodGates, PROBES, targetOf, placedContainers } from '../../manifest/types.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import { CONFIGURATION_FILE, kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { needPaths } from '../../sim/kubelet/admission.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { isHidden, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { givesAddress } from '../../sim/node/assumed.ts'
import { isUserAssumed, userOf } from '../../sim/node/images.ts'
import { LazyPart } from '../../sim/part.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { PROCESSES } from '../text/words.ts'
import { strayProcesses, unanswered } from './containers.ts'
import type { flagProblems, leftOut, objectProblems } from './program-problems.ts'

/** What follows the field's name; undefined where that value is of no consequence. */
type Says = (value: unknown) => string | undefined

/** A length that is not the default one, which is written as 0s as well. */
const unless =
  (seconds: number, sentence: string): Says =>
  (value) => {
    const found = typeof value === 'string' ? parseDuration(value) : undefined
    return found === undefined || found === 0 || found === seconds ? undefined : sentence
  }
const whenOther =
  (is: unknown, sentence: string): Says =>
  (value) =>
    value === is ? undefined : sentence
const directory: Says = (value) =>
  typeof value === 'string' && value !== '' && value.replace(/\/+$/, '') !== MANIFEST_DIRECTORY
    ? `the files of ${MANIFEST_DIRECTORY} are the static pods’ here all the same.`
    : undefined
const whenAny =
  (sentence: string): Says =>
  (value) =>
    isRecord(value) && Object.keys(value).length > 0 ? sentence : undefined

/** Gates of the kubelet that a rule here reads. */
const RULED_GATES: readonly string[] = ['KubeletCrashLoopBackOffMax', 'ReduceDefaultCrashLoopBackOffDecay']

const fields = (): Readonly<Record<string, Says>> => ({
  syncFrequency: unless(60, 'a pod is synced again every 60 to 90 s here.'),
  fileCheckFrequency: unless(20, 'the directory is listed again every 20 s here.'),
  nodeStatusUpdateFrequency: unless(10, 'the node’s status is written every 10 s here.'),
  staticPodPath: directory,
  podManifestPath: directory,
  staticPodURL: (value) => (value === '' ? undefined : 'pods that an address tells of are not fetched here.'),
  maxPods: (value) => (typeof value === 'number' && value < 110 ? 'how many pods a node may have is not simulated.' : undefined),
  evictionHard: whenAny('being evicted is not simulated.'),
  evictionSoft: whenAny('being evicted is not simulated.'),
  shutdownGracePeriod: unless(0, 'a reboot ends all containers at once here.'),
  serializeImagePulls: whenOther(true, 'images are pulled one after the other here.'),
  enableServer: whenOther(true, 'the kubelet serves all the same.'),
  cpuManagerPolicy: whenOther('none', 'whether the node has the CPUs is not simulated: a kubelet rejects a pod for which it has not.'),
  featureGates: (value) => {
    const others = isRecord(value) ? Object.keys(value).filter((gate) => !RULED_GATES.includes(gate)) : []
    return others.length > 0 ? `${others.join(', ')}: such gates are as the release has them here.` : undefined
  },
})

/** At its place in that file. */
interface KubeletNote extends Diagnostic {
  file: string
}

/**
 * The fields of the kubelet's configuration file that could change when a container starts or restarts, and that no rule of the model
 * reads, with a sentence for each.
 *
 * A file that cannot be read has none.
 */
function kubeletNotes({ files, kubernetes }: Inputs): KubeletNote[] {
  return Object.hasOwn(files, CONFIGURATION_FILE) ? notesOf(files[CONFIGURATION_FILE]!, kubernetes) : []
}

function notesOf(text: string, kubernetes: string): KubeletNote[] {
  const yaml = readYaml(text, releaseOf(kubernetes))
  const configuration: unknown = yaml.value
  if (!isRecord(configuration)) return []
  const places = placesOf(yaml.root)
  return Object.entries(fields()).flatMap(([path, says]): KubeletNote[] => {
    const value = configuration[path]
    const message = value === undefined || value === null ? undefined : says(value)
    if (message === undefined) return []
    return [
      {
        code: 'NOT_SIMULATED',
        severity: 'info',
        message: `${path}: ${message}`,
        path,
        range: places.valueOf(path),
        file: CONFIGURATION_FILE,
      },
    ]
  })
}

/** A problem of one of the lane's manifests, or of what the scenario says of their programs. */
export interface FileProblem extends Diagnostic {
  file: string
}

/** What only the programs that are simulated by themselves, and objects, can have wrong: these come with the control plane. */
export const PROGRAM_PROBLEMS = new LazyPart<{
  flagProblems: typeof flagProblems
  leftOut: typeof leftOut
  objectProblems: typeof objectProblems
}>('the control plane')

/**
 * All that is wrong with a lane's manifests, or worth knowing: what the kubelet would say of the text, and what a kube-apiserver
 * in it would say of its flags, each at its line and in their own words; and what is said of programs that there are not.
 *
 * Errors: returned.
 * Follows: pkg/kubelet/config/file.go and cmd/kube-apiserver/app/server.go, through `readManifest` and `parseFlags`.
 */
export function problemsOf(inputs: Inputs): { problems: FileProblem[]; readable: boolean } {
  const release = releaseOf(inputs.kubernetes)
  const gates = kubeletSettings(inputs).podGates
  const problems: FileProblem[] = []
  let readable = true
  for (const { file, manifest } of manifestsIn(inputs)) {
    // the kubelet passes over a hidden one
    if (!manifest.pod && !isHidden(file)) readable = false
    for (const diagnostic of [
      ...explained(manifest),
      ...(runsProgram(manifest, inputs) ? PROGRAM_PROBLEMS.get().flagProblems(manifest, inputs, release) : []),
      ...hostProblems(manifest, inputs.node),
      ...gateProblems(manifest, gates),
      ...whoRuns(manifest, inputs),
      ...(runsProgram(manifest, inputs) ? PROGRAM_PROBLEMS.get().leftOut(manifest, inputs) : []),
      ...owners(manifest, inputs),
      ...roomProblems(manifest, inputs),
      ...unknownUsers(manifest, inputs),
    ])
      problems.push({ ...diagnostic, file })
  }
  if (inputs.cluster.objects.length > 0) problems.push(...PROGRAM_PROBLEMS.get().objectProblems(inputs, release))
  // which containers there are is not known before all can be read
  const strays = readable ? [...strayProcesses(inputs), ...unanswered(inputs)].map((stray) => ({ ...stray, file: PROCESSES })) : []
  return { problems: [...problems, ...sameNames(inputs), ...kubeletNotes(inputs), ...strays], readable }
}

const runsProgram = ({ pod }: Manifest, inputs: Inputs): boolean =>
  pod?.spec.containers.some((container) => runningOf(pod, container, inputs).program !== undefined) ?? false

/** Of several files whose pods have one name the kubelet takes one: the last in the order of names, until another is saved. */
function sameNames(inputs: Inputs): FileProblem[] {
  const files = new Map<string, { file: string; manifest: Manifest }[]>()
  for (const { file, manifest } of manifestsIn(inputs).toSorted((a, b) => byCharacter(a.file, b.file))) {
    if (isHidden(file) || !manifest.pod) continue
    const { namespace, name } = manifest.pod.metadata
    const key = `${namespace}/${name}`
    files.set(key, [...(files.get(key) ?? []), { file, manifest }])
  }
  return [...files.values()].flatMap((all): FileProblem[] =>
    all.slice(0, -1).map(({ file, manifest }) => ({
      code: 'SAME_NAME',
      severity: 'warning',
      message: `No pod is made of ${file}: another file here has a pod of the same name, and the kubelet takes the last one.`,
      path: 'metadata.name',
      range: manifest.rangeOf('metadata.name'),
      file,
    })),
  )
}

/** What YAML refuses is said plainly first, with a reason that no reader names; what the kubelet says of it comes behind. */
export function explained({ pod, diagnostics, text }: Manifest): readonly Diagnostic[] {
  const hint = pod ? undefined : readingHint(text)
  return diagnostics.map((diagnostic) => {
    const plain = hint ? `Line ${hint.range.start.line} ${hint.why}.` : diagnostic.plain
    if (diagnostic.code !== 'PARSE' || plain === undefined) return diagnostic
    const message = `${plain} The kubelet says: ${diagnostic.message}`
    return { ...diagnostic, message, range: hint?.range ?? diagnostic.range }
  })
}

/** Who runs in a container, where neither its command's first word nor its image says so, or where they say different things. */
function whoRuns(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  const { pod } = manifest
  return (pod?.spec.containers ?? []).flatMap((container, i): Diagnostic[] => {
    const { program, because, isHidden, programPlace } = runningOf(pod!, container, inputs)
    if (!isHidden) return []
    const path = `spec.containers[${i}].${programPlace ?? 'image'}`
    const message =
      program === undefined
        ? `${container.name} is not taken for what its image’s name says, because ${because}.`
        : `${container.name} is taken for ${program === 'etcd' ? 'an' : 'a'} ${program}, because ${because}. What processes says of it would be taken instead.`
    return [{ code: 'WHO_RUNS', severity: 'info', message, path, range: manifest.rangeOf(path) }]
  })
}

/** An image that runs as somebody else than root, and sees files of the host; where the manifest says so that is noted there already. */
function owners(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  const spec = manifest.pod?.spec
  return placedContainers(manifest.pod).flatMap(({ container, path: at }): Diagnostic[] => {
    if ((container.securityContext.runAsUser ?? spec?.securityContext.runAsUser) !== undefined) return []
    const user = String(userOf(inputs, container.image) ?? 'root')
    if (/^(root|0)(:|$)/.test(user)) return []
    const mount = container.volumeMounts.findIndex(({ name }) => spec?.volumes.some((volume) => volume.name === name && volume.hostPath))
    if (mount < 0) return []
    const path = `${at}.volumeMounts[${mount}]`
    const message = `${container.name}: its image runs as ${user}, and whom a file of the host belongs to is not simulated: each can be read and written by everybody.`
    return [{ code: 'NOT_SIMULATED', severity: 'info', message, path, range: manifest.rangeOf(path) }]
  })
}

/** A container that must not run as root, of an image whose user nobody knows. */
function unknownUsers(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  return placedContainers(manifest.pod).flatMap(({ container, path: at }): Diagnostic[] => {
    if (!isUserAssumed(inputs, manifest.pod!, container)) return []
    const path = `${container.securityContext.runAsNonRoot === undefined ? 'spec' : at}.securityContext.runAsNonRoot`
    const message = `${container.name}: nothing says whom ${container.image} runs as. Assumed: a number that is not 0; root, or a name, would keep it from starting (CreateContainerConfigError). Say it under images.`
    return [{ code: 'ASSUMED', severity: 'info', message, path, range: manifest.rangeOf(path) }]
  })
}

/** What a pod asks for that the node is shown without, where nobody says what it has. */
function roomProblems(manifest: Manifest, { node }: Inputs): Diagnostic[] {
  const { pod } = manifest
  if (!pod) return []
  return (['cpu', 'memory'] as const).flatMap((resource): Diagnostic[] => {
    if (node[resource] !== undefined || podNeeds(pod.raw, resource) <= nodeRoom({ ...node })[resource]) return []
    const path = needPaths(pod, resource)[0]!
    const message = `resources: nothing says how much ${resource === 'cpu' ? 'CPU' : resource} the node has: it is taken to have enough. Say it under node; a kubelet rejects a pod for which there is no room (OutOf${resource}, UnexpectedAdmissionError), a scheduler leaves it Pending.`
    return [{ code: 'NOT_SIMULATED', severity: 'info', message, path, range: manifest.rangeOf(path) }]
  })
}

/** A probe that asks another machine: as a manifest from elsewhere does. */
function hostProblems(manifest: Manifest, node: { name: string; ip: string }): Diagnostic[] {
  return (manifest.pod?.spec.containers ?? []).flatMap((container, i) =>
    PROBES.flatMap((type): Diagnostic[] => {
      const probe = container[`${type}Probe`]
      const { handler, host = '' } = (probe && targetOf(probe)) ?? {}
      if (host === '' || host === node.ip || host === node.name || /^(localhost$|127\.|0\.0\.0\.0$|::1$)/.test(host)) return []
      if (givesAddress(host, manifest.pod!, container)) return []
      const path = `spec.containers[${i}].${type}Probe.${handler}.host`
      return [
        {
          code: 'HOST',
          severity: 'warning',
          message: `The ${type} probe asks ${host}; this node has the address ${node.ip}, and nobody answers at the other.`,
          path,
          range: manifest.rangeOf(path),
          suggestion: node.ip,
        },
      ]
    }),
  )
}

/** A probe's field that the kubelet reads and does not act upon, since its gate is off. */
function gateProblems(manifest: Manifest, { http2, grpcTls }: PodGates): Diagnostic[] {
  return placedContainers(manifest.pod).flatMap(({ container, path: place }) =>
    PROBES.flatMap((type): Diagnostic[] => {
      const probe = container[`${type}Probe`]
      const at = `${place}.${type}Probe`
      const off = (path: string, gate: string, instead: string): Diagnostic => ({
        code: 'RELEASE_FIELD',
        severity: 'warning',
        message: `The kubelet reads ${path.split('.').at(-1)} and does not act upon it: its feature gate ${gate} is off. It asks ${instead}.`,
        path,
        range: manifest.rangeOf(path),
      })
      if (probe?.httpGet?.protocol === 'HTTP2' && !http2) return [off(`${at}.httpGet.protocol`, 'H2CContainerProbe', 'in HTTP/1.1')]
      if (probe?.grpc?.mode === 'TLS' && !grpcTls) return [off(`${at}.grpc.mode`, 'GRPCContainerProbeTLS', 'in plaintext')]
      return []
    }),
  )
}
