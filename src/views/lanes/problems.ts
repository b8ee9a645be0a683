import { own } from '../../manifest/own.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { readManifest } from '../../manifest/parse.ts'
import { readingHint } from '../../manifest/reading-hint.ts'
import { type Container, type Manifest, PROBES } from '../../manifest/types.ts'
import { isBegunFlag, nearestFlag, parseFlags, releasesOf } from '../../sim/apiserver/flags/flags.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { readObjects } from '../../sim/apiserver/objects/read-objects.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { hostAtStart, type ProgramFiles } from '../../sim/node/container-files.ts'
import { imageOf } from '../../sim/node/images.ts'
import { type HostFiles, hostPathKind } from '../../sim/node/host-paths.ts'
import type { Running } from '../../sim/node/who-runs.ts'
import { type Release, releaseOf } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { strangeEtcdFlags } from '../../sim/control-plane/etcd-flags.ts'
import { strangeManagerFlags } from '../../sim/control-plane/manager-flags.ts'
import { DATA_NOTE, lostData } from '../../sim/control-plane/etcd-data.ts'
import { strayProcesses, unanswered } from './containers.ts'
import { flagNotes } from './flag-notes.ts'
import { kubeletNotes } from './kubelet-notes.ts'
import { PROCESSES } from '../why/processes-file.ts'

/** A problem of one of the lane's manifests, or of what the scenario says of their programs. */
export interface FileProblem extends Diagnostic {
  file: string
}

/** klog's head: severity, file and line. */
const LOG_HEAD = /^[EWI] \S+\] /

/**
 * All that is wrong with a lane's manifests, or worth knowing: what the kubelet would say of the text, and what a kube-apiserver
 * in it would say of its flags, each at its line and in their own words; and what is said of programs that there are not.
 *
 * Errors: returned.
 * Follows: pkg/kubelet/config/file.go and cmd/kube-apiserver/app/server.go, through `readManifest` and `parseFlags`.
 */
export function problemsOf(inputs: Inputs): { problems: FileProblem[]; readable: boolean } {
  const release = releaseOf(inputs.kubernetes)
  const problems: FileProblem[] = []
  let readable = true
  for (const [file, text] of Object.entries(inputs.manifests)) {
    const manifest = readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
    if (!manifest.pod) readable = false
    for (const diagnostic of [
      ...explained(manifest, text),
      ...flagProblems(manifest, inputs, release),
      ...hostProblems(manifest, inputs.node),
      ...whoRuns(manifest, inputs),
      ...leftOut(manifest, inputs),
      ...owners(manifest, inputs),
    ])
      problems.push({ ...diagnostic, file })
  }
  for (const file of inputs.cluster.objects) {
    for (const { message, line, column } of readObjects(own(inputs.files, file) ?? '', release).problems) {
      problems.push({
        code: 'OBJECT',
        severity: 'error',
        message,
        path: '',
        range: { start: { line, column }, end: { line, column: column + 1 } },
        file,
      })
    }
  }
  // which containers there are is not known before all can be read
  const strays = readable ? [...strayProcesses(inputs), ...unanswered(inputs)].map((stray) => ({ ...stray, file: PROCESSES })) : []
  return { problems: [...problems, ...sameNames(inputs, release), ...kubeletNotes(inputs), ...strays], readable }
}

