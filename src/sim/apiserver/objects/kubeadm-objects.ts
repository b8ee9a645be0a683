import { defined } from '../../../manifest/own.ts'
import { apiServerURL, SERVICE } from '../../node/network.ts'
import { wholeSecond } from '../../clock.ts'
import { hexId } from '../../trace/ids.ts'
import type { Moment } from '../../trace/moment.ts'
import { releaseOf } from '../../release/release.ts'
import { SizedCache } from '../../../manifest/sized-cache.ts'
import { encodeBase64, encodeBase64Url } from '../../../manifest/utf8.ts'
import { signToken } from '../authentication/jwt.ts'
import { type Fields, fields, text, time, uuid } from './json.ts'
import { version } from './node-object.ts'

/** In a namespace, by name: what `kubectl get` of one kind shows, without kind and apiVersion. */
export type KubeadmObjects = (moment: Moment) => readonly Fields[]

const SYSTEM = 'kube-system'
const CERTIFICATE =
  '-----BEGIN CERTIFICATE-----\nThe CA of a simulated cluster: there is no real key behind it.\n-----END CERTIFICATE-----\n'
const AUTHORITY = encodeBase64(CERTIFICATE)
const DAY_SECONDS = 24 * 3600

/**
 * The namespaces of every cluster.
 *
 * Follows: pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go (v1.37.2).
 */
function namespaceNames({ inputs }: Pick<Moment, 'inputs'>): readonly string[] {
  return releaseOf(inputs.kubernetes).leaseNamespace
    ? ['default', 'kube-node-lease', 'kube-public', SYSTEM]
    : ['default', 'kube-public', SYSTEM]
}

/** What kubeadm has made is there at t = 0; of an etcd that began empty what the server makes came with it. */
function clusterSince({ inputs, data }: Pick<Moment, 'inputs' | 'data'>): number {
  return wholeSecond(inputs.clock, data?.since ?? 0)
}

/** Another etcd's objects are others, though their names are the same. */
const generation = ({ data }: Moment): string => (data === undefined ? '' : `#${data.n}`)

/** Whether the lane has a kube-controller-manager, which makes service accounts and their like again. */
const hasManager = ({ inputs }: Moment): boolean => Object.values(inputs.manifests).some((text) => text.includes('kube-controller-manager'))

/** What an object of the cluster's first minute has in common. */
export function metadata(
  moment: Moment,
  kind: string,
  name: string,
  namespace?: string,
  more: Fields = {},
  since = clusterSince(moment),
): Fields {
  return {
    name,
    ...defined({ namespace }),
    uid: uuid(`${kind}/${namespace ?? ''}/${name}${generation(moment)}`),
    resourceVersion: '210',
    creationTimestamp: time(moment, since),
    ...more,
  }
}

/**
 * The bootstrap token that `kubeadm init` leaves for a day: its id and its secret.
 *
 * Follows: cmd/kubeadm/app/util/config/initconfiguration.go (v1.37.2); a real one is random.
 */
function bootstrapTokenOf({ inputs }: Pick<Moment, 'inputs'>): { id: string; secret: string } {
  const digits = hexId(`bootstrap token ${inputs.seed} ${inputs.node.name}`, 22)
  return { id: digits.slice(0, 6), secret: digits.slice(6) }
}

const namespaces: KubeadmObjects = (moment) =>
  namespaceNames(moment).map((name) => ({
    metadata: metadata(
      moment,
      'Namespace',
      name,
      undefined,
      releaseOf(moment.inputs.kubernetes).namespaceLabel ? { labels: { 'kubernetes.io/metadata.name': name } } : {},
    ),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }))

/** Names of service accounts, by namespace. */
function accounts(moment: Moment): readonly (readonly [namespace: string, name: string])[] {
  if (moment.data && !hasManager(moment)) return []
  const own = ['bootstrap-signer', ...(moment.data ? [] : ['coredns']), 'default', ...(moment.data ? [] : ['kube-proxy']), 'token-cleaner']
  return namespaceNames(moment).flatMap((namespace) => (namespace === SYSTEM ? own : ['default']).map((name) => [namespace, name] as const))
}

