import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { isRecord } from '../../manifest/own.ts'
import { placesOf } from '../../manifest/places.ts'
import { readYaml } from '../../manifest/yaml/read.ts'
import { CONFIGURATION_FILE } from '../../sim/kubelet/configuration.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'

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
 * Errors: none; a file that cannot be read has none. Follows: nothing upstream.
 */
export function kubeletNotes({ files, kubernetes }: Inputs): KubeletNote[] {
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
