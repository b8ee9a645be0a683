import { own } from '../../manifest/own.ts'
import { readArguments } from '../../sim/control-plane/arguments.ts'
import type { KnownProgram } from '../../sim/node/who-runs.ts'

/** What follows the flag's name; undefined where that value is of no consequence. */
type Says = (value: string, files: Readonly<Record<string, string>>) => string | undefined

const always =
  (sentence: string): Says =>
  () =>
    sentence
const TOKENS = always('such tokens are nobody’s here: who shows one gets 401.')
const NO_OPINION = 'has no opinion here, whatever stands there'
const split = (value: string): string[] => value.split(',').filter((part) => part !== '')

/** Admission plugins that refuse or change what a kubelet writes, or that ask others. */
const PLUGINS: ReadonlySet<string> = new Set([
  ...['AlwaysDeny', 'AlwaysPullImages', 'DenyEscalatingExec', 'DenyExecOnPrivileged', 'EventRateLimit', 'ImagePolicyWebhook'],
  ...['LimitPodHardAntiAffinityTopology', 'OwnerReferencesPermissionEnforcement', 'PodNodeSelector', 'PodSecurityPolicy'],
  ...['PodTolerationRestriction', 'SecurityContextDeny'],
])

/** Gates of the kube-apiserver that a rule here reads. */
const RULED_GATES: readonly string[] = [
  'AnonymousAuthConfigurableEndpoints',
  'StructuredAuthenticationConfiguration',
  'StructuredAuthorizationConfiguration',
]

const apiserver = (): Readonly<Record<string, Says>> => ({
  'oidc-issuer-url': TOKENS,
  'authentication-token-webhook-config-file': TOKENS,
  'allow-privileged': (value) => (isTrue(value) ? undefined : 'mirror pods that are privileged are taken all the same.'),
  'admission-control-config-file': always('it has to be there; what it sets is not simulated.'),
  'enable-admission-plugins': plugins,
  'admission-control': plugins,
  'request-timeout': always('no request is ended for taking long.'),
  'max-requests-inflight': always('no request is turned away for there being too many.'),
  'max-mutating-requests-inflight': always('no request is turned away for there being too many.'),
  'etcd-servers': (value) =>
    split(value).length > 1 ? 'its members on other machines are taken to be there: quorum is not simulated.' : undefined,
  'runtime-config': (value) =>
    /=(false|0)\b/.test(value)
      ? 'what is switched off here is served all the same.'
      : /\/v\d/.test(value)
        ? 'what is switched on here is not served.'
        : undefined,
  'feature-gates': (value) => {
    const others = split(value).filter((gate) => !RULED_GATES.includes(gate.split('=')[0]!))
    return others.length === 0 ? undefined : `what ${others.map((gate) => gate.split('=')[0]!).join(', ')} changes is not simulated.`
  },
})

/** Few give them: their sentences are made where one is given, and so need not be there before a first picture. */
const RARE: readonly string[] = [
  'cloud-provider',
  'experimental-keystone-url',
  'authentication-config',
  'authorization-config',
  'shutdown-watch-termination-grace-period',
  'authorization-webhook-config-file',
  'authorization-policy-file',
  'audit-webhook-config-file',
  'egress-selector-config-file',
  'enable-inflight-quota-handler',
  'goaway-chance',
  'permit-port-sharing',
  'permit-address-sharing',
  'etcd-prefix',
  'authorization-rbac-super-user',
  'storage-initialization-timeout',
  'etcd-servers-overrides',
  'emulated-version',
  'min-compatibility-version',
]