const hasTokenSecrets = ({ inputs }: Moment): boolean => releaseOf(inputs.kubernetes).tokenSecrets
const tokenSecretName = (namespace: string, name: string): string => `${name}-token-${hexId(`token of ${namespace}/${name}`, 5)}`

const serviceAccounts: KubeadmObjects = (moment) =>
  accounts(moment).map(([namespace, name]) => ({
    metadata: metadata(moment, 'ServiceAccount', name, namespace),
    ...(hasTokenSecrets(moment) ? { secrets: [{ name: tokenSecretName(namespace, name) }] } : {}),
  }))

const secrets: KubeadmObjects = (moment) => [
  ...(hasTokenSecrets(moment) ? accounts(moment).map(([namespace, name]) => tokenSecret(moment, namespace, name)) : []),
  ...(moment.data ? [] : [bootstrapSecret(moment)]),
]

function tokenSecret(moment: Moment, namespace: string, account: string): Fields {
  const name = tokenSecretName(namespace, account)
  const uid = uuid(`ServiceAccount/${namespace}/${account}${generation(moment)}`)
  return {
    metadata: metadata(moment, 'Secret', name, namespace, {
      annotations: { 'kubernetes.io/service-account.name': account, 'kubernetes.io/service-account.uid': uid },
    }),
    data: { 'ca.crt': AUTHORITY, namespace: encodeBase64(namespace), token: secretToken(namespace, account, uid) },
    type: 'kubernetes.io/service-account-token',
  }
}

/** Every look at the Secrets needs all their tokens, and each is always the same. */
const tokens = new SizedCache<string>({ characters: 1_000_000 })

function secretToken(namespace: string, account: string, uid: string): string {
  const key = `${namespace}/${account}/${uid}`
  const known = tokens.get(key)
  if (known !== undefined) return known
  const path = 'kubernetes.io/serviceaccount'
  const claims = {
    iss: 'kubernetes/serviceaccount',
    [`${path}/namespace`]: namespace,
    [`${path}/secret.name`]: tokenSecretName(namespace, account),
    [`${path}/service-account.name`]: account,
    [`${path}/service-account.uid`]: uid,
    sub: `system:serviceaccount:${namespace}:${account}`,
  }
  const token = encodeBase64(signToken(claims))
  tokens.set(key, token)
  return token
}

function bootstrapSecret(moment: Moment): Fields {
  const { id, secret } = bootstrapTokenOf(moment)
  const data = {
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    description: "The default bootstrap token generated by 'kubeadm init'.",
    expiration: time(moment, clusterSince(moment) + DAY_SECONDS),
    'token-id': id,
    'token-secret': secret,
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
  }
  return {
    metadata: metadata(moment, 'Secret', `bootstrap-token-${id}`, SYSTEM),
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)])),
    type: 'bootstrap.kubernetes.io/token',
  }
}

/** What whoever joins the cluster is told of it, and signs by the token's secret. */
function kubeconfig({ inputs }: Moment): string {
  return `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${AUTHORITY}\n    server: ${apiServerURL(inputs)}\n  name: ""\ncontexts: null\ncurrent-context: ""\nkind: Config\npreferences: {}\nusers: null\n`
}

