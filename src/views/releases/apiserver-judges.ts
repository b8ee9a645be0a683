import type { Change, Rules } from '../../sim/release/release.ts'
import { flagValue, probePaths, type Facts } from './facts.ts'
import { given, nothing, served, texts, touches, type Judge, type Verdict } from './verdict.ts'

/** Rules of the kube-apiserver, each by its flags and by what asks it. */
export const APISERVER_JUDGES = {
  apiserverStopSeconds: (facts) => served(facts, () => touches('The kube-apiserver needs more or less time to end.')),
  apiserverStopWatchedSeconds: (facts, { since }) =>
    served(facts, () =>
      given(
        facts.inputs.cluster.attached,
        since < 23
          ? 'The kubelet’s watch is open: the end of the kube-apiserver takes some seconds.'
          : 'The kubelet’s watch is open: each kill takes as long as the grace allows, and ends with 137.',
        'The kubelet is not attached: no watch is open.',
      ),
    ),
  apiserverAnswerSeconds: (facts) => served(facts, () => touches('The kube-apiserver needs more or less time to start.')),
  apiserverListenSeconds: (facts) => served(facts, () => touches('The kube-apiserver needs more or less time to start.')),
  apiserverRolesSeconds: (facts) => served(facts, () => touches('The kube-apiserver needs more or less time to start.')),
  apiserverHooksSeconds: (facts) => served(facts, () => touches('The kube-apiserver needs more or less time to start.')),
  closesAfterHooks: (facts) =>
    served(facts, () =>
      given(losesEtcd(facts), 'etcd is lost here: a kube-apiserver that is to end goes on to answer.', 'etcd is there all the time.'),
    ),
  livez: (facts) =>
    served(facts, () =>
      given(
        probePaths(facts).some((path) => /^\/(livez|readyz)/.test(path)),
        'A probe asks /livez or /readyz, which are 404 before.',
        'No probe asks /livez or /readyz.',
      ),
    ),
  healthExclude: (facts) =>
    served(facts, () =>
      given(
        probePaths(facts).some((path) => path.includes('exclude=')),
        'A probe excludes checks.',
        'No probe excludes checks.',
      ),
    ),
  publicInfoViewer: (facts) =>
    served(facts, () =>
      given(
        anonymousOn(facts),
        'Anonymous requests are on: their callers see less from here on, health and version alone.',
        'Anonymous requests are off.',
      ),
    ),
  monitoringRole: (facts) => served(facts, () => nothing('Nobody here is in the group system:monitoring.')),
  nodeSelectors: (facts) => served(facts, () => touches('A node’s certificate reads less.')),
  basicAuth: (facts) =>
    served(facts, () =>
      given(flagValue(facts, 'basic-auth-file') !== undefined, '--basic-auth-file is given.', '--basic-auth-file is not given.'),
    ),
  insecurePort: (facts, change) => served(facts, () => insecure(facts, change)),
  anonymousConditions: (facts) => configured(facts),
  authenticationConfigVersions: (facts) => configured(facts),
  authenticationReloads: (facts) => configured(facts),
  authorizationConfigVersions: (facts) => configured(facts, 'authorization-config'),
  plainHttpAnswered: (facts) =>
    served(facts, () =>
      facts.probes.some(({ probe }) => probe.httpGet?.scheme === 'HTTP')
        ? texts('A plain HTTP request to the secure port is refused in other words.')
        : nothing('Every probe here speaks HTTPS, or none.'),
    ),
  etcdCheck: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: health checks find it out otherwise.', 'etcd is there all the time.')),
  etcdDialSeconds: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: a start without it ends later.', 'etcd is there all the time.')),
  withoutEtcd: (facts) =>
    served(facts, () => given(losesEtcd(facts), 'etcd is lost here: a start without it ends otherwise.', 'etcd is there all the time.')),
  accountsFromMemory: (facts) =>
    served(facts, () =>
      given(
        losesEtcd(facts),
        'etcd is lost here: callers with a service account’s token are let in all the same.',
        'etcd is there all the time.',
      ),
    ),
  kubeadmAdminBinding: (facts) => served(facts, () => texts('kubeadm’s admin.conf is let in by another rule.')),
  eventSpamByType: () => texts('Counts only: kubectl describe drops other Events of a long row.'),
  adminGroup: (facts) => served(facts, () => texts('kubeadm’s admin.conf names another group.')),
} satisfies Partial<Record<keyof Rules, Judge>>

const losesEtcd = ({ inputs }: Facts): boolean => inputs.cluster.etcd !== 'up' || inputs.actions.some((action) => 'etcd' in action)
const anonymousOn = (facts: Facts): boolean => flagValue(facts, 'anonymous-auth') !== 'false'
const configured = (facts: Facts, name = 'authentication-config'): Verdict =>
  served(facts, () => given(flagValue(facts, name) !== undefined, `--${name} is given.`, `--${name} is not given.`))

/** Not given, it still served this port on localhost, up to 1.19. */
function insecure(facts: Facts, { set }: Change): Verdict {
  const port = flagValue(facts, 'insecure-port') ?? flagValue(facts, 'port')
  if (set.insecurePort === 'gone')
    return port === undefined
      ? nothing('--insecure-port is not given.')
      : touches(`--insecure-port=${port} is given: the kube-apiserver no longer starts.`)
  if (port === undefined)
    return set.insecurePort === 'only 0'
      ? touches('--insecure-port is not given: before, 127.0.0.1:8080 is open to everybody on the node.')
      : nothing('--insecure-port is not given.')
  if (set.insecurePort === 'deprecated') return texts(`--insecure-port=${port} is given: a warning, no more.`)
  return port === '0'
    ? texts('--insecure-port=0 is given: a warning, no more.')
    : touches(`--insecure-port=${port} is given: the kube-apiserver no longer starts.`)
}
