import { readYaml } from '../../../manifest/yaml/read.ts'
import { isRecord } from '../../../manifest/own.ts'
import type { ProgramFiles } from '../../node/container-files.ts'
import type { Release } from '../../release/release.ts'
import { flagOf } from './flag-table.ts'
import type { CommandLine } from './pflag.ts'

/** A command line, and of each argument the place of the one that stands in the manifest. */
interface Placed {
  args: readonly string[]
  places?: readonly number[]
}

const FLAG = '--openshift-config'

/** What OpenShift's operator sets, where nobody says what stands in the file; its paths are believed, as all of its node. */
const RESOURCES = '/etc/kubernetes/static-pod-resources'
const CERTIFICATES = '/etc/kubernetes/static-pod-certs'
const USUAL: readonly string[] = [
  '--authorization-mode=RBAC,Node',
  `--client-ca-file=${CERTIFICATES}/configmaps/client-ca/ca-bundle.crt`,
  `--etcd-cafile=${RESOURCES}/configmaps/etcd-serving-ca/ca-bundle.crt`,
  `--etcd-certfile=${RESOURCES}/secrets/etcd-client/tls.crt`,
  `--etcd-keyfile=${RESOURCES}/secrets/etcd-client/tls.key`,
  '--etcd-servers=https://localhost:2379',
  `--requestheader-client-ca-file=${CERTIFICATES}/configmaps/aggregator-client-ca/ca-bundle.crt`,
  '--secure-port=6443',
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${RESOURCES}/configmaps/sa-token-signing-certs/service-account-001.pub`,
  `--service-account-signing-key-file=${CERTIFICATES}/secrets/bound-service-account-signing-key/service-account.key`,
  '--service-cluster-ip-range=172.30.0.0/16',
  `--tls-cert-file=${CERTIFICATES}/secrets/service-network-serving-certkey/tls.crt`,
  `--tls-private-key-file=${CERTIFICATES}/secrets/service-network-serving-certkey/tls.key`,
]

/**
 * A command line with what OpenShift's build takes from the file of `--openshift-config` before it; of that, flags that upstream has
 * not are left out, as its authorizers Scope and SystemMasters are. Kubernetes' own build does not know the flag.
 *
 * A file that cannot be read gives what OpenShift's operator usually sets.
 * Follows: openshift/api, kubecontrolplane/v1, KubeAPIServerConfig; openshift/kubernetes, cmd/kube-apiserver/app/patch_openshift.go.
 */
export function withOpenshiftConfig(args: readonly string[], files: ProgramFiles, release: Release): Placed {
  const at = files.isKubernetesOwn ? -1 : args.findIndex((arg) => arg === FLAG || arg.startsWith(`${FLAG}=`))
  if (at < 0) return { args }
  const isApart = args[at] === FLAG
  const seen = files.read(isApart ? (args[at + 1] ?? '') : args[at]!.slice(FLAG.length + 1))
  const isFlag = (arg: string): boolean => flagOf(/^--([^=]+)/.exec(arg)?.[1] ?? '', release) !== undefined
  const more = (('text' in seen && said(seen.text)) || USUAL).filter(isFlag)
  const own = args.flatMap((arg, i) => (i === at || (isApart && i === at + 1) ? [] : [[arg, i] as const]))
  return { args: [...more, ...own.map(([arg]) => arg)], places: [...more.map(() => at), ...own.map(([, i]) => i)] }
}

function said(text: string): string[] | undefined {
  const { value } = readYaml(text, { yamlScannerLine: 'exact' })
  const given = isRecord(value) ? value['apiServerArguments'] : undefined
  if (!isRecord(given)) return undefined
  return Object.entries(given).flatMap(([name, values]) =>
    (Array.isArray(values) ? (values as unknown[]) : [values])
      .map(String)
      .filter((text) => !(name === 'authorization-mode' && OWN_MODES.has(text)))
      .map((text) => `--${name}=${text}`),
  )
}

const OWN_MODES: ReadonlySet<string> = new Set(['Scope', 'SystemMasters'])

/** What such a command line comes to: each place is one of the manifest's own. */
export function withPlaces(line: CommandLine, { places }: Placed): CommandLine {
  if (!places) return line
  const own = (at: number): number => places[at] ?? at
  return {
    ...line,
    setBy: Object.fromEntries(Object.entries(line.setBy).map(([flag, at]) => [flag, own(at)])),
    strayAt: line.strayAt.map(own),
    ...(line.errorAt === undefined ? {} : { errorAt: own(line.errorAt) }),
  }
}
