import { readManifest } from '../../manifest/parse.ts'
import { PROBES, type Container, type Manifest, type Pod, type Probe, type ProbeType } from '../../manifest/types.ts'
import { changesFile, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { hostAtStart, type ProgramFiles } from '../../sim/node/container-files.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { releaseOf, type Release } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { flag } from '../text/flags.ts'

/** What the pods have, in either release. */
export interface Facts {
  inputs: Inputs
  containers: readonly { container: Container; init: boolean }[]
  probes: readonly { type: ProbeType; container: string; probe: Probe }[]
  /** Command lines of kube-apiservers, without the binary, and the files that each sees. */
  servers: readonly { args: readonly string[]; files: ProgramFiles }[]
  edited: boolean
}

/** What the pods of a lane have, read as each of the releases reads them; a pod that either refuses is the other's alone. */
export function factsOf(inputs: Inputs, releases: readonly string[]): Facts {
  const pods = releases.flatMap((name) =>
    Object.entries(inputs.manifests).flatMap(([file, text]): readonly Pod[] => {
      const { pod } = readIn(inputs, file, text, releaseOf(name))
      return pod ? [pod] : []
    }),
  )
  const host = hostAtStart(inputs, releaseOf(inputs.kubernetes).runtime)
  const containers = pods.flatMap(({ spec }) => [
    ...spec.initContainers.map((container) => ({ container, init: true })),
    ...spec.containers.map((container) => ({ container, init: false })),
  ])
  return {
    inputs,
    containers,
    probes: containers.flatMap(({ container }) =>
      PROBES.flatMap((type) => {
        const probe = container[`${type}Probe`]
        return probe ? [{ type, container: container.name, probe }] : []
      }),
    ),
    servers: [
      ...new Map(
        pods
          .flatMap((pod) =>
            [...pod.spec.initContainers, ...pod.spec.containers].map((container) => ({
              ...runningOf(pod, container, inputs),
              files: filesOf(pod, container, inputs, host),
            })),
          )
          .filter(({ program }) => program === 'kube-apiserver')
          .map(({ args, files }) => [JSON.stringify([args, files.key]), { args, files }]),
      ).values(),
    ],
    edited: inputs.actions.some(changesFile),
  }
}

/** A lane's file as a release's kubelet reads it on the lane's node. Errors: in the manifest's diagnostics. */
export function readIn(inputs: Inputs, file: string, text: string, release: Release): Manifest {
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
}

/** Whether any container has a probe of one of these types. */
export const hasProbe = (facts: Facts, ...types: ProbeType[]): boolean => facts.probes.some(({ type }) => types.includes(type))
/** Whether any probe asks in this way. */
export const handled = (facts: Facts, handler: 'exec' | 'httpGet' | 'grpc'): boolean =>
  facts.probes.some(({ probe }) => probe[handler] !== undefined)
/** Whether any program answers with another place to ask. */
export const redirects = ({ inputs }: Facts): boolean =>
  Object.values(inputs.processes).some(({ answers }) => answers.some(({ location }) => location !== undefined))
/** A flag's value at the first kube-apiserver that has it; undefined where none has. */
export const flagValue = ({ servers }: Facts, name: string): string | undefined =>
  servers.map(({ args }) => flag(args, name)).find((found) => found !== undefined)
/** The paths that probes by HTTP ask for, one a probe. */
export const probePaths = ({ probes }: Facts): string[] => probes.flatMap(({ probe }) => (probe.httpGet ? [probe.httpGet.path] : []))