const configMaps: KubeadmObjects = (moment) => {
  const { kubeadmVersion, kubeadmClusterStatus, imageRepository, kubeletConfigMap, rootCAMaps } = releaseOf(moment.inputs.kubernetes)
  const { id } = bootstrapTokenOf(moment)
  const map = (namespace: string, name: string, data: Readonly<Record<string, string>>): Fields => ({
    metadata: metadata(moment, 'ConfigMap', name, namespace),
    data,
  })
  const { name, ip } = moment.inputs.node
  const clusterConfiguration = `apiServer: {}\napiVersion: kubeadm.k8s.io/${kubeadmVersion}\ncertificatesDir: /etc/kubernetes/pki\nclusterName: kubernetes\ncontrollerManager: {}\ndns: {}\netcd:\n  local:\n    dataDir: /var/lib/etcd\nimageRepository: ${imageRepository}\nkind: ClusterConfiguration\nkubernetesVersion: ${version(moment)}\nnetworking:\n  dnsDomain: cluster.local\n  serviceSubnet: 10.96.0.0/12\nscheduler: {}\n`
  const all = [
    map('kube-public', 'cluster-info', {
      [`jws-kubeconfig-${id}`]: `${encodeBase64Url('{"alg":"HS256","kid":"' + id + '"}')}..${hexId(`signature of cluster-info by ${id}`, 43)}`,
      kubeconfig: kubeconfig(moment),
    }),
    map(SYSTEM, 'coredns', {
      Corefile:
        '.:53 {\n    errors\n    health {\n       lameduck 5s\n    }\n    ready\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n       pods insecure\n       fallthrough in-addr.arpa ip6.arpa\n       ttl 30\n    }\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}\n',
    }),
    map(SYSTEM, 'extension-apiserver-authentication', {
      'client-ca-file': CERTIFICATE,
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    }),
    map(SYSTEM, 'kube-proxy', {
      'kubeconfig.conf': `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt\n    server: ${apiServerURL(moment.inputs)}\n  name: default\n`,
    }),
    kubeadmVersion !== null
      ? map(SYSTEM, 'kubeadm-config', {
          ClusterConfiguration: clusterConfiguration,
          ...(kubeadmClusterStatus
            ? { ClusterStatus: `apiEndpoints:\n  ${name}:\n    advertiseAddress: ${ip}\n    bindPort: 6443\n` }
            : {}),
        })
      : map(SYSTEM, 'kubeadm-config', {
          MasterConfiguration: `api:\n  advertiseAddress: ${ip}\n  bindPort: 6443\nkubernetesVersion: ${version(moment)}\n`,
        }),
    ...(kubeletConfigMap !== 'none'
      ? [
          map(SYSTEM, kubeletConfigMap === 'plain' ? 'kubelet-config' : `kubelet-config-${releaseOf(moment.inputs.kubernetes).name}`, {
            kubelet:
              'apiVersion: kubelet.config.k8s.io/v1beta1\nauthentication:\n  anonymous:\n    enabled: false\n  webhook:\n    enabled: true\nauthorization:\n  mode: Webhook\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n',
          }),
        ]
      : []),
    ...(rootCAMaps && (!moment.data || hasManager(moment))
      ? namespaceNames(moment).map((namespace) => map(namespace, 'kube-root-ca.crt', { 'ca.crt': CERTIFICATE }))
      : []),
  ]
  return moment.data ? all.filter(({ metadata: of }) => SERVERS_MAPS.has(text(fields(of)['name']))) : all
}

/** Those that the server and the controllers make. */
const SERVERS_MAPS: ReadonlySet<string> = new Set(['extension-apiserver-authentication', 'kube-root-ca.crt'])

const services: KubeadmObjects = (moment) => {
  const { serviceFamilies, serviceTrafficPolicy } = releaseOf(moment.inputs.kubernetes)
  const families = serviceFamilies ? { clusterIPs: [SERVICE.ip] } : {}
  const policies = serviceFamilies
    ? { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ...(serviceTrafficPolicy ? { internalTrafficPolicy: 'Cluster' } : {}) }
    : {}
  return [
    {
      metadata: metadata(moment, 'Service', 'kubernetes', 'default', { labels: { component: 'apiserver', provider: 'kubernetes' } }),
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: SERVICE.port, targetPort: SERVICE.targetPort }],
        clusterIP: SERVICE.ip,
        ...families,
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ...policies,
      },
      status: { loadBalancer: {} },
    },
  ]
}

const endpoints: KubeadmObjects = (moment) => [
  {
    metadata: metadata(moment, 'Endpoints', 'kubernetes', 'default'),
    subsets: [{ addresses: [{ ip: moment.inputs.node.ip }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
  },
]

/**
 * What kubeadm, the controllers and the server itself have made in the cluster's first minute, by resource of the core group.
 *
 * Follows: cmd/kubeadm/app/phases/ and pkg/controlplane/controller/ (v1.37.2); certificates and signatures stand for real ones.
 */
export const KUBEADM: Readonly<Record<string, KubeadmObjects>> = {
  namespaces,
  serviceaccounts: serviceAccounts,
  secrets,
  configmaps: configMaps,
  services,
  endpoints,
}