/** Of several files whose pods have one name the kubelet takes one: the last in the order of names, until another is saved. */
function sameNames(inputs: Inputs, release: Release): FileProblem[] {
  const files = new Map<string, { file: string; manifest: Manifest }[]>()
  for (const file of Object.keys(inputs.manifests).toSorted()) {
    if (file.startsWith('.')) continue
    const manifest = readManifest(inputs.manifests[file]!, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
    if (!manifest.pod) continue
    const { namespace, name } = manifest.pod.metadata
    const key = `${namespace}/${name}`
    files.set(key, [...(files.get(key) ?? []), { file, manifest }])
  }
  const then = release.relistsFiles
    ? 'Where another of them is saved its pod takes that one’s place, and within 20 s this one comes back.'
    : 'Where another of them is saved its pod takes that one’s place.'
  return [...files].flatMap(([key, all]): FileProblem[] => {
    const taken = all.at(-1)!.file
    return all.slice(0, -1).map(({ file, manifest }) => ({
      code: 'SAME_NAME',
      severity: 'warning',
      message: `No pod is made of ${file}: ${taken} has a pod of the same name, ${key}, and the kubelet takes the last of them in the order of their files’ names. ${then}`,
      path: 'metadata.name',
      range: manifest.rangeOf('metadata.name'),
      file,
    }))
  })
}

/** What YAML refuses is said plainly first, with a reason that no reader names; what the kubelet says of it comes behind. */
function explained({ pod, diagnostics }: Manifest, text: string): readonly Diagnostic[] {
  const hint = pod ? '' : readingHint(text)
  return diagnostics.map((one) => {
    const plain = hint === '' ? one.plain : `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`
    return one.code === 'PARSE' && plain !== undefined ? { ...one, message: `${plain} The kubelet says: ${one.message}` } : one
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
        : `${container.name} is taken for a ${program}, because ${because}. What processes says of it would be taken instead.`
    return [{ code: 'WHO_RUNS', severity: 'info', message, path, range: manifest.rangeOf(path) }]
  })
}

/** Flags of the control plane's programs of which nothing, or not all, comes here; and an etcd that keeps nothing. */
function leftOut(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  const { pod } = manifest
  return (pod?.spec.containers ?? []).flatMap((container, i): Diagnostic[] => {
    const { program, args, places, programPlace } = runningOf(pod!, container, inputs)
    if (program === undefined) return []
    const note = (place: string | undefined, message: string): Diagnostic => {
      const path = `spec.containers[${i}].${place ?? programPlace ?? 'image'}`
      return { code: 'NOT_SIMULATED', severity: 'info', message, path, range: manifest.rangeOf(path) }
    }
    const notes = flagNotes(program, args, inputs.files).map(({ at, message }) => note(places[at], message))
    const strange = program === 'etcd' ? strangeEtcdFlags(args) : program === 'kube-apiserver' ? [] : strangeManagerFlags(args)
    for (const { value, at } of strange)
      notes.push(
        note(
          places[at],
          `--${value} is no flag of ${program} that is known here: it is passed over. A real one that does not know it ends at once.`,
        ),
      )
    const lost = program === 'etcd' ? lostData(pod!, container, args) : undefined
    return lost === undefined ? notes : [...notes, note(lost.at === undefined ? undefined : places[lost.at], `${lost.says} ${DATA_NOTE}`)]
  })
}

/** An image that runs as somebody else than root, and sees files of the host; where the manifest says so that is noted there already. */
function owners(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  const { pod } = manifest
  const { spec } = pod ?? { spec: undefined }
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec?.[list] ?? []).flatMap((container, i): Diagnostic[] => {
      if ((container.securityContext.runAsUser ?? spec?.securityContext.runAsUser) !== undefined) return []
      const user = String(imageOf(inputs, container.image)?.user ?? 'root')
      if (/^(root|0)(:|$)/.test(user)) return []
      const mount = container.volumeMounts.findIndex(({ name }) => spec?.volumes.some((one) => one.name === name && one.hostPath))
      if (mount < 0) return []
      const path = `spec.${list}[${i}].volumeMounts[${mount}]`
      const message = `${container.name}: its image runs as ${user}, and whom a file of the host belongs to is not simulated: each can be read and written by everybody.`
      return [{ code: 'NOT_SIMULATED', severity: 'info', message, path, range: manifest.rangeOf(path) }]
    }),
  )
}

