import type { Container, Pod } from '../../manifest/types.ts'
import { ContainerFiles } from '../node/container-files.ts'
import type { HostFiles } from '../node/host-paths.ts'
import { type Running, runningIn } from '../node/who-runs.ts'
import type { Inputs } from '../scenario/inputs.ts'
import { environmentOf, expanded, type ObjectReader, placeOf } from './pods/environment.ts'

/** What of a run says who runs in a container. */
export type RunningSite = Pick<Inputs, 'processes' | 'images' | 'node' | 'cluster'>

/** The address of a pod of its own network, where none has been given yet. */
const SOME_POD_IP = '10.244.0.2'
const SOME_UID = '00000000-0000-0000-0000-000000000000'

/**
 * What a container of a pod runs, with the variables that the kubelet puts into its command. Of a pod that does not run yet, its
 * address and UID are some.
 *
 * Follows: as `runningIn` and `environmentOf`.
 */
export function runningOf(
  pod: Pod,
  container: Container,
  { node, cluster, ...said }: RunningSite,
  given = { podIP: pod.spec.hostNetwork ? (cluster.attached ? node.ip : '') : SOME_POD_IP, uid: SOME_UID },
  objects?: ObjectReader,
): Running {
  const env = environmentOf(pod, container, placeOf({ node, cluster }, given), objects)
  return runningIn(pod.metadata.name, expanded(container, env), said, env)
}

/** The files that a container's program sees. Errors, follows: as `ContainerFiles`. */
export function filesOf(pod: Pod, container: Container, site: RunningSite, host: HostFiles, objects?: ObjectReader): ContainerFiles {
  const { containers, initContainers } = pod.spec
  return new ContainerFiles({
    host,
    pod,
    container,
    objects: objects && ((kind, name) => objects.all(kind, name)),
    commandLines: () =>
      [...containers, ...initContainers].flatMap((container) => {
        // whose cluster it is follows from the command, whoever overrules what that does
        const { program, args } = runningOf(pod, container, { ...site, processes: {} })
        return program === undefined ? [] : [args]
      }),
  })
}

/** Whether a container is a simulated kube-apiserver. Errors, follows: as `runningOf`. */
export function isApiserver(pod: Pod, container: Container, site: RunningSite): boolean {
  return runningOf(pod, container, site).program === 'kube-apiserver'
}

/** A node of which nothing is said yet: a manifest alone, somewhere. */
export const ANYWHERE: RunningSite = {
  processes: {},
  images: {},
  node: { name: 'master-node', ip: '192.168.1.100' },
  cluster: { attached: true, etcd: 'up', objects: [] },
}
