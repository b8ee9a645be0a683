import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { changedLines } from '../text/line-diff.ts'
import { remediesOf } from './what-if-remedies.ts'

/** What a row says of a run: fields of its container, of its pod's spec before and behind it, other pods, and fields of the scenario. */
interface Row {
  main?: string
  spec?: string
  after?: string
  others?: Readonly<Record<string, string>>
  scenario?: object
}

/** What is offered for the container main of such a pod: each title, the lines that differ, its command, files, objects, actions and notes. */
function offered({ main = '', spec = '', after = '', others = {}, scenario = {} }: Row): string[] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n${spec}  containers:\n  - name: main\n    image: web:1\n${main.trim().replaceAll(/^(?=.)/gm, '    ')}\n${after}`
  const { scenario: parsed, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.37',
      clock: '2026-11-24T14:15:00Z',
      manifests: { 'web.yaml': text, ...others },
      ...scenario,
    }),
  )
  if (!parsed) throw new Error(JSON.stringify(diagnostics))
  const { inputs } = parsed.lanes[0]!
  return remediesOf(text, { inputs, pod: 'web', container: 'main' }).map((change) => {
    const { title, text: changed, line, command, files, cluster, actions, processes, images, notes = [] } = change
    return [
      title,
      ...changedLines(text, changed).map((line) => line.replace(/^(.)\s*/, '$1 ')),
      ...(command === undefined ? [] : [`$ ${command}`]),
      ...Object.entries(files ?? {}).flatMap(([path, content]) => [
        `${path}${title.endsWith(`(${path})`) ? `:${line}` : ''}`,
        ...changedLines(inputs.files[path] ?? '', content),
      ]),
      ...(cluster?.objects.slice(inputs.cluster.objects.length).map((path) => `object ${path}`) ?? []),
      ...(cluster?.certificates ? [`certificates left: ${Object.keys(cluster.certificates).join()}`] : []),
      ...(actions ? [`actions: ${actions.map(({ at, ...action }) => `${at} ${Object.values(action).join()}`).join('; ')}`] : []),
      ...(processes ? [`listens: ${processes['main']?.listens.map(({ port, address }) => `${address}:${port}`).join()}`] : []),
      ...(images ? [JSON.stringify(images)] : []),
      ...notes,
    ].join('\n')
  })
}

const SELECTED =
  '+  namespaceSelector:\n+    matchExpressions:\n+    - key: kubernetes.io/metadata.name\n+      operator: NotIn\n+      values:\n+      - kube-system'
const hook = (name: string, more = ''): string => `- name: ${name}\n  clientConfig: {url: "https://a"}\n${more}`
const hooks = (...items: string[]): string =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: guard}\nwebhooks:\n${items.join('')}`
const server = (args: readonly string[], more = ''): string => `command: [kube-apiserver${args.map((a) => `, "${a}"`).join('')}]\n${more}`
const program = (main: object): object => ({ processes: { main } })
it.each<[string, Row, string[]]>([
  [
    'etcd is full',
    {
      scenario: {
        actions: [
          { at: 10, etcd: 'fill' },
          { at: 15, take: 1 },
          { at: 12, take: 2 },
          { at: 16, free: 1 },
        ],
      },
    },
    [
      `etcd compacted, defragmented and its alarm disarmed\n$ rev=$(etcdctl endpoint status --write-out=json | grep -o '"revision":[0-9]*' | grep -o '[0-9]*')\netcdctl compact $rev\netcdctl defrag\netcdctl alarm disarm\nactions: 10 fill; 12 2; 15 1; 15 defrag; 16 1\nIt is done 5 s after the alarm here: leases are lost after ten. While it is defragmented etcd answers nobody.`,
    ],
  ],
  [
    'the disk is slow, and full',
    {
      scenario: {
        actions: [
          { at: 10, slowDisk: 'node', by: '2s' },
          { at: 11, fullDisk: 'node' },
        ],
      },
    },
    [
      `etcd’s data on a disk of their own\nactions: 11 node\nIt takes a disk that writes within 10 ms.`,
      `etcd’s data on a disk that has room\nactions: 10 node,2\nIt takes a larger disk, or one that nothing else fills.`,
    ],
  ],
  [
    'a webhook cannot be reached',
    {
      scenario: {
        files: {
          '/root/a.yaml': hooks(hook('guard.shop.example'), hook('other.shop.example', '  timeoutSeconds: 5\n')),
          '/root/b.yaml': hooks(hook('b.shop.example')),
        },
        cluster: { objects: ['/root/a.yaml', '/root/b.yaml'] },
        actions: [
          { at: 5, webhook: 'guard.shop.example', is: 'unreachable' },
          { at: 5, webhook: 'b.shop.example', is: 'answers' },
        ],
      },
    },
    [
      `failurePolicy: Ignore for the webhook (/root/a.yaml)\n/root/a.yaml:7\n+  failurePolicy: Ignore\n+  failurePolicy: Ignore\nWhat it forbids or changes is let through unchanged while it is away.`,
      `kube-system left out of the webhook’s namespaces (/root/a.yaml)\n/root/a.yaml:7\n${SELECTED}\n${SELECTED}\nWhat it guards is not guarded in kube-system.`,
    ],
  ],
  [
    'a webhook hangs, its policy written, its namespaces chosen',
    {
      scenario: {
        files: {
          '/root/a.yaml': hooks(hook('guard.shop.example', '  failurePolicy: Fail\n  namespaceSelector: {}\n  timeoutSeconds: 30\n')),
        },
        cluster: { objects: ['/root/a.yaml'] },
        actions: [{ at: 5, webhook: 'guard.shop.example', is: 'hangs' }],
      },
    },
    [
      `failurePolicy: Ignore for the webhook (/root/a.yaml)\n/root/a.yaml:7\n-  failurePolicy: Fail\n+  failurePolicy: Ignore\nWhat it forbids or changes is let through unchanged while it is away.`,
      `failurePolicy: Ignore for the webhook, and timeoutSeconds: 1 (/root/a.yaml)\n/root/a.yaml:7\n-  failurePolicy: Fail\n+  failurePolicy: Ignore\n-  timeoutSeconds: 30\n+  timeoutSeconds: 1\nWhat it forbids or changes is let through unchanged while it is away, and each such write waits for a second.`,
    ],
  ],
  [
    'of two objects in a file one has a webhook that is ignored before one that is not, in brackets, and a name like a webhook’s',
    {
      scenario: {
        kubernetes: '1.20',
        files: {
          '/root/a.yaml': `${hooks(hook('a.shop.example', '  failurePolicy: Ignore\n'), '- {name: b.shop.example, clientConfig: {url: "https://b"}}\n')}---\n${hooks('- failurePolicy: "Fail"\n  name: guard.shop.example\n').replace('{name: guard}', '\n  name: guard.shop.example')}`,
        },
        cluster: { objects: ['/root/a.yaml'] },
        actions: [{ at: 5, webhook: 'guard.shop.example', is: 'hangs' }],
      },
    },
    [
      `failurePolicy: Ignore for the webhook (/root/a.yaml)\n/root/a.yaml:8\n-- {name: b.shop.example, clientConfig: {url: "https://b"}}\n+- {name: b.shop.example, clientConfig: {url: "https://b"}, failurePolicy: Ignore}\n-- failurePolicy: "Fail"\n+- failurePolicy: Ignore\nWhat it forbids or changes is let through unchanged while it is away.`,
      `failurePolicy: Ignore for the webhook, and timeoutSeconds: 1 (/root/a.yaml)\n/root/a.yaml:8\n-- {name: b.shop.example, clientConfig: {url: "https://b"}}\n+  timeoutSeconds: 1\n+- {name: b.shop.example, clientConfig: {url: "https://b"}, failurePolicy: Ignore, timeoutSeconds: 1}\n-- failurePolicy: "Fail"\n+- failurePolicy: Ignore\n+  timeoutSeconds: 1\nWhat it forbids or changes is let through unchanged while it is away, and each such write waits for a second.`,
    ],
  ],
  [
    'a webhook that is ignored cannot be reached, before namespaces have a label of their name',
    {
      scenario: {
        kubernetes: '1.20',
        files: { '/root/a.yaml': hooks(hook('guard.shop.example', '  failurePolicy: Ignore\n')) },
        cluster: { objects: ['/root/a.yaml'] },
        actions: [{ at: 5, webhook: 'guard', is: 'unreachable' }],
      },
    },
    [],
  ],
  ['several commands are one word', { main: 'command: ["cd /app && ./server --x"]' }, []],
  [
    'a flag is nearly one',
    { main: server(['--anonymos-auth=false', '--etcd-servers', 'word']) },
    [
      `--anonymous-auth=false instead of --anonymos-auth=false\n- command: [kube-apiserver, "--anonymos-auth=false", "--etcd-servers", "word"]\n+ command: [kube-apiserver, --anonymous-auth=false, "--etcd-servers", "word"]`,
    ],
  ],
  ['a flag is nearly one, of another program', { main: 'command: [server, --anonymos-auth=false]' }, []],
  [
    'a flag and its value are one word',
    { main: 'command: [server, "--port 80", "--name a b"]' },
    [`--port=80 instead of --port 80\n- command: [server, "--port 80", "--name a b"]\n+ command: [server, --port=80, "--name a b"]`],
  ],
  [
    'kubeadm’s files are mixed up',
    {
      main: server([
        '--etcd-cafile=/etc/kubernetes/pki/ca.crt',
        '--client-ca-file=/etc/kubernetes/pki/ca.cert',
        '--tls-cert-file=apiserver.crt',
        '--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys',
        '--service-account-key-file=/elsewhere/x',
      ]),
    },
    [
      `--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt instead of --etcd-cafile=/etc/kubernetes/pki/ca.crt\n- command: [kube-apiserver, "--etcd-cafile=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/etc/kubernetes/pki/ca.cert", "--tls-cert-file=apiserver.crt", "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys", "--service-account-key-file=/elsewhere/x"]\n+ command: [kube-apiserver, --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt, "--client-ca-file=/etc/kubernetes/pki/ca.cert", "--tls-cert-file=apiserver.crt", "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys", "--service-account-key-file=/elsewhere/x"]`,
      `--client-ca-file=/etc/kubernetes/pki/ca.crt instead of --client-ca-file=/etc/kubernetes/pki/ca.cert\n- command: [kube-apiserver, "--etcd-cafile=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/etc/kubernetes/pki/ca.cert", "--tls-cert-file=apiserver.crt", "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys", "--service-account-key-file=/elsewhere/x"]\n+ command: [kube-apiserver, "--etcd-cafile=/etc/kubernetes/pki/ca.crt", --client-ca-file=/etc/kubernetes/pki/ca.crt, "--tls-cert-file=apiserver.crt", "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys", "--service-account-key-file=/elsewhere/x"]`,
      `--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key instead of --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys\n- command: [kube-apiserver, "--etcd-cafile=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/etc/kubernetes/pki/ca.cert", "--tls-cert-file=apiserver.crt", "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.keys", "--service-account-key-file=/elsewhere/x"]\n+ command: [kube-apiserver, "--etcd-cafile=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/etc/kubernetes/pki/ca.cert", "--tls-cert-file=apiserver.crt", --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key, "--service-account-key-file=/elsewhere/x"]`,
    ],
  ],
  [
    'etcd listens elsewhere',
    {
      main: server(['--etcd-servers=https://10.0.0.1:2379']),
      others: {
        'etcd.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec: {containers: [{name: etcd, image: etcd, command: [etcd, "--listen-client-urls=https://192.168.1.100:2379,https://127.0.0.1:2379"]}]}\n',
      },
    },
    [
      `--etcd-servers=https://127.0.0.1:2379 instead of --etcd-servers=https://10.0.0.1:2379\n- command: [kube-apiserver, "--etcd-servers=https://10.0.0.1:2379"]\n+ command: [kube-apiserver, --etcd-servers=https://127.0.0.1:2379]`,
    ],
  ],
  [
    'etcd listens elsewhere, on no loopback address',
    {
      main: server(['--etcd-servers=https://10.0.0.1:2379']),
      others: {
        'etcd.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec: {containers: [{name: etcd, image: etcd, command: [etcd, "--listen-client-urls=https://10.0.0.2:2379,https://10.0.0.3:2379"]}]}\n',
      },
    },
    [
      `--etcd-servers=https://10.0.0.2:2379 instead of --etcd-servers=https://10.0.0.1:2379\n- command: [kube-apiserver, "--etcd-servers=https://10.0.0.1:2379"]\n+ command: [kube-apiserver, --etcd-servers=https://10.0.0.2:2379]`,
    ],
  ],
  [
    'etcd listens where it is asked, among others',
    {
      main: server(['--etcd-servers=https://10.0.0.1:2379,https://127.0.0.1:2379']),
      others: {
        'etcd.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec: {containers: [{name: etcd, image: etcd, command: [etcd, "--listen-client-urls=https://127.0.0.1:2379"]}]}\n',
      },
    },
    [],
  ],
  [
    'kubeadm’s etcd is asked elsewhere, and without TLS',
    { main: server(['--etcd-servers=http://127.0.0.1:2397', '--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt']) },
    [
      `--etcd-servers=https://127.0.0.1:2379 instead of --etcd-servers=http://127.0.0.1:2397\n- command: [kube-apiserver, "--etcd-servers=http://127.0.0.1:2397", "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt"]\n+ command: [kube-apiserver, --etcd-servers=https://127.0.0.1:2379, "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt"]`,
    ],
  ],
  [
    'an etcd without TLS is asked elsewhere, by a server without certificates',
    { main: server(['--etcd-servers=http://127.0.0.1:2397']) },
    [
      `--etcd-servers=http://127.0.0.1:2379 instead of --etcd-servers=http://127.0.0.1:2397\n- command: [kube-apiserver, "--etcd-servers=http://127.0.0.1:2397"]\n+ command: [kube-apiserver, --etcd-servers=http://127.0.0.1:2379]`,
    ],
  ],
  [
    'kubeadm’s etcd is asked without its CA, and without the client’s certificate',
    { main: server(['--etcd-servers=https://127.0.0.1:2379', '--client-ca-file=/etc/kubernetes/pki/ca.crt']) },
    [
      `--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt, --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt and --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key\n- command: [kube-apiserver, "--etcd-servers=https://127.0.0.1:2379", "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n+ command: [kube-apiserver, "--etcd-servers=https://127.0.0.1:2379", "--client-ca-file=/etc/kubernetes/pki/ca.crt", --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt, --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt, --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key]`,
    ],
  ],
  [
    'a value is nearly one of the few that there are, alone and among others',
    { main: server(['--authorization-mode=Nodes,RBAC,Webhook', '--storage-media-type=application/jsn']) },
    [
      `--authorization-mode=Node,RBAC,Webhook instead of --authorization-mode=Nodes,RBAC,Webhook\n- command: [kube-apiserver, "--authorization-mode=Nodes,RBAC,Webhook", "--storage-media-type=application/jsn"]\n+ command: [kube-apiserver, --authorization-mode=Node,RBAC,Webhook, "--storage-media-type=application/jsn"]`,
      `--storage-media-type=application/json instead of --storage-media-type=application/jsn\n- command: [kube-apiserver, "--authorization-mode=Nodes,RBAC,Webhook", "--storage-media-type=application/jsn"]\n+ command: [kube-apiserver, "--authorization-mode=Nodes,RBAC,Webhook", --storage-media-type=application/json]`,
    ],
  ],
  [
    'a value is near none of the few, or one of them',
    { main: server(['--authorization-mode=Everybody', '--enable-admission-plugins=NodeRestriction']) },
    [],
  ],
  [
    'an issuer without TLS',
    { main: server(['--oidc-issuer-url=http://id.example', '--oidc-client-id=http://a']) },
    [
      `--oidc-issuer-url=https://id.example instead of --oidc-issuer-url=http://id.example\n- command: [kube-apiserver, "--oidc-issuer-url=http://id.example", "--oidc-client-id=http://a"]\n+ command: [kube-apiserver, --oidc-issuer-url=https://id.example, "--oidc-client-id=http://a"]`,
    ],
  ],
  [
    'a file of a mounted directory is not on the node',
    {
      spec: '  volumes:\n  - {name: other, emptyDir: {}}\n  - {name: pki, hostPath: {path: /srv/pki}}\n',
      main: server(
        [
          '--client-ca-file=/pki/own.crt',
          '--tls-cert-file=/pki/there.crt',
          '--tls-private-key-file=/elsewhere/a.key',
          '--audit-policy-file=/pki/audit.yaml',
        ],
        'volumeMounts:\n- {name: other, mountPath: /other}\n- {name: pki, mountPath: /pki}',
      ),
      scenario: { files: { '/srv/pki/there.crt': 'x' } },
    },
    [
      `--client-ca-file=/etc/kubernetes/pki/ca.crt instead of --client-ca-file=/pki/own.crt\n- command: [kube-apiserver, "--client-ca-file=/pki/own.crt", "--tls-cert-file=/pki/there.crt", "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]\n+ command: [kube-apiserver, --client-ca-file=/etc/kubernetes/pki/ca.crt, "--tls-cert-file=/pki/there.crt", "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]`,
      `--tls-cert-file=/etc/kubernetes/pki/apiserver.crt instead of --tls-cert-file=/pki/there.crt\n- command: [kube-apiserver, "--client-ca-file=/pki/own.crt", "--tls-cert-file=/pki/there.crt", "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]\n+ command: [kube-apiserver, "--client-ca-file=/pki/own.crt", --tls-cert-file=/etc/kubernetes/pki/apiserver.crt, "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]`,
      `--tls-cert-file=/srv/pki/there.crt instead of --tls-cert-file=/pki/there.crt\n- command: [kube-apiserver, "--client-ca-file=/pki/own.crt", "--tls-cert-file=/pki/there.crt", "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]\n+ command: [kube-apiserver, "--client-ca-file=/pki/own.crt", --tls-cert-file=/srv/pki/there.crt, "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]`,
      `--tls-private-key-file=/etc/kubernetes/pki/apiserver.key instead of --tls-private-key-file=/elsewhere/a.key\n- command: [kube-apiserver, "--client-ca-file=/pki/own.crt", "--tls-cert-file=/pki/there.crt", "--tls-private-key-file=/elsewhere/a.key", "--audit-policy-file=/pki/audit.yaml"]\n+ command: [kube-apiserver, "--client-ca-file=/pki/own.crt", "--tls-cert-file=/pki/there.crt", --tls-private-key-file=/etc/kubernetes/pki/apiserver.key, "--audit-policy-file=/pki/audit.yaml"]`,
      `the file /srv/pki/own.crt on the node\n/srv/pki/own.crt\n+# whyrestart: ca.crt, of which only the name is simulated\nWhat has to stand in it, its program says.`,
      `the file /srv/pki/audit.yaml on the node\n/srv/pki/audit.yaml\n+apiVersion: audit.k8s.io/v1\n+kind: Policy\n+rules:\n+- level: Metadata\nWhat has to stand in it, its program says.`,
    ],
  ],
  [
    'Secrets and ConfigMaps that nobody has made',
    {
      spec: '  volumes:\n  - {name: a, secret: {secretName: certs}}\n  - {name: b, configMap: {name: there}}\n',
      main: 'env:\n- {name: A, valueFrom: {secretKeyRef: {name: login, key: user}}}\n- {name: B, valueFrom: {secretKeyRef: {name: login, key: password}}}\n- {name: C, valueFrom: {configMapKeyRef: {name: login, key: host}}}\nenvFrom:\n- secretRef: {name: login}\n- configMapRef: {name: settings}',
      scenario: {
        files: { '/root/o.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: there, namespace: shop}\n' },
        cluster: { objects: ['/root/o.yaml'] },
      },
    },
    [
      `the Secret certs, the Secret login, the ConfigMap login, the ConfigMap settings in shop\n$ kubectl create secret generic certs -n shop --from-literal=certs=…\nkubectl create secret generic login -n shop --from-literal=user=… --from-literal=password=…\nkubectl create configmap login -n shop --from-literal=host=…\nkubectl create configmap settings -n shop\n/root/objects.yaml\n+apiVersion: v1\n+kind: Secret\n+metadata: {name: certs, namespace: shop}\n+stringData: {"certs": "…"}\n+---\n+apiVersion: v1\n+kind: Secret\n+metadata: {name: login, namespace: shop}\n+stringData: {"user": "…", "password": "…"}\n+---\n+apiVersion: v1\n+kind: ConfigMap\n+metadata: {name: login, namespace: shop}\n+data: {"host": "…"}\n+---\n+apiVersion: v1\n+kind: ConfigMap\n+metadata: {name: settings, namespace: shop}\nobject /root/objects.yaml\nWhat has to stand in it, its program says.`,
    ],
  ],
  [
    'all objects are there',
    {
      main: 'envFrom:\n- configMapRef: {name: there}',
      scenario: {
        files: { '/root/o.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: there, namespace: shop}\n' },
        cluster: { objects: ['/root/o.yaml'] },
      },
    },
    [],
  ],
  [
    'where its ports are known',
    {
      main: 'ports: [{containerPort: 80}]\nlivenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\nreadinessProbe:\n  httpGet:\n    port: 81\n    path: /ready\n    scheme: HTTP',
      scenario: {
        ...program({
          listens: [{ port: 8080 }],
          answers: [
            { status: 200, path: '/alive' },
            { status: 500, path: '/dead' },
            { status: 399, path: '/moved' },
            { status: 400, path: '/bad' },
          ],
        }),
        files: { '/root/s.yaml': 'kind: Service\nspec: {ports: [{port: 1, targetPort: 9090}]}\n---\nkind: Other\nspec: {targetPort: 1}\n' },
        cluster: { objects: ['/root/s.yaml'] },
      },
    },
    [
      `port in livenessProbe and readinessProbe: 8080 instead of 81\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 8080, path: /a, scheme: HTTP}}\n- port: 81\n+ port: 8080`,
      `port in livenessProbe and readinessProbe: 80 instead of 81\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 80, path: /a, scheme: HTTP}}\n- port: 81\n+ port: 80`,
      `port in livenessProbe and readinessProbe: 9090 instead of 81\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 9090, path: /a, scheme: HTTP}}\n- port: 81\n+ port: 9090`,
      `path in livenessProbe: /alive instead of /a\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 81, path: /alive, scheme: HTTP}}`,
      `path in livenessProbe: /moved instead of /a\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 81, path: /moved, scheme: HTTP}}`,
      `path in livenessProbe: /ready instead of /a\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 81, path: /ready, scheme: HTTP}}`,
      `path in readinessProbe: /alive instead of /ready\n- path: /ready\n+ path: /alive`,
      `path in readinessProbe: /moved instead of /ready\n- path: /ready\n+ path: /moved`,
      `path in readinessProbe: /a instead of /ready\n- path: /ready\n+ path: /a`,
      `scheme in livenessProbe and readinessProbe: HTTPS instead of HTTP\n- livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 81, path: /a, scheme: HTTPS}}\n- scheme: HTTP\n+ scheme: HTTPS`,
    ],
  ],
  [
    'a kube-apiserver’s own',
    {
      main: server(
        ['--secure-port=6443', '--advertise-address=10.0.0.5'],
        'livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}',
      ),
    },
    [
      `port in livenessProbe: 6443 instead of 6444\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 127.0.0.1, port: 6443, path: /x, scheme: HTTPS}}`,
      `path in livenessProbe: /livez instead of /x\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /livez, scheme: HTTPS}}`,
      `path in livenessProbe: /healthz instead of /x\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /healthz, scheme: HTTPS}}`,
      `scheme in livenessProbe: HTTP instead of HTTPS\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTP}}`,
      `host in livenessProbe: 10.0.0.5 instead of 127.0.0.1\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 10.0.0.5, port: 6444, path: /x, scheme: HTTPS}}`,
      `host in livenessProbe: 192.168.1.100 instead of 127.0.0.1\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 6444, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {host: 192.168.1.100, port: 6444, path: /x, scheme: HTTPS}}`,
    ],
  ],
  [
    'an etcd’s own',
    { main: 'command: [etcd]\nlivenessProbe: {httpGet: {port: 2381, path: /x, scheme: HTTPS}}' },
    [
      `path in livenessProbe: /livez instead of /x\n- livenessProbe: {httpGet: {port: 2381, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {port: 2381, path: /livez, scheme: HTTPS}}`,
      `path in livenessProbe: /health instead of /x\n- livenessProbe: {httpGet: {port: 2381, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {port: 2381, path: /health, scheme: HTTPS}}`,
      `scheme in livenessProbe: HTTP instead of HTTPS\n- livenessProbe: {httpGet: {port: 2381, path: /x, scheme: HTTPS}}\n+ livenessProbe: {httpGet: {port: 2381, path: /x, scheme: HTTP}}`,
    ],
  ],
  [
    'a service that is there by gRPC',
    {
      main: 'livenessProbe: {grpc: {port: 80, service: a}}',
      scenario: program({ answers: [{ grpc: 'SERVING', service: 'b' }, { grpc: 'NOT_SERVING', service: 'c' }, { grpc: 'SERVING' }] }),
    },
    [
      `service in livenessProbe: b instead of a\n- livenessProbe: {grpc: {port: 80, service: a}}\n+ livenessProbe: {grpc: {port: 80, service: b}}`,
    ],
  ],
  [
    'it speaks gRPC',
    {
      main: 'livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\nreadinessProbe: {httpGet: {port: web, path: /, scheme: HTTP}}\nports: [{containerPort: 80, name: web}]',
      scenario: program({ listens: [{ port: 80 }], answers: [{ grpc: 'SERVING' }] }),
    },
    [
      `port in livenessProbe: web instead of 80\n- livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: web, path: /, scheme: HTTP}}`,
      `port in readinessProbe: 80 instead of web\n- readinessProbe: {httpGet: {port: web, path: /, scheme: HTTP}}\n+ readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}`,
      `scheme in livenessProbe and readinessProbe: HTTPS instead of HTTP\n- livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n- readinessProbe: {httpGet: {port: web, path: /, scheme: HTTP}}\n+ livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTPS}}\n+ readinessProbe: {httpGet: {port: web, path: /, scheme: HTTPS}}`,
      `a grpc probe instead of httpGet in livenessProbe\n- livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n+ livenessProbe: {grpc: {port: 80}}`,
    ],
  ],
  [
    'two probes name a host',
    {
      main: 'livenessProbe: {httpGet: {host: 127.0.0.1, port: 80, path: /, scheme: HTTP}}\nstartupProbe: {tcpSocket: {host: 127.0.0.1, port: 80}}',
    },
    [
      `scheme in livenessProbe: HTTPS instead of HTTP\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 80, path: /, scheme: HTTP}}\n+ livenessProbe: {httpGet: {host: 127.0.0.1, port: 80, path: /, scheme: HTTPS}}`,
      `host in livenessProbe and startupProbe: 192.168.1.100 instead of 127.0.0.1\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 80, path: /, scheme: HTTP}}\n- startupProbe: {tcpSocket: {host: 127.0.0.1, port: 80}}\n+ livenessProbe: {httpGet: {host: 192.168.1.100, port: 80, path: /, scheme: HTTP}}\n+ startupProbe: {tcpSocket: {host: 192.168.1.100, port: 80}}`,
      `without host in livenessProbe and startupProbe\n- livenessProbe: {httpGet: {host: 127.0.0.1, port: 80, path: /, scheme: HTTP}}\n- startupProbe: {tcpSocket: {host: 127.0.0.1, port: 80}}\n+ livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n+ startupProbe: {tcpSocket: {port: 80}}`,
    ],
  ],
  [
    'a program on a loopback address',
    {
      main: 'command: [serve, --listen, "[::1]:80"]\nlivenessProbe: {tcpSocket: {port: 80}}',
      scenario: program({ listens: [{ port: 80, address: '::1' }, { port: 81 }] }),
    },
    [
      `port in livenessProbe: 81 instead of 80\n- livenessProbe: {tcpSocket: {port: 80}}\n+ livenessProbe: {tcpSocket: {port: 81}}`,
      `[::]:80 instead of [::1]:80\n- command: [serve, --listen, "[::1]:80"]\n+ command: [serve, --listen, "[::]:80"]\nlistens: 0.0.0.0:80,undefined:81\nAssumed: its program takes that for the address that it listens on.`,
    ],
  ],
  [
    'a program on a loopback address of the node’s own network',
    {
      spec: '  hostNetwork: true\n',
      main: 'command: [serve, --listen, "127.0.0.1:80"]\nlivenessProbe: {tcpSocket: {port: 80}}',
      scenario: program({ listens: [{ port: 80, address: '127.0.0.1' }] }),
    },
    [
      `host in livenessProbe: 192.168.1.100 instead of the node’s\n- livenessProbe: {tcpSocket: {port: 80}}\n+ livenessProbe: {tcpSocket: {port: 80, host: 192.168.1.100}}`,
      `host in livenessProbe: 127.0.0.1 instead of the node’s\n- livenessProbe: {tcpSocket: {port: 80}}\n+ livenessProbe: {tcpSocket: {port: 80, host: 127.0.0.1}}`,
    ],
  ],
  [
    'a program on a loopback address that its variables name',
    {
      main: 'env: [{name: DB, value: "localhost:5432"}, {name: OTHER, value: "localhost"}, {name: BIND_ADDR, value: "localhost"}]\nlivenessProbe: {tcpSocket: {port: 80}}',
      scenario: program({ listens: [{ port: 80, address: '127.0.0.1' }] }),
    },
    [
      `0.0.0.0 instead of localhost\n- env: [{name: DB, value: "localhost:5432"}, {name: OTHER, value: "localhost"}, {name: BIND_ADDR, value: "localhost"}]\n+ env: [{name: DB, value: "localhost:5432"}, {name: OTHER, value: "localhost"}, {name: BIND_ADDR, value: "0.0.0.0"}]\nlistens: 0.0.0.0:80\nAssumed: its program takes that for the address that it listens on.`,
    ],
  ],
  [
    'a header that it wants',
    {
      main: 'livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\nreadinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}]}}\nstartupProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}, {name: host, value: b}]}}',
      scenario: program({
        listens: [{ port: 80 }],
        answers: [
          { status: 404 },
          { status: 204, path: '/', headers: { Host: 'shop' } },
          { status: 400, path: '/', headers: { Auth: 'no' } },
        ],
      }),
    },
    [
      `scheme in livenessProbe, readinessProbe and startupProbe: HTTPS instead of HTTP\n- livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n- readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}]}}\n- startupProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}, {name: host, value: b}]}}\n+ livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTPS}}\n+ readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTPS, httpHeaders: [{name: Accept, value: a}]}}\n+ startupProbe: {httpGet: {port: 80, path: /, scheme: HTTPS, httpHeaders: [{name: Accept, value: a}, {name: host, value: b}]}}`,
      `the header Host: shop in livenessProbe, readinessProbe and startupProbe\n- livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}}\n- readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}]}}\n- startupProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}, {name: host, value: b}]}}\n+ livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Host, value: shop}]}}\n+ readinessProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}, {name: Host, value: shop}]}}\n+ startupProbe: {httpGet: {port: 80, path: /, scheme: HTTP, httpHeaders: [{name: Accept, value: a}, {name: host, value: "shop"}]}}`,
    ],
  ],
  [
    'commands that ask by HTTP',
    {
      main: 'livenessProbe: {exec: {command: [/usr/bin/curl, -f, "https://localhost/live"]}}\nreadinessProbe: {exec: {command: [sh, -c, "wget -qO- 127.0.0.1:80 || exit 1"]}}\nstartupProbe: {exec: {command: [curl, "http://[::1]:81/a?b=c"]}}',
    },
    [
      `an httpGet probe instead of exec in livenessProbe, readinessProbe and startupProbe\n- livenessProbe: {exec: {command: [/usr/bin/curl, -f, "https://localhost/live"]}}\n- readinessProbe: {exec: {command: [sh, -c, "wget -qO- 127.0.0.1:80 || exit 1"]}}\n- startupProbe: {exec: {command: [curl, "http://[::1]:81/a?b=c"]}}\n+ livenessProbe: {httpGet: {path: /live, port: 443, scheme: HTTPS}}\n+ readinessProbe: {httpGet: {path: /, port: 80}}\n+ startupProbe: {httpGet: {path: "/a?b=c", port: 81}}`,
    ],
  ],
  [
    'commands that ask another, or do more',
    {
      main: 'livenessProbe: {exec: {command: [curl, "http://db:80/"]}}\nreadinessProbe: {exec: {command: [sh, -c, "curl localhost:80; rm /a"]}}\nstartupProbe: {exec: {command: [cat, localhost]}}',
    },
    [],
  ],
  [
    'grpc_health_probe',
    {
      main: 'livenessProbe: {exec: {command: [grpc_health_probe, "-addr=:80", "--service=a"]}}\nreadinessProbe: {exec: {command: [grpc_health_probe, "-addr=:80", "-tls="]}}\nstartupProbe: {exec: {command: [grpc_health_probe]}}',
    },
    [
      `a grpc probe instead of exec in livenessProbe\n- livenessProbe: {exec: {command: [grpc_health_probe, "-addr=:80", "--service=a"]}}\n+ livenessProbe: {grpc: {port: 80, service: a}}`,
    ],
  ],
  [
    'a memory limit that is too low',
    {
      main: 'resources: {limits: {memory: "1G"}}',
      scenario: program({
        memory: [
          { from: 0, mib: 80 },
          { from: 200, mib: 1000 },
        ],
      }),
    },
    [
      `memory in resources.limits: 2G instead of 1G\n- resources: {limits: {memory: "1G"}}\n+ resources: {limits: {memory: "2G"}}\nIt holds 80 MiB from its start on, 1000 MiB from 3 min 20 s on: a node has to have that much to give.`,
    ],
  ],
  [
    'a memory limit in a fraction',
    { main: 'resources: {limits: {memory: 1.5Gi}}', scenario: program({ memory: [{ from: 0, mib: 8000 }] }) },
    [],
  ],
  ['a memory limit of an undescribed program', { main: 'resources: {limits: {memory: 1Gi}}' }, []],
  [
    'a command in one word',
    { main: 'command: ["/app/server --x"]\nargs: [a]', scenario: { images: { 'web:1': { programs: ['/app/server'] } } } },
    [`command: ["/app/server","--x"] instead of ["/app/server --x"]\n- command: ["/app/server --x"]\n+ command: ["/app/server", "--x"]`],
  ],
  [
    'a program that the image has elsewhere, or nearly',
    {
      main: 'command:\n- server\nlivenessProbe: {exec: {command: [chek]}}',
      scenario: { images: { 'web:1': { programs: ['/app/server', '/bin/check', '/app/other'] } } },
    },
    [
      `/app/server instead of server\n- - server\n+ - "/app/server"`,
      `/bin/check instead of chek\n- livenessProbe: {exec: {command: [chek]}}\n+ livenessProbe: {exec: {command: ["/bin/check"]}}`,
    ],
  ],
  [
    'a script that calls what the image has nearly',
    {
      main: 'command: [sh, -c, "chek; server"]',
      scenario: { images: { 'web:1': { programs: ['/bin/sh', '/bin/check', '/app/server'] } } },
    },
    [
      `/bin/sh instead of sh\n- command: [sh, -c, "chek; server"]\n+ command: ["/bin/sh", -c, "chek; server"]`,
      `/bin/check instead of chek in its script\n- command: [sh, -c, "chek; server"]\n+ command: [sh, -c, "/bin/check; server"]`,
    ],
  ],
  [
    'an image that is nearly another',
    { scenario: { images: { 'web:2': {}, 'other*': {} } } },
    [`image: web:2 instead of web:1\n- image: web:1\n+ image: web:2`],
  ],
  [
    'an image: notFound',
    { scenario: { images: { 'web:1': { present: false, pull: 'notFound' } } } },
    [
      `web:1 in its registry\n$ docker push web:1\n{"web:1":{"present":false,"pull":{"after":2}}}\ndocker.io has no such image: its name or tag is another there, or nobody has pushed it. Which names it has cannot be known here.`,
    ],
  ],
  [
    'an image: unauthorized',
    { scenario: { images: { 'web:1': { present: false, pull: 'unauthorized' } } } },
    [
      `credentials for docker.io\n{"web:1":{"present":false,"pull":{"after":2}}}\nThey stand in a Secret that imagePullSecrets names, or in the kubelet’s own /var/lib/kubelet/config.json. A registry may say the same of an image that it has not.`,
    ],
  ],
  [
    'an image: unreachable',
    { scenario: { images: { 'web:1': { present: false, pull: 'unreachable' } } } },
    [
      `docker.io reachable from the node, or web:1 on it\n$ crictl pull web:1\n{"web:1":{"present":false,"pull":{"after":2}}}\nA name that is not resolved, a proxy, a firewall: crictl pull on the node tells which.`,
    ],
  ],
  [
    'an image: refused',
    { scenario: { images: { 'web:1': { present: false, pull: 'refused' } } } },
    [
      `docker.io listening, or web:1 on the node\n$ crictl pull web:1\n{"web:1":{"present":false,"pull":{"after":2}}}\nNobody listens at the registry’s address: it is down, or its port is another.`,
    ],
  ],
  ['an image that is pulled', { scenario: { images: { 'web:1': { present: false, pull: { after: '5s' } } } } }, []],
  ['an image that is there', { scenario: { images: { 'web:1': { present: true, pull: 'notFound' } } } }, []],
  [
    'a policy file that is not mounted, nor on the node',
    { main: server(['--audit-policy-file=/etc/a.yaml']) },
    [
      `a mount of /etc/a.yaml\n+ volumes:\n+ - hostPath:\n+ path: /etc/a.yaml\n+ type: File\n+ name: audit-policy-file\n+ volumeMounts:\n+ - mountPath: /etc/a.yaml\n+ name: audit-policy-file\n+ readOnly: true\n/etc/a.yaml\n+apiVersion: audit.k8s.io/v1\n+kind: Policy\n+rules:\n+- level: Metadata\nThe file has to lie on the node: one is assumed there, in its shortest form.`,
    ],
  ],
  [
    'files that are not mounted, on the node',
    {
      spec: '  volumes: [{name: x, emptyDir: {}}]\n',
      main: server(
        ['--audit-policy-file=/etc/a.yaml', '--authorization-webhook-config-file=/etc/b.yaml'],
        'volumeMounts: [{name: x, mountPath: /etc/x}]',
      ),
      scenario: { files: { '/etc/a.yaml': 'a', '/etc/b.yaml': 'b' } },
    },
    [
      `a mount of /etc/a.yaml\n- volumes: [{name: x, emptyDir: {}}]\n+ volumes: [{name: x, emptyDir: {}}, {hostPath: {path: /etc/a.yaml, type: File}, name: audit-policy-file}]\n- volumeMounts: [{name: x, mountPath: /etc/x}]\n+ volumeMounts: [{name: x, mountPath: /etc/x}, {mountPath: /etc/a.yaml, name: audit-policy-file, readOnly: true}]`,
      `a mount of /etc/b.yaml\n- volumes: [{name: x, emptyDir: {}}]\n+ volumes: [{name: x, emptyDir: {}}, {hostPath: {path: /etc/b.yaml, type: File}, name: authorization-webhook-config-file}]\n- volumeMounts: [{name: x, mountPath: /etc/x}]\n+ volumeMounts: [{name: x, mountPath: /etc/x}, {mountPath: /etc/b.yaml, name: authorization-webhook-config-file, readOnly: true}]`,
    ],
  ],
  [
    'files that are mounted, whole or in their directory',
    {
      spec: '  volumes: [{name: x, emptyDir: {}}, {name: y, emptyDir: {}}]\n',
      main: server(
        ['--audit-policy-file=/etc/a.yaml', '--token-auth-file=/srv/x/b.csv', '--encryption-provider-config=/srv/xy'],
        'volumeMounts: [{name: x, mountPath: /etc/a.yaml}, {name: y, mountPath: /srv/x/}]',
      ),
    },
    [
      `a mount of /srv/xy\n- volumes: [{name: x, emptyDir: {}}, {name: y, emptyDir: {}}]\n+ volumes: [{name: x, emptyDir: {}}, {name: y, emptyDir: {}}, {hostPath: {path: /srv/xy, type: File}, name: encryption-provider-config}]\n- volumeMounts: [{name: x, mountPath: /etc/a.yaml}, {name: y, mountPath: /srv/x/}]\n+ volumeMounts: [{name: x, mountPath: /etc/a.yaml}, {name: y, mountPath: /srv/x/}, {mountPath: /srv/xy, name: encryption-provider-config, readOnly: true}]\n/srv/xy\n+apiVersion: apiserver.config.k8s.io/v1\n+kind: EncryptionConfiguration\n+resources:\n+- resources: [secrets]\n+  providers:\n+  - identity: {}\nThe file has to lie on the node: one is assumed there, in its shortest form.`,
    ],
  ],
  [
    'a file that a volume wants',
    {
      spec: '  volumes:\n  - {name: x, hostPath: {path: /etc/conf.yaml, type: File}}\n  - {name: y, hostPath: {path: /etc/there, type: File}}\n  - {name: z, hostPath: {path: /etc/none, type: Directory}}\n',
      scenario: { files: { '/etc/config.yaml': 'a', '/etc/there': 'b' } },
    },
    [
      `path in hostPath: /etc/config.yaml instead of /etc/conf.yaml\n- - {name: x, hostPath: {path: /etc/conf.yaml, type: File}}\n+ - {name: x, hostPath: {path: /etc/config.yaml, type: File}}`,
      `the file /etc/conf.yaml on the node\n/etc/conf.yaml\nWhat has to stand in it, its program says.`,
    ],
  ],
  [
    'a policy file that a volume would make a directory',
    {
      spec: '  volumes:\n  - {name: x, hostPath: {path: /etc/a.yaml, type: DirectoryOrCreate}}\n  - {name: y, hostPath: {path: /etc/b.yaml}}\n  - {name: z, hostPath: {path: /etc/c.yaml}}\n',
      main: server(
        ['--audit-policy-file=/etc/a.yaml', '--token-auth-file=/etc/b.yaml', '--other=/etc/c.yaml'],
        'volumeMounts: [{name: x, mountPath: /etc/a.yaml}, {name: y, mountPath: /etc/b.yaml}]',
      ),
    },
    [
      `the file /etc/a.yaml on the node\n/etc/a.yaml\n+apiVersion: audit.k8s.io/v1\n+kind: Policy\n+rules:\n+- level: Metadata\nWhat has to stand in it, its program says.`,
      `the file /etc/b.yaml on the node\n/etc/b.yaml\n+sesame,probe,1000,"probes"\nWhat has to stand in it, its program says.`,
    ],
  ],
  [
    'an exec probe that calls curl by https, below its name, and one that calls wget at no port',
    {
      main: 'livenessProbe:\n  exec:\n    command: [curl, -k, "https://localhost/live"]\n  periodSeconds: 5\nreadinessProbe: {exec: {command: [wget, localhost]}}',
    },
    [
      `an httpGet probe instead of exec in livenessProbe and readinessProbe\n- exec:\n- command: [curl, -k, "https://localhost/live"]\n+ httpGet:\n+ path: /live\n+ port: 443\n+ scheme: HTTPS\n- readinessProbe: {exec: {command: [wget, localhost]}}\n+ readinessProbe: {httpGet: {path: /, port: 80}}`,
    ],
  ],
  [
    'a file that is missing, of a flag whose file nobody has described',
    {
      spec: '  volumes: [{name: x, hostPath: {path: /etc/x}}]\n',
      main: server(['--goaway-file=/etc/x/a'], 'volumeMounts: [{name: x, mountPath: /etc/x}]'),
    },
    [`the file /etc/x/a on the node\n/etc/x/a\nWhat has to stand in it, its program says.`],
  ],
  [
    'an empty list of mounts, and volumes without a value',
    { main: server(['--audit-policy-file=/etc/a.yaml'], 'volumeMounts: []'), after: '  volumes:' },
    [
      `a mount of /etc/a.yaml\n- volumeMounts: []\n- volumes:\n+ volumeMounts: [{mountPath: /etc/a.yaml, name: audit-policy-file, readOnly: true}]\n+ volumes: [{hostPath: {path: /etc/a.yaml, type: File}, name: audit-policy-file}]\n/etc/a.yaml\n+apiVersion: audit.k8s.io/v1\n+kind: Policy\n+rules:\n+- level: Metadata\nThe file has to lie on the node: one is assumed there, in its shortest form.`,
    ],
  ],
  [
    'no root, and no user, at the end of a text without a line end',
    { after: '  securityContext:\n    runAsNonRoot: true' },
    [`runAsUser: 1000 in securityContext\n+ runAsUser: 1000\nAny number but 0 does: what it reads and writes has to be open to it.`],
  ],
  [
    'no root, and no user',
    { spec: '  securityContext: {runAsNonRoot: true}\n', main: 'securityContext: {privileged: false}' },
    [
      `runAsUser: 1000 in securityContext\n- securityContext: {runAsNonRoot: true}\n+ securityContext: {runAsNonRoot: true, runAsUser: 1000}\nAny number but 0 does: what it reads and writes has to be open to it.`,
    ],
  ],
  [
    'no root in the container, and no user',
    { main: 'securityContext:\n  runAsNonRoot: true' },
    [`runAsUser: 1000 in securityContext\n+ runAsUser: 1000\nAny number but 0 does: what it reads and writes has to be open to it.`],
  ],
  [
    'no root in the pod and in its container, and no user',
    { spec: '  securityContext: {runAsNonRoot: true, fsGroup: 5}\n', main: 'securityContext: {runAsNonRoot: true}' },
    [
      `runAsUser: 1000 in securityContext\n- securityContext: {runAsNonRoot: true, fsGroup: 5}\n+ securityContext: {runAsNonRoot: true, fsGroup: 5, runAsUser: 1000}\nAny number but 0 does: what it reads and writes has to be open to it.`,
    ],
  ],
  ['no root, and a user', { spec: '  securityContext: {runAsUser: 5}\n', main: 'securityContext: {runAsNonRoot: true}' }, []],
  ['root is allowed', { main: 'securityContext: {runAsNonRoot: false}' }, []],
  [
    'more than its node has',
    { main: 'resources: {requests: {cpu: "3", memory: 3Gi}}', scenario: { node: { cpu: '2', memory: '2Gi' } } },
    [
      `cpu: 2000m, memory: 2048Mi instead of 3, 3Gi\n- resources: {requests: {cpu: "3", memory: 3Gi}}\n+ resources: {requests: {cpu: 2000m, memory: 2048Mi}}\nIt is promised so much less: a node that is busy gives it no more.`,
    ],
  ],
  [
    'limits more than its node has',
    { main: 'resources: {limits: {cpu: 2500m}}', scenario: { node: { cpu: '2' } } },
    [
      `cpu: 2000m instead of 2500m\n- resources: {limits: {cpu: 2500m}}\n+ resources: {limits: {cpu: 2000m}}\nIt is promised so much less: a node that is busy gives it no more.`,
    ],
  ],
  [
    'more than its node has left',
    {
      main: 'resources: {requests: {cpu: "1"}}',
      scenario: { node: { cpu: '2' } },
      others: {
        'a.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, resources: {requests: {cpu: 1500m}}}]}\n',
      },
    },
    [
      `cpu: 500m instead of 1\n- resources: {requests: {cpu: "1"}}\n+ resources: {requests: {cpu: 500m}}\nIt is promised so much less: a node that is busy gives it no more.`,
    ],
  ],
  [
    'of two containers the greater',
    {
      main: 'resources: {requests: {cpu: 400m}}\n',
      after: '  - {name: b, image: b, resources: {requests: {cpu: 1900m}}}\n',
      scenario: { node: { cpu: '2' } },
    },
    [
      `cpu: 1600m instead of 1900m\n- - {name: b, image: b, resources: {requests: {cpu: 1900m}}}\n+ - {name: b, image: b, resources: {requests: {cpu: 1600m}}}\nIt is promised so much less: a node that is busy gives it no more.`,
    ],
  ],
  ['as much as its node has', { main: 'resources: {requests: {cpu: "2"}}', scenario: { node: { cpu: '2' } } }, []],
  [
    'no place for one more',
    {
      scenario: { node: { pods: 1 } },
      others: { 'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n' },
    },
    [],
  ],
  [
    'less than others have already',
    {
      main: 'resources: {requests: {cpu: 1900m}}',
      scenario: { node: { cpu: '2' } },
      others: {
        'a.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, resources: {requests: {cpu: "2"}}}]}\n',
      },
    },
    [],
  ],
  [
    'certificates that are over',
    {
      scenario: {
        duration: '60s',
        cluster: {
          certificates: {
            ca: { notAfter: '2026-11-24T14:15:30Z' },
            apiserver: { notAfter: '2026-11-24T14:15:59Z' },
            'apiserver-kubelet-client': { notAfter: '2026-11-24T15:15:00Z' },
          },
        },
      },
    },
    [
      `ca and apiserver renewed\n$ kubeadm init phase certs ca\nkubeadm certs renew apiserver\ncertificates left: apiserver-kubelet-client\nThe control plane’s pods have to be restarted to take it up.`,
    ],
  ],
  [
    'certificates that are good',
    { scenario: { duration: '60s', cluster: { certificates: { apiserver: { notAfter: '2026-11-24T14:16:00Z' } } } } },
    [],
  ],
  [
    'no anonymous requests',
    { main: server(['--anonymous-auth=false', '--client-ca-file=/etc/kubernetes/pki/ca.crt']) },
    [
      `an AuthenticationConfiguration for the health paths alone instead of --anonymous-auth=false\n- command: [kube-apiserver, "--anonymous-auth=false", "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n+ command: [kube-apiserver, --authentication-config=/etc/kubernetes/pki/authentication.yaml, "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n/etc/kubernetes/pki/authentication.yaml\n+apiVersion: apiserver.config.k8s.io/v1\n+kind: AuthenticationConfiguration\n+anonymous:\n+  enabled: true\n+  conditions:\n+  - path: /livez\n+  - path: /readyz\n+  - path: /healthz\nIt takes a file more on the node, /etc/kubernetes/pki/authentication.yaml.`,
      `an AuthenticationConfiguration for the health paths alone instead of --anonymous-auth=false\n- command: [kube-apiserver, "--anonymous-auth=false", "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n+ command: [kube-apiserver, --authentication-config=/etc/kubernetes/pki/authentication.yaml, --feature-gates=AnonymousAuthConfigurableEndpoints=true, "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n/etc/kubernetes/pki/authentication.yaml\n+apiVersion: apiserver.config.k8s.io/v1\n+kind: AuthenticationConfiguration\n+anonymous:\n+  enabled: true\n+  conditions:\n+  - path: /livez\n+  - path: /readyz\n+  - path: /healthz\nIt takes a file more on the node, /etc/kubernetes/pki/authentication.yaml.`,
      `an AuthenticationConfiguration for the health paths alone instead of --anonymous-auth=false\n- command: [kube-apiserver, "--anonymous-auth=false", "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n+ command: [kube-apiserver, --authentication-config=/etc/kubernetes/pki/authentication.yaml, "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n/etc/kubernetes/pki/authentication.yaml\n+apiVersion: apiserver.config.k8s.io/v1beta1\n+kind: AuthenticationConfiguration\n+anonymous:\n+  enabled: true\n+  conditions:\n+  - path: /livez\n+  - path: /readyz\n+  - path: /healthz\nIt takes a file more on the node, /etc/kubernetes/pki/authentication.yaml.`,
      `an AuthenticationConfiguration for the health paths alone instead of --anonymous-auth=false\n- command: [kube-apiserver, "--anonymous-auth=false", "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n+ command: [kube-apiserver, --authentication-config=/etc/kubernetes/pki/authentication.yaml, --feature-gates=AnonymousAuthConfigurableEndpoints=true, "--client-ca-file=/etc/kubernetes/pki/ca.crt"]\n/etc/kubernetes/pki/authentication.yaml\n+apiVersion: apiserver.config.k8s.io/v1beta1\n+kind: AuthenticationConfiguration\n+anonymous:\n+  enabled: true\n+  conditions:\n+  - path: /livez\n+  - path: /readyz\n+  - path: /healthz\nIt takes a file more on the node, /etc/kubernetes/pki/authentication.yaml.`,
    ],
  ],
  [
    'no anonymous requests, and gates',
    { main: server(['--anonymous-auth=false', '--client-ca-file=/etc/kubernetes/pki/ca.crt', '--feature-gates=A=true']) },
    [],
  ],
  ['no anonymous requests, and no directory of certificates', { main: server(['--anonymous-auth=false']) }, []],
])('what if: %s', (_, row, offers) => expect(offered(row)).toEqual(offers))