/** A probe that asks another machine: as a manifest from elsewhere does. */
function hostProblems(manifest: Manifest, node: { name: string; ip: string }): Diagnostic[] {
  return (manifest.pod?.spec.containers ?? []).flatMap((container, i) =>
    PROBES.flatMap((type): Diagnostic[] => {
      const probe = container[`${type}Probe`]
      const kind = probe?.httpGet ? 'httpGet' : 'tcpSocket'
      const host = (probe?.httpGet ?? probe?.tcpSocket)?.host ?? ''
      if (host === '' || host === node.ip || host === node.name || /^(localhost$|127\.|0\.0\.0\.0$|::1$)/.test(host)) return []
      const path = `spec.containers[${i}].${type}Probe.${kind}.host`
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

function flagProblems(manifest: Manifest, inputs: Inputs, release: Release): Diagnostic[] {
  const { pod } = manifest
  const host = hostAtStart(inputs, release.runtime)
  const files = (container: Container) => filesOf(pod!, container, inputs, host)
  return (pod?.spec.containers ?? []).flatMap((container, i) => {
    const running = runningOf(pod!, container, inputs)
    return running.program === 'kube-apiserver'
      ? ofContainer(manifest, running, `spec.containers[${i}]`, files(container), host, release)
      : []
  })
}

function ofContainer(
  manifest: Manifest,
  { args, places, programPlace }: Running,
  path: string,
  files: ProgramFiles,
  host: HostFiles,
  release: Release,
): Diagnostic[] {
  const { says, config, errorsAt } = parseFlags(args, files, release)
  const place = (index: number | undefined): string => {
    const at = (index === undefined ? undefined : places[index]) ?? programPlace?.replace(/\[\d+\]$/, '') ?? 'args'
    return `${path}.${at}`
  }
  const last = says.findLastIndex((line) => !/^(Usage|\s|Flag --)/.test(line) && !/^error: /.test(line))
  return says.flatMap((line, i): Diagnostic[] => {
    const fatal = !config && i === last
    if (/^(Usage|\s|error: )/.test(line)) return []
    // a note of its own that says nothing about the manifest
    if (!fatal && /manifest file is empty/.test(line)) return []
    const index = (fatal ? errorsAt?.find((at) => at >= 0) : undefined) ?? named(line, args)
    const at = place(index)
    const arg = index === undefined ? undefined : args[index]
    const unknown = /^(?:Error: )?unknown flag: --(\S+)/.exec(line)?.[1]
    const near = unknown === undefined ? undefined : nearestFlag(unknown, release)
    const suggestion = near === undefined || arg === undefined ? undefined : arg.replace(unknown!, near)
    return [
      {
        code: fatal ? 'FLAG' : 'FLAG_NOTE',
        severity: fatal ? 'error' : 'warning',
        message: fatal
          ? `The kube-apiserver ends at once: ${line.replace(LOG_HEAD, '')}${unknown === undefined ? unmounted(line, host) : otherReleases(unknown, release)}`
          : line.replace(LOG_HEAD, ''),
        path: at,
        range: manifest.rangeOf(at),
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(unknown !== undefined && isBegunFlag(unknown, release.minor) ? { unfinished: true } : {}),
      },
    ]
  })
}

/** A file that a program misses and its host has. */
function unmounted(line: string, host: HostFiles): string {
  const path = /(?:open|stat) (\/[^\s:"]+): no such file or directory/.exec(line)?.[1]
  return path !== undefined && hostPathKind(host, path) === 'file'
    ? ` (the host has it, and no volume of the container mounts it there)`
    : ''
}

/** Where another release has the flag: which. */
function otherReleases(flag: string, release: Release): string {
  const has = releasesOf(flag)
  if (!has) return ''
  return has.until < release.minor ? ` (gone since 1.${has.until + 1})` : ` (there from 1.${has.since} on)`
}

/** The last argument that sets the flag a line speaks of. */
function named(line: string, args: readonly string[]): number | undefined {
  const flag = /--([a-z0-9-]+)/.exec(line)?.[1]
  if (flag === undefined) return undefined
  const at = args.findLastIndex((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`))
  return at < 0 ? undefined : at
}
