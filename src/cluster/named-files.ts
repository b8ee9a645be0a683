import type { Pod } from '../manifest/types.ts'
import { readArguments } from '../sim/control-plane/arguments.ts'
import { ANYWHERE, filesOf, runningOf } from '../sim/kubelet/running.ts'
import type { HostFiles } from '../sim/node/host-paths.ts'

/** Flags of the control plane whose files decide what a server does; of certificates and keys kubeadm's are taken to be there. */
const DECIDE: ReadonlySet<string> = new Set([
  'authentication-config',
  'authorization-config',
  'authorization-policy-file',
  'authorization-webhook-config-file',
  'authentication-token-webhook-config-file',
  'admission-control-config-file',
  'encryption-provider-config',
  'egress-selector-config-file',
  'tracing-config-file',
  'audit-policy-file',
  'audit-webhook-config-file',
  'token-auth-file',
  'basic-auth-file',
  'config',
  'config-file',
])

/** A node of whose files nothing is said. */
const BARE: HostFiles = {
  files: new Map(),
  madeDirectories: new Set(),
  release: { runtime: 'containerd' },
  inputs: { cluster: ANYWHERE.cluster },
}

/**
 * The files that flags of a control plane's programs name and that decide what they do, as sentences: nobody can have pasted them, for
 * kubectl prints none.
 *
 * Errors: none. Follows: nothing upstream.
 */
export function missingFiles(pod: Pod): string[] {
  return pod.spec.containers.flatMap((container) => {
    const { program, args } = runningOf(pod, container, ANYWHERE)
    if (program === undefined) return []
    const files = filesOf(pod, container, ANYWHERE, BARE)
    return [...readArguments(args, () => false).flags].flatMap(([flag, { value }]) => {
      if (!DECIDE.has(flag) || !value.startsWith('/')) return []
      const seen = files.read(value)
      const here =
        'error' in seen
          ? `in the simulation there is none (${seen.error}), so that ${container.name} cannot start with it`
          : 'in the simulation it is there, and sets nothing'
      return [
        `The file ${value}, which --${flag} of ${container.name} names: it is on the node, and in none of these texts; ${here}. Add it to the simulated lane’s files: it decides what is simulated.`,
      ]
    })
  })
}