const rare = (): Readonly<Record<string, Says>> => ({
  'cloud-provider': (value) =>
    value === '' || value === 'external'
      ? undefined
      : 'no cloud is asked here; a kube-apiserver 1.29 or 1.30 ends at once with any other than external, unless its gates bring them back.',
  'experimental-keystone-url': always('passwords are not shown to Keystone: who shows one gets 401.'),
  'authentication-config': (value, files) =>
    /^jwt:\s*(?!\[\s*\]|null\b|~)(\S|$)/m.test(own(files, value) ?? '')
      ? 'tokens of its issuers are nobody’s here: who shows one gets 401.'
      : undefined,
  'authorization-config': (value, files) =>
    /type:\s*["']?Webhook/.test(own(files, value) ?? '') ? 'its webhooks have no opinion here.' : undefined,
  'shutdown-watch-termination-grace-period': always('open watches are waited for as long as by default.'),
  'authorization-webhook-config-file': always(`the webhook ${NO_OPINION}.`),
  'authorization-policy-file': always(`ABAC ${NO_OPINION}.`),
  'audit-webhook-config-file': always('the audit log is not written, and nobody is told.'),
  'egress-selector-config-file': always('no request goes through a proxy here.'),
  'enable-inflight-quota-handler': (value) => (isTrue(value) ? 'no request is turned away for there being too many.' : undefined),
  'goaway-chance': (value) => (Number(value) > 0 ? 'nobody is told to connect anew here.' : undefined),
  'permit-port-sharing': (value) => (isTrue(value) ? 'two programs cannot share a port here.' : undefined),
  'permit-address-sharing': (value) => (isTrue(value) ? 'an address is free at once here, shared or not.' : undefined),
  'etcd-prefix': (value) => (value === '/registry' ? undefined : 'what stands in etcd is the same below any prefix here.'),
  'authorization-rbac-super-user': always('nobody is above RBAC by that name here.'),
  'storage-initialization-timeout': always('storage is waited for as long as by default.'),
  'etcd-servers-overrides': always('all objects lie in the one etcd here.'),
  'emulated-version': always('the release is the scenario’s.'),
  'min-compatibility-version': always('the release is the scenario’s.'),
})

const manager = (): Readonly<Record<string, Says>> => ({
  'leader-elect-resource-lock': (value) =>
    /^(leases|endpoints|endpointsleases)$/.test(value) ? undefined : 'the lease lies where the release has it by default.',
  'leader-elect-resource-namespace': (value) => (value === 'kube-system' ? undefined : 'the lease lies in kube-system here.'),
  'enable-leader-migration': (value) => (isTrue(value) ? 'there is one lease here, and no migration.' : undefined),
  'cloud-provider': (value) => (value === '' || value === 'external' ? undefined : 'no cloud is asked here.'),
  'feature-gates': always('what they change is not simulated.'),
})

const etcd = (): Readonly<Record<string, Says>> => ({
  'initial-cluster': (value) => {
    const others = split(value).length - 1
    return others > 0
      ? `the other ${others === 1 ? 'member is' : `${others} members are`} taken to be there: quorum is not simulated.`
      : undefined
  },
  discovery: always('other members are not looked for here.'),
  'discovery-srv': always('other members are not looked for here.'),
  'config-file': always(
    'of what stands in it counts where etcd listens, and its certificates; where its text is not known, it is taken for as kubeadm’s etcd.',
  ),
  'force-new-cluster': (value) => (isTrue(value) ? 'what stands in etcd is the same after it here.' : undefined),
  'quota-backend-bytes': always('etcd never runs out of room here.'),
  'listen-client-http-urls': always('nobody listens there; --listen-client-urls answers HTTP too.'),
  'auth-token': (value) => (value === 'simple' ? undefined : 'etcd’s own users are not simulated.'),
  'client-cert-allowed-hostname': always('any name in a client’s certificate is let in here.'),
  'client-crl-file': always('no certificate is revoked here.'),
  proxy: (value) => (value === 'off' || value === '' ? undefined : 'a proxy is not simulated.'),
})

/** Each made only where its program runs. */
const NOTES: Readonly<Record<KnownProgram, () => Readonly<Record<string, Says>>>> = {
  'kube-apiserver': apiserver,
  'kube-controller-manager': manager,
  'kube-scheduler': manager,
  etcd,
}

/** The flags of which something may be said, by program. */
export const notedFlags = (program: KnownProgram): readonly string[] =>
  Object.keys({ ...NOTES[program](), ...(program === 'kube-apiserver' && rare()) })

/** What is said of a flag of one of the control plane's programs, and where it stands among the arguments. */
export interface FlagNote {
  at: number
  message: string
}

/**
 * The flags that could change a restart or an answer, and of which nothing, or not all, comes here.
 *
 * Errors: none. Follows: nothing upstream.
 */
export function flagNotes(program: KnownProgram, args: readonly string[], files: Readonly<Record<string, string>> = {}): FlagNote[] {
  const { flags } = readArguments(args, () => false)
  const isRare = program === 'kube-apiserver' && RARE.some((name) => flags.has(name))
  return Object.entries({ ...NOTES[program](), ...(isRare && rare()) }).flatMap(([name, says]) => {
    const given = flags.get(name)
    const sentence = given === undefined ? undefined : says(given.value, files)
    return sentence === undefined ? [] : [{ at: given!.at, message: `--${name} is not simulated, or not wholly: ${sentence}` }]
  })
}

function plugins(value: string): string | undefined {
  const known = split(value).filter((text) => PLUGINS.has(text))
  return known.length === 0 ? undefined : `${known.join(', ')} ${known.length === 1 ? 'does' : 'do'} nothing here.`
}

function isTrue(value: string): boolean {
  return /^(1|t|true)$/i.test(value)
}
