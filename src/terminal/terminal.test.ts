import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workedMs } from '../worked-fixture.ts'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { STORY_CURSOR, theStrangeCase } from '../cases/the-strange-case.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import type { Trace } from '../sim/trace/trace.ts'
import { complete } from './shell/complete.ts'
import { textOf } from './shell/output.ts'
import { ask } from './terminal.ts'

const { scenario } = parseScenario(readFileSync(join(import.meta.dirname, 'recorded', 'anonymous-off.scenario.yaml'), 'utf8'))
const inputs: Inputs = { ...scenario!.lanes[0]!.inputs, duration: 900 }
const trace = simulate(inputs)
const at = (t: number, line: string, other: Partial<Inputs> = {}, run: Trace = trace) =>
  ask(line, { inputs: { ...inputs, ...other }, trace: run, at: t, simulate })

const REFUSED = 'The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?\n'

it('kubectl waits for a server that accepts connections, and is refused where none does', () => {
  expect(at(0.3, 'kubectl get po -A').stderr).toBe(REFUSED)
  expect(at(100, 'kubectl get po -A').stderr).toBe(REFUSED)
  expect(at(122, 'kubectl get nodes').stderr).toMatch(/^Error from server \(Forbidden\): nodes is forbidden: .* at the cluster scope\n$/)
  expect(at(126, 'kubectl get nodes').exit).toBe(0)
})

it('a server whose file has just changed listens until it is stopped, and answers as long', () => {
  const change = { actions: [{ at: 300, edit: 'kube-apiserver.yaml', find: '--anonymous-auth=false', replace: '--anonymous-auth=true' }] }
  const run = simulate({ ...inputs, ...change })
  const lines = ['ss -ltn sport = :6443', 'kubectl get --raw /healthz', 'kubectl get po -n kube-system']
  const answers = (t: number) => lines.map((line) => at(t, line, change, run).stdout.includes(line.startsWith('ss') ? '6443' : 'o'))
  expect(run.filter(({ kind, t }) => kind === 'server' && t >= 300)[0]).toMatchObject({ state: 'shutting-down', t: expect.closeTo(300.03) })
  expect([300, 300.1].map(answers)).toEqual([
    [true, true, true],
    [false, false, false],
  ])
})

it('what kubectl waits for takes its time: what comes behind it is later', () => {
  expect(at(122, 'date +%T; kubectl get nodes; date +%T')).toMatchObject({
    stdout: '14:33:16\n14:33:17\n',
    tookSeconds: expect.closeTo(1.13),
  })
  for (const line of ['kubectl config view', 'kubectl version --client']) expect(at(122, line).tookSeconds).toBeUndefined()
})

it('the runtime has no container of an image that is not to be had, and every tool answers beside it', () => {
  const text = `whyrestart: 1
duration: 1m
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec: {containers: [{name: web, image: "example.org/none:1", imagePullPolicy: Never}]}
images: {example.org/none:1: {present: false}}`
  const { inputs } = parseScenario(text).scenario!.lanes[0]!
  const moment = { inputs, trace: simulate(inputs), at: 60, simulate }
  expect(ask('crictl ps -a', moment).stdout.trimEnd().split('\n')).toHaveLength(1)
  expect(ask('crictl pods', moment).stdout).toContain('web')
  for (const line of ['ps aux', 'free -m', 'df -h']) expect(ask(line, moment).exit).toBe(0)
})

it('kubectl asks where its kubeconfig says, wherever the server listens', () => {
  for (const flag of ['--secure-port=6444', '--bind-address=127.0.0.1']) {
    const text = inputs.manifests['kube-apiserver.yaml']!.replace('- --secure-port=6443', `- ${flag}`)
    const moved = { manifests: { 'kube-apiserver.yaml': text }, actions: [] }
    const run = simulate({ ...inputs, ...moved })
    expect(run.some((entry) => entry.kind === 'server' && entry.state === 'serving')).toBe(true)
    for (const command of ['kubectl get po -A', 'kubectl delete pod x']) expect(at(300, command, moved, run).stderr).toBe(REFUSED)
    // nor does the kubelet find it
    expect(run.some((entry) => entry.kind === 'mirror')).toBe(false)
  }
})

it('kubectl meets a hung server, a lost etcd and a server without roles', () => {
  const told = (entries: object[]) =>
    [{ kind: 'sync', op: 'ADD', uid: 'u', pod: 'kube-apiserver' }, ...entries].map((entry, id) => ({
      id,
      t: 0,
      ...entry,
    })) as unknown as Trace
  expect(at(5, 'kubectl get po', {}, told([{ kind: 'server', state: 'hung' }])).stderr).toBe(
    'Unable to connect to the server: net/http: TLS handshake timeout\n',
  )
  expect(
    at(
      5,
      'kubectl get po',
      {},
      told([
        { kind: 'server', state: 'serving' },
        { kind: 'etcd', state: 'down' },
      ]),
    ).stderr,
  ).toMatch(/^Error from server \(Timeout\): /)
  const starting = told([{ kind: 'server', state: 'forbidding' }])
  expect(at(5, 'kubectl get po', {}, starting).stderr).toBe(
    'Error from server (Forbidden): pods is forbidden: User "kubernetes-admin" cannot list resource "pods" in API group "" in the namespace "default"\n',
  )
  expect(at(5, 'kubectl get po', { kubernetes: '1.19' }, starting).stderr).toBe('No resources found in default namespace.\n')
})

it('kubectl, curl and ss meet the program that has taken the port', () => {
  const actions: Inputs['actions'] = [
    { at: 50, take: 6443 },
    { at: 60, crash: 'kube-apiserver', code: 2 },
  ]
  const run = simulate({ ...inputs, actions })
  const then = (line: string) => at(75, line, { actions }, run)
  expect(then('kubectl get po').stderr).toBe('Unable to connect to the server: net/http: TLS handshake timeout\n')
  expect(then('curl -k https://192.168.1.100:6443/').stderr).toMatch(/curl: \(28\) SSL connection timeout/)
  expect(then('ss -ltnp').stdout).toMatch(/\*:6443 .*"nc"/)
})

it('ss has no port of a kube-apiserver that shuts down beside its etcd', () => {
  const actions: Inputs['actions'] = [{ at: 200, crictl: 'stop kube-apiserver' }]
  const run = simulate({ ...inputs, actions })
  const { t } = run.find((entry) => entry.kind === 'server' && entry.state === 'shutting-down' && entry.t >= 200)!
  const ports = (when: number) => at(when, 'ss -ltn', { actions }, run).stdout.match(/:6443 /g)
  expect([ports(t - 0.01)?.length, ports(t + 0.01)]).toEqual([1, null])
})

it('a lane of what happened answers nothing, whatever is typed', () => {
  expect(at(100, 'date', { happened: [] })).toMatchObject({
    stdout: '',
    stderr: 'not simulated here: this lane shows what happened in a real cluster. Ask in the lane that simulates it.\n',
    exit: 1,
  })
})

it('kubectl asks a cluster elsewhere until a file makes a server of this node’s, or is meant to', () => {
  const exit = (manifests: Inputs['manifests'], trace: unknown[] = []) => at(100, 'kubectl get ns', { manifests }, trace as Trace).exit
  expect(exit({})).toBe(0)
  expect(exit({}, [{ id: 0, t: 0, kind: 'server', state: 'exited' }])).toBe(1)
  expect(exit({ 'web.yaml': 'kind Pod' })).toBe(0)
  expect(exit({ 'web.yaml': 'kind Pod', 'server.yaml': 'kind Pod\ncommand: [kube-apiserver]' })).toBe(1)
})

it('a standalone kubelet has no API, but crictl works', () => {
  expect(at(100, 'kubectl get po', { cluster: { attached: false, etcd: 'up', objects: [] } }).stderr).toBe(
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
  )
  expect(at(100, 'crictl ps').stdout).toContain('kube-apiserver')
})

it.each<[string, number, RegExp]>([
  ['kubectl get po nope -n kube-system', 1, /^Error from server \(NotFound\): pods "nope" not found\n$/],
  ['kubectl get po', 0, /^No resources found in default namespace\.\n$/],
  ['kubectl get po -A -o wode', 1, /^not simulated here: -o wode\.\nThis terminal knows/],
  ['kubectl get widgets', 1, /the server doesn't have a resource type "widgets"/],
  ['kubectl get po --wach', 1, /^not simulated here: kubectl get --wach\.\nThis terminal knows/],
  ['kubectl frob', 1, /^not simulated here: kubectl frob\.\nThis terminal knows/],
  ['kubectl', 1, /This terminal knows/],
  ['kubectl logs', 1, /expected 'logs/],
  ['crictl stop x', 1, /NotFound/],
  ['crictl --foo', 1, /^not simulated here: crictl --foo\./],
  ['curl', 2, /no URL specified/],
  ['curl ftp://x', 1, /Protocol "ftp" not supported/],
  ['curl --frob x', 2, /^not simulated here: curl --frob\.\ncurl: this terminal knows/],
  ['journalctl -z', 1, /^not simulated here: journalctl -z\.\nThis terminal knows/],
  ['journalctl -k', 1, /^not simulated here: what the kernel writes/],
  ['journalctl -p frob', 1, /^Unknown log level frob\n$/],
  ['tcpdump -i any', 127, /^not simulated here: tcpdump\nThis terminal knows: kubectl, /],
  ['etcdctl snapshot save x', 1, /^not simulated here: etcdctl snapshot save/],
  ['kubeadm reset', 1, /^not simulated here: kubeadm reset/],
  ['kill 1', 1, /^not simulated here: a signal to the process 1,/],
  ['kill 99', 1, /^bash: kill: \(99\) - No such process\n$/],
  ['stat /tmp/nope', 1, /^stat: cannot statx '\/tmp\/nope': No such file/],
  ['openssl s_client -connect 192.168.1.100:7777', 1, /Connection refused/],
  ['cat /root/nope', 1, /^cat: \/root\/nope: No such file/],
  ['emacs', 127, /^not simulated here: emacs\nThis terminal knows: kubectl, /],
  ['vim', 1, /This terminal knows: vi FILE/],
  ['date | frob', 127, /^not simulated here: frob\nThis terminal knows: kubectl, /],
  ['date |', 2, /syntax error near unexpected token `newline'/],
  ['date & date', 2, /runs nothing in the background/],
  ['echo x | grep "["', 2, /^grep: Unmatched \[/],
  ['echo x | jq .', 2, /^jq: parse error/],
  ['head -n x /nope', 1, /invalid number of lines/],
  ['"', 2, /unexpected EOF/],
  ['crictl stats', 1, /^not simulated here: crictl stats\.\nThis terminal knows: crictl ps/],
  ['crictl rmp x', 1, /^not simulated here: crictl rmp: the kubelet would make the pod anew/],
  ['crictl images -o json', 1, /^not simulated here: crictl images -o json/],
  ['crictl frob', 1, /^not simulated here: crictl frob\.\nThis terminal knows: crictl ps/],
])('%s says what is wrong, and what is known', (line, exit, words) => {
  const output = at(60, line)
  expect(output.exit).toBe(exit)
  expect(output.stderr).toMatch(words)
})

it('shows the files of the node, as the actions left them', () => {
  const edited = {
    actions: [
      { at: 50, write: 'b.yaml', content: 'b: 1\n' },
      { at: 70, remove: 'b.yaml' },
    ],
  }
  expect(at(40, 'ls', edited).stdout).toBe('kube-apiserver.yaml\n')
  expect(at(60, 'cat /etc/kubernetes/manifests/b.yaml', edited).stdout).toBe('b: 1\n')
  expect(at(80, 'ls', edited).stdout).toBe('kube-apiserver.yaml\n')
})

it('prints the story’s own line', () => {
  const { scenario: story } = parseScenario(JSON.stringify(theStrangeCase('1.9')))
  const lane = story!.lanes.find(({ name }) => name === 'Anonymous requests off')!
  const output = ask('kubectl get po -n kube-system', { inputs: lane.inputs, trace: simulate(lane.inputs), at: STORY_CURSOR, simulate })
  expect(output.stdout).toBe(
    'NAME                    READY     STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1       Running   6          7m\n',
  )
})

it('prints the story’s widths and ages on 1.9', () => {
  const told = [
    { kind: 'sync', op: 'ADD', uid: 'u', pod: 'kube-apiserver' },
    {
      kind: 'status',
      pod: 'kube-apiserver',
      phase: 'Running',
      ready: true,
      containers: [
        {
          name: 'kube-apiserver',
          restartCount: 6,
          ready: true,
          state: { is: 'running', startedAt: 400 },
          lastState: { is: 'terminated', exitCode: 137, finishedAt: 399 },
        },
      ],
    },
    { kind: 'mirror', pod: 'kube-apiserver', op: 'created', uid: 'u', status: 1 },
    { kind: 'server', state: 'serving' },
  ].map((entry, id) => ({ id, t: 0, ...entry })) as unknown as Trace
  const old = { kubernetes: '1.9', node: { name: 'master', ip: '192.168.1.100' } }
  expect(at(450, 'kubectl get po -n kube-system', old, told).stdout).toBe(
    'NAME                    READY     STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1       Running   6          7m\n',
  )
  expect(at(450, 'kubectl get po -n kube-system', { ...old, kubernetes: '1.21' }, told).stdout).toBe(
    'NAME                    READY   STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1     Running   6          7m30s\n',
  )
  expect(at(450, 'kubectl get po -n kube-system', { ...old, kubernetes: '1.22' }, told).stdout).toMatch(/ {3}6 \(51s ago\) {3}7m30s\n$/)
})

it.each<[string, RegExp]>([
  [
    'kubectl get all -A',
    /^NAMESPACE +NAME +READY[^]*kube-system +pod\/kube-apiserver-master-node[^]*service\/kubernetes +ClusterIP +10\.96\.0\.1/,
  ],
  ['kubectl get po -n kube-system -o name', /^pod\/kube-apiserver-master-node\n$/],
  ['kubectl get po -A -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\n"}{end}\'', /^kube-apiserver-master-node\n$/],
  ['kubectl get po kube-apiserver-master-node -n kube-system -o json', /^\{\n {4}"apiVersion": "v1",\n {4}"kind": "Pod",/],
  ['kubectl describe node', /^Name: +master-node\n[^]*NetworkPluginNotReady/],
  ['kubectl get --raw /version', /"gitVersion":"v1\.37/],
  ['kubectl auth can-i list nodes', /^yes\n$/],
  ['kubectl auth can-i get /metrics --as=bob', /^no\n$/],
  ['kubectl auth can-i "*" "*" --as=root --as-group=system:masters', /^yes\n$/],
  [
    'kubectl delete pod kube-apiserver-master-node -n kube-system',
    /^pod "kube-apiserver-master-node" deleted from kube-system namespace\n$/,
  ],
  ['crictl ps -q --name kube', /^[0-9a-f]{64}\n$/],
  [
    'journalctl -u kubelet -n 1',
    /^Nov 24 14:\d\d:\d\d master-node kubelet\[1201\]: [IE]1124 .*prober\.go:107\] "Probe failed" probeType="\w+" pod="kube-system\/kube-apiserver-master-node".* output="HTTP probe failed with statuscode: 401"\n$/,
  ],
  ['journalctl -u kubelet --since "1 s ago"', /^(-- No entries --|Nov)/],
  ['systemctl status kubelet', /^● kubelet\.service[^]*Active: active \(running\) since Tue 2026-11-24/],
  ['ss -ltnp', /:10250 .*users:\(\("kubelet",pid=1201/],
  ['ls /etc/kubernetes/pki', /^apiserver-etcd-client\.crt\n/],
  ['curl -sko /dev/null -w %{http_code} https://192.168.1.100:6443/healthz', /^401$/],
  [
    'curl -s --cacert /etc/kubernetes/pki/ca.crt --cert /etc/kubernetes/pki/apiserver-kubelet-client.crt --key x https://192.168.1.100:6443/healthz',
    /^ok$/,
  ],
])('%s', (line, words) => expect(at(200, line).stdout).toMatch(words))

it.each<[string, string]>([
  ['kubectl get po -A -o json | jq -r ".items[].metadata.name"', 'kube-apiserver-master-node\n'],
  ["kubectl get po -A --no-headers | awk '{print $2, $4}'", 'kube-apiserver-master-node Running\n'],
  ['cat kube-apiserver.yaml | grep anonymous', '    - --anonymous-auth=false\n'],
  ['grep -nE "anon(ymous)?-auth" kube-apiserver.yaml | wc -l', '1\n'],
  ['grep -c nothing kube-apiserver.yaml || echo none', '0\nnone\n'],
  ['grep -q anonymous kube-apiserver.yaml && echo off; echo $?', 'off\n0\n'],
  ['kubectl get events -A | grep -o "statuscode: 401" | sort -u', 'statuscode: 401\n'],
  [
    'crictl images',
    'IMAGE                            TAG                 IMAGE ID            SIZE\nregistry.k8s.io/kube-apiserver   v1.37.2             2de1a81bfdd62       unknown\n',
  ],
  ['crictl version | tail -n 1', 'RuntimeApiVersion:  v1\n'],
  ['crictl ps -q --state exited | wc -l', '1\n'],
  ['ss -tulpn | grep -c 6443', '1\n'],
  ['kubectl get nope 2>/dev/null; echo "$?"', '1\n'],
  [
    'T=$(kubectl create token default); curl -sko /dev/null -w "%{http_code}" -H "Authorization: Bearer $T" https://192.168.1.100:6443/api',
    '200',
  ],
  ['kubectl get clusterroles -o name | sort -r | head -2 | cut -d / -f 2', 'view\nsystem:volume-scheduler\n'],
  ['echo a b a | tr', ''],
  [
    "kubectl delete pod kube-apiserver-master-node -n kube-system | cat; kubectl get po -A --no-headers | awk '{print $4}'",
    'pod "kube-apiserver-master-node" deleted from kube-system namespace\nPending\n',
  ],
  ['echo new > /tmp/x; echo more >> /tmp/x; cat /tmp/x', 'new\nmore\n'],
])('%s', (line, out) => expect(at(200, line).stdout).toBe(out))

it.each<[string, string, number, RegExp, RegExp]>([
  [
    '1.37',
    'kubectl exec -it kube-apiserver-master-node -n kube-system -- sh',
    1,
    /^$/,
    /^error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not found in \$PATH: unknown\n\(The simulated container/,
  ],
  ['1.37', 'kubectl exec kube-apiserver-master-node -n kube-system -- kube-apiserver --version', 0, /^Kubernetes v1\.37\.2\n$/, /^$/],
  [
    '1.37',
    'kubectl exec kube-apiserver-master-node -n kube-system sh',
    1,
    /^$/,
    /^error: exec \[POD\] \[COMMAND\] is not supported anymore/,
  ],
  ['1.37', 'kubectl exec nope -- ls', 1, /^$/, /^Error from server \(NotFound\): pods "nope" not found\n$/],
  ['1.37', 'kubectl exec', 1, /^$/, /^error: expected 'exec/],
  ['1.37', 'crictl exec -it $(crictl ps -q) kube-apiserver --version', 0, /^Kubernetes v1\.37\.2\n$/, /^$/],
  ['1.37', 'kubectl top nodes', 1, /^$/, /^error: Metrics API not available\n$/],
  ['1.9', 'kubectl top nodes', 1, /^$/, /^Error from server \(NotFound\): .*heapster:\)\n$/],
  ['1.9', 'kubectl version --short', 0, /^Client Version: v1\.9\.6\nServer Version: v1\.9\.6\n$/, /^$/],
  ['1.37', 'kubectl version --short', 1, /^$/, /^error: unknown flag: --short\n/],
  // what it says that it knows, it knows
  ['1.9', 'kubectl get pods -A', 1, /^$/, /unknown shorthand flag: 'A' in -A\n[^]*\[-n NAMESPACE \| --all-namespaces\] /],
  ['1.37', 'kubectl get --help', 0, /\[-n NAMESPACE \| -A\] /, /^$/],
  [
    '1.9',
    'kubectl logs kube-apiserver-master -n kube-system',
    0,
    /^$/,
    /^\(What a kube-apiserver 1\.9 writes as it runs is not simulated; /,
  ],
  ['1.37', 'kubectl logs kube-apiserver-master-node -n kube-system --timestamps --tail=1', 0, /^2026-11-24T\S+Z I1124 /, /^$/],
  ['1.37', 'kubectl logs kube-apiserver-master-node -n kube-system --since=1s', 0, /^$/, /^$/],
  ['1.37', 'kubectl logs -n kube-system -l component=kube-apiserver --tail=1', 0, /^[IEW]1124 [^\n]*\n$/, /^$/],
  ['1.37', 'kubectl logs deploy/x', 1, /^$/, /^Error from server \(NotFound\): deployments\.apps "x" not found\n$/],
  ['1.37', 'kubectl explain svc', 1, /^$/, /^not simulated here: kubectl explain svc\.\nThis terminal knows: kubectl explain pod/],
  [
    '1.37',
    'kubectl explain pod.spec.containers.livenessProbe',
    0,
    /^KIND: +Pod\nVERSION: +v1\n\nFIELD: livenessProbe <Probe>\n\n[^]*FIELDS:\n[^]*\n {2}grpc +<GRPCAction>\n/,
    /^\(What a field means is told here in whyrestart’s own words\.\)\n$/,
  ],
  ['1.9', 'kubectl explain pod.spec.containers.startupProbe', 1, /^$/, /^error: field "startupProbe" does not exist\n$/],
  [
    '1.37',
    'kubectl events -n kube-system --types=Warning',
    0,
    /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\w+ \(x\d+ over \w+\) +Warning +Unhealthy +Pod\/kube-apiserver-master-node /,
    /^$/,
  ],
  ['1.9', 'kubectl events', 1, /^$/, /^error: unknown command "events" for "kubectl"\nIt came with kubectl 1\.26/],
  [
    '1.37',
    'kubectl wait pod/kube-apiserver-master-node -n kube-system --for=condition=Ready=false --timeout=5m',
    1,
    /^$/,
    /^error: timed out waiting for the condition on pods\/kube-apiserver-master-node\n$/,
  ],
  [
    '1.37',
    "kubectl wait pod --all -n kube-system --for=jsonpath='{.status.phase}'=Running",
    0,
    /^pod\/kube-apiserver-master-node condition met\n$/,
    /^$/,
  ],
  ['1.37', 'kubectl wait pod/x', 1, /^$/, /^error: unrecognized condition: \[\]/],
  [
    '1.37',
    'kubectl describe clusterrole system:public-info-viewer',
    0,
    /^Name: +system:public-info-viewer\nLabels: +kubernetes\.io\/bootstrapping=rbac-defaults\nAnnotations: +rbac[^\n]*: true\nPolicyRule:\n {2}Resources  Non-Resource URLs  Resource Names  Verbs\n[^]*\n {13}\[\/healthz\] +\[\] +\[get\]\n/,
    /^$/,
  ],
  [
    '1.37',
    'kubectl describe role extension-apiserver-authentication-reader -n kube-system',
    0,
    /\n {2}configmaps +\[\] +\[extension-apiserver-authentication\] +\[get list watch\]\n$/,
    /^$/,
  ],
  [
    '1.37',
    'kubectl describe clusterrolebinding cluster-admin',
    0,
    /Role:\n {2}Kind: +ClusterRole\n {2}Name: +cluster-admin\nSubjects:\n {2}Kind +Name +Namespace\n[^]*\n {2}Group +system:masters/,
    /^$/,
  ],
  [
    '1.37',
    'kubectl describe role nope -n kube-system',
    1,
    /^$/,
    /^Error from server \(NotFound\): roles\.rbac\.authorization\.k8s\.io "nope" not found\n$/,
  ],
  ['1.37', 'kubectl describe svc', 1, /^$/, /^not simulated here: kubectl describe svc: kubectl get svc -o yaml shows it\./],
  [
    '1.37',
    'kubectl get po -n kube-system -o go-template="{{range .items}}{{.metadata.name}}{{end}}"',
    0,
    /^kube-apiserver-master-node$/,
    /^$/,
  ],
  ['1.37', 'kubectl get po -A -o jsonpath-file=x', 1, /^$/, /^not simulated here: -o jsonpath-file/],
  ['1.37', 'kubectl get po --show-managed-fields', 1, /^$/, /^not simulated here: kubectl get --show-managed-fields\./],
  ['1.37', 'kubectl scale deploy x', 1, /^$/, /^not simulated here: kubectl scale/],
  ['1.37', 'kubectl config current-context', 0, /^kubernetes-admin@kubernetes\n$/, /^$/],
  ['1.9', 'docker ps -q | wc -c', 0, /^26\n$/, /^$/],
  ['1.37', 'docker ps', 127, /^$/, /^not simulated here: docker; this node runs containerd: crictl ps -a/],
  ['1.37', 'ps aux | grep [k]ube-apiserver', 0, /^root +\d+ .* kube-apiserver --.*--anonymous-auth=false/, /^$/],
  ['1.37', 'openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -issuer', 0, /^issuer=CN = kubernetes\n$/, /^$/],
  ['1.37', 'journalctl -u kubelet -o cat -n 1', 0, /^[IE]1124 /, /^$/],
  ['1.37', 'systemctl restart kubelet', 0, /^$/, /^$/],
  ['1.37', 'systemctl restart docker', 5, /^$/, /^Failed to restart docker.service: Unit docker.service not found/],
  ['1.37', 'systemctl stop kubelet', 1, /^$/, /^not simulated here: systemctl stop: /],
  ['1.37', "kubectl get po -A | awk 'NR>1 && $4 {print}'", 2, /^$/, /^This terminal knows: awk/],
  ['1.37', 'kubectl get po -A | awk \'NR > 1 {print $2 ":" $4}\'', 0, /^kube-apiserver-master-node:Running\n$/, /^$/],
])('%s: %s', (kubernetes, line, exit, out, err) => {
  const own = kubernetes === '1.9' ? parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[0]!.inputs : inputs
  const output = ask(line, { inputs: own, trace: simulate({ ...own, duration: 200 }), at: 200, simulate })
  expect(output.stdout).toMatch(out)
  expect(output.stderr).toMatch(err)
  expect(output.exit).toBe(exit)
})

it('the journal of 1.9 tells of dead containers and their back-off, and of neither probes nor kills, which kubeadm’s --v leaves out', () => {
  const own = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!.inputs
  const { stdout } = ask('journalctl -u kubelet -o cat', { inputs: own, trace: simulate(own), at: 600, simulate })
  const lines = stdout.split('\n').map((line) => line.replace(/^(.)\d{4} \S+ +\d+ /, '$1 ').replaceAll(/[0-9a-f]{32}/g, 'UID'))
  const pod = '"kube-apiserver-master_kube-system(UID)"'
  const wait = 'Back-off 2m40s restarting failed container=kube-apiserver pod=kube-apiserver-master_kube-system(UID)'
  expect([...new Set(lines.filter(Boolean))].toSorted()).toEqual([
    `E pod_workers.go:186] Error syncing pod UID (${pod}), skipping: failed to "StartContainer" for "kube-apiserver" with CrashLoopBackOff: "${wait}"`,
    'I kuberuntime_manager.go:514] Container {Name:kube-apiserver …} is dead, but RestartPolicy says that we should restart it.',
    `I kuberuntime_manager.go:758] checking backoff for container "kube-apiserver" in pod ${pod}`,
    `I kuberuntime_manager.go:768] ${wait}`,
  ])
})

it('journalctl -f and kubectl logs -f tell of what comes', () => {
  const { later } = at(126, 'journalctl -fu kubelet | grep -c .')
  expect(later!.length).toBeGreaterThan(3)
  expect(later!.every((line) => line.at > 126)).toBe(true)
  const followed = at(200, 'kubectl logs -f kube-apiserver-master-node -n kube-system')
  expect(followed.until).toBeGreaterThan(200)
  // the kubelet is asked, which knows of the new life though the API does not yet
  expect(at(126, 'kubectl logs -f kube-apiserver-master-node -n kube-system').until).toBeGreaterThan(126)
  expect(followed.later?.every((line) => line.at > 200 && line.at <= followed.until!)).toBe(true)
})

it('curl waits for a server that is stopped, and tells for how long', () => {
  const actions: Inputs['actions'] = [{ at: 130, hang: 'kube-apiserver' }]
  const asked = (line: string) => at(135, line, { actions, duration: 900 }, simulate({ ...inputs, actions }))
  expect(asked('curl -km 5 https://192.168.1.100:6443/livez')).toMatchObject({
    exit: 28,
    tookSeconds: 5,
    stderr: 'curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received\n',
  })
  const waited = asked('curl -sSk https://192.168.1.100:6443/livez; date')
  expect(waited.stderr).toMatch(/^curl: \(35\) .*reset by peer/)
  expect(waited.tookSeconds).toBeGreaterThan(30)
})

it('kubectl takes a file from where the shell is, or what comes by a pipe', () => {
  const text = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n'
  const made = { stdout: 'namespace/a created\n', exit: 0 }
  expect(at(200, `cd /tmp; printf '${text.replaceAll('\n', '\\n')}' > n.yaml; kubectl apply -f n.yaml`)).toMatchObject({
    ...made,
    actions: [{ write: '/tmp/n.yaml' }, { kubectl: 'apply -f /tmp/n.yaml' }],
  })
  expect(at(200, `printf '${text.replaceAll('\n', '\\n')}' | kubectl apply -f -`)).toMatchObject({
    ...made,
    actions: [{ write: '/tmp/stdin.yaml', content: text }, { kubectl: 'apply -f /tmp/stdin.yaml' }],
  })
  expect(at(200, "printf 'kind: Frob' | kubectl create -f -").stderr).toMatch(/^error: STDIN, line 1: /)
  expect(at(200, 'kubectl apply -f -').stderr).toMatch(/^error: nobody types behind a command here/)
  expect(at(200, 'kubectl apply -f kube-apiserver.yaml').stderr).toMatch(
    /^error: kube-apiserver.yaml, line \d+: objects of kind Pod are not simulated/,
  )
})

it('hands out what a whole line does, in its order', () => {
  expect(at(200, 'cp kube-apiserver.yaml /tmp/a && rm kube-apiserver.yaml && kubectl apply -f /tmp/nope').actions).toMatchObject([
    { copy: 'kube-apiserver.yaml', to: '/tmp/a' },
    { remove: 'kube-apiserver.yaml' },
  ])
})

it('a watch tells of a pod that goes and comes again', () => {
  const actions: Inputs['actions'] = [{ at: 127, kubectl: 'delete pod kube-apiserver-master-node -n kube-system' }]
  const run = simulate({ ...inputs, actions })
  const { later } = at(126.5, 'kubectl get po -n kube-system -w', { actions }, run)
  expect(later!.slice(0, 4).map(({ text }) => text.trim())).toEqual([
    expect.stringMatching(/ Terminating /),
    expect.stringMatching(/ Terminating /),
    // its status goes up when the kubelet next looks through all of them
    expect.stringMatching(/ Pending .* 0s$/),
    expect.stringMatching(/ Running .* 7s$/),
  ])
})

it('a watch alone does not list first, and has the header with its first row', () => {
  const { stdout, later } = at(126, 'kubectl get po -n kube-system --watch-only')
  expect(stdout).toBe('')
  const rows = at(126, 'kubectl get po -n kube-system -w').later!
  const [head, ...first] = later![0]!.text.split(/^/m)
  expect(head).toMatch(/^NAME +READY /)
  expect([{ ...later![0], text: first.join('') }, ...later!.slice(1)]).toEqual(rows)
})

it('kubectl wait takes as long as it takes', () => {
  const line = "kubectl wait pod/kube-apiserver-master-node -n kube-system --for=jsonpath='{.status.containerStatuses[0].restartCount}'=1"
  const { tookSeconds, stdout } = at(127, line)
  expect(stdout).toBe('pod/kube-apiserver-master-node condition met\n')
  expect(tookSeconds).toBeGreaterThan(0)
  expect(at(200, line).tookSeconds).toBeUndefined()
})

it('a watch can be looked through', () => {
  const { later } = at(126, 'kubectl get po -n kube-system -w | grep -v Running')
  expect(later!.every(({ text }) => !text.includes('Running'))).toBe(true)
})

it('curl tells its way with -v, and names what it does not trust', () => {
  expect(at(200, 'curl -vk https://192.168.1.100:6443/healthz').screen).toMatch(
    /^\* {3}Trying 192\.168\.1\.100:6443[^]*> GET \/healthz HTTP\/2\n[^]*< HTTP\/2 401 \n[^]*< content-length: \d{3}\n[^]*"Unauthorized"/,
  )
  expect(at(200, 'curl --cacert /etc/kubernetes/pki/ca.crt https://127.0.0.1:6443/').stderr).toMatch(
    /\(60\) SSL: no alternative certificate subject name matches/,
  )
  expect(at(200, 'curl -k --cert nope.crt https://127.0.0.1:6443/').stderr).toMatch(/^curl: \(58\) could not load PEM client certificate/)
})

it.each<[string, string | RegExp]>([
  ['cat /dev/null | wc -c', '0\n'],
  ['ls /dev/null', '/dev/null\n'],
  ['grep -c x < /dev/null', '0\n'],
  ['echo hallo | base64', 'aGFsbG8K\n'],
  [`echo ${'0'.repeat(60)} | base64`, `${'MDAw'.repeat(19)}\nMDAwCg==\n`],
  ['echo hallo | base64 | base64 -d', 'hallo\n'],
  ['cat kube-apiserver.yaml | base64 -w0 | base64 --decode | head -n 1', 'apiVersion: v1\n'],
  ['stat -c %s kube-apiserver.yaml; stat kube-apiserver.yaml | head -n 1', '  File: kube-apiserver.yaml\n'],
  ['ls /var/log/pods', /^kube-system_kube-apiserver-master-node_[0-9a-f]{32}\n$/],
  ['tail -n 1 /var/log/pods/*/kube-apiserver/*.log | grep -c "stderr F"', /^[1-9]/],
  ['pgrep -a kube-apis | cut -d " " -f 2', 'kube-apiserver\n'],
  ['pgrep -x kubelet', '1201\n'],
  ['pgrep nothing', ''],
  [
    'cd /etc/kubernetes/pki; etcdctl --endpoints=https://127.0.0.1:2379 --cacert=etcd/ca.crt --cert=etcd/server.crt --key=etcd/server.key endpoint health',
    /^https:\/\/127\.0\.0\.1:2379 is healthy: /,
  ],
  ['openssl s_client -connect 192.168.1.100:6443 </dev/null 2>/dev/null | openssl x509 -noout -subject', 'subject=CN = kube-apiserver\n'],
  [
    'kubeadm certs check-expiration',
    /^\[check-expiration\] [^]*\napiserver +Nov 24, 2027 \d\d:\d\d UTC +364d +ca +no +\n[^]*\nca +Nov 2\d, 2036 .* 9y +no/,
  ],
  ['journalctl -u kubelet -p err', '-- No entries --\n'],
  ['journalctl -p info -n 1 -o cat', /^[IE]1124/],
  ['crictl ps -o json | jq -r ".containers[0].metadata.name"', 'kube-apiserver\n'],
  ['crictl pods -o json | jq -r ".items[].state"', 'SANDBOX_READY\n'],
])('%s on the node', (line, out) => {
  const { stdout } = at(200, line)
  expect(stdout).toMatch(typeof out === 'string' ? new RegExp(`^${out.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`) : out)
})

it('a signal to a container’s program is an action', () => {
  expect(at(200, 'kill -9 $(pgrep kube-apiserver)').actions).toEqual([{ at: 200, kill: 'kube-apiserver' }])
  expect(at(200, 'pkill -STOP -f kube-apiserver').actions).toEqual([{ at: 200, hang: 'kube-apiserver' }])
  expect(at(200, 'kill $(pgrep kube-apiserver)').actions).toEqual([{ at: 200, crictl: 'stop kube-apiserver' }])
})

it('what changes something is handed out as an action, and done by nobody here', () => {
  const [id] = at(200, 'crictl ps -q').stdout.split('\n')
  expect(at(200, `crictl stop ${id}`)).toMatchObject({ stdout: `${id}\n`, actions: [{ at: 200, crictl: 'stop kube-apiserver' }] })
  expect(at(200, 'mv kube-apiserver.yaml /tmp').actions).toMatchObject([
    { remove: 'kube-apiserver.yaml' },
    { write: '/tmp/kube-apiserver.yaml' },
  ])
  expect(at(200, 'cp kube-apiserver.yaml kube-apiserver.yaml.bak').actions).toMatchObject([
    { copy: 'kube-apiserver.yaml', to: 'kube-apiserver.yaml.bak' },
  ])
  expect(at(200, 'rm nope.yaml')).toMatchObject({ stderr: "rm: cannot remove 'nope.yaml': No such file or directory\n" })
  expect(at(200, 'vi kube-apiserver.yaml').edit?.file).toBe('/etc/kubernetes/manifests/kube-apiserver.yaml')
})

it('diff shows what the actions have changed', () => {
  const edited = { manifests: { 'a.yaml': 'a\nb\nc\n' }, actions: [{ at: 50, write: 'a.yaml', content: 'a\nB\nc\nd\n' }] }
  expect(at(60, 'diff a.yaml', edited).stdout).toBe('--- a.yaml (at the start)\n+++ a.yaml\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n')
  expect(at(40, 'diff a.yaml', edited)).toEqual({ stdout: '', stderr: '', exit: 0 })
})

it('a watch tells each change until the server ends', () => {
  const { stdout, later, until } = at(126, 'kubectl get po -n kube-system -w')
  expect(stdout).toMatch(/^NAME +READY/)
  expect(later!.length).toBeGreaterThan(0)
  expect(later!.every((line) => line.at > 126 && line.at < until! && /^kube-apiserver-master-node .*\n$/.test(line.text))).toBe(true)
})

it('the kubelet is asked where its configuration file has it listen', () => {
  const config = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nport: 10350\nhealthzPort: 10348\n'
  const other: Partial<Inputs> = { files: { ...inputs.files, '/var/lib/kubelet/config.yaml': config } }
  const run = simulate({ ...inputs, ...other })
  const then = (line: string) => at(127, line, other, run)
  expect(complete('curl ', { inputs: { ...inputs, ...other }, trace: run, at: 230 }).choices).toEqual(
    expect.arrayContaining(['https://192.168.1.100:10350/pods', 'http://127.0.0.1:10348/healthz']),
  )
  expect(then('curl --cacert /etc/kubernetes/pki/ca.crt https://192.168.1.100:10350/pods').stderr).toContain(
    'self-signed certificate in certificate chain',
  )
  expect(then('curl -kv https://192.168.1.100:10350/pods').stderr).toContain('subject: CN=master-node@')
  expect(then('kubectl get nodes -o yaml').stdout).toContain('Port: 10350')
})

const WORDS = [
  'kubectl',
  'get',
  'po',
  'pods/',
  'all',
  'events',
  'describe',
  'node',
  'logs',
  'auth',
  'can-i',
  'delete',
  'version',
  '-n',
  'kube-system',
  '-A',
  '-w',
  '-o',
  'wide',
  'yaml',
  'json',
  'jsonpath={',
  'jsonpath={.items[*]}',
  "jsonpath='{range .items[?(@.a==1)]}{end}'",
  '--raw',
  '/livez?verbose',
  '--as',
  '--as=bob',
  '--as-group=g',
  '--tail',
  '--tail=-1',
  '--sort-by=.lastTimestamp',
  '-p',
  '-c',
  'crictl',
  'ps',
  '-a',
  'inspect',
  'stop',
  'curl',
  '-k',
  '-v',
  '-d',
  '--cert',
  '-H',
  'x:',
  'https://192.168.1.100:6443/',
  'journalctl',
  '-u',
  'kubelet',
  '--since',
  '5 min ago',
  'systemctl',
  'status',
  'ss',
  '-ltnp',
  'cat',
  'ls',
  'diff',
  'vi',
  'cp',
  'mv',
  'rm',
  'kube-apiserver.yaml',
  '/',
  'sudo',
  'kube-apiserver-master-node',
  '__proto__',
  'constructor',
  '|',
  '|',
  'grep',
  '-v',
  '-i',
  '-c',
  '-E',
  '"a|b"',
  'head',
  '-n',
  '3',
  'tail',
  'wc',
  '-l',
  'sort',
  'jq',
  '.items[]',
  '.',
  'awk',
  "'{print $1}'",
  'less',
  '&&',
  '||',
  ';',
  '$(',
  ')',
  '`',
  '>',
  '2>&1',
  '/dev/null',
  'X=1',
  '$X',
  'apply',
  '-f',
  'create',
  'clusterrolebinding',
  '--user=jo',
  'token',
  'whoami',
  'config',
  'view',
  'cluster-info',
  'cs',
  'secrets,cm',
  '-l',
  'a=b',
  '--field-selector',
  'custom-columns=A:.metadata.name',
  'images',
  'stats',
]

it('throws at no input, and takes long over none', () => {
  const line = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string()), { maxLength: 8 }).map((words) => words.join(' ')),
  )
  // the first answers include what is compiled and read for them
  for (const words of ['kubectl get po -A -o yaml', 'kubectl get ev -A', 'kubectl auth can-i get pods']) at(800, words)
  const spentOn = (act: () => void): number => {
    const start = workedMs()
    act()
    return workedMs() - start
  }
  // as long as a plain command takes on this machine now, several times over
  const MOST = Math.max(50, 20 * spentOn(() => at(800, 'kubectl get po -A -o yaml')))
  const slow: [string, number][] = []
  fc.assert(
    fc.property(line, fc.double({ min: 0, max: 900, noNaN: true }), (text, t) => {
      let answer = { stdout: '', stderr: '', exit: 0 }
      const spent = spentOn(() => {
        answer = at(t, text)
        complete(text, { inputs, trace, at: t })
      })
      const { stdout, stderr, exit } = answer
      if (spent > MOST && !/curl|--raw|delete|apply|create|stop|rm|mv|cp|>/.test(text)) slow.push([text, spent])
      expect([typeof stdout, typeof stderr, Number.isInteger(exit)]).toEqual(['string', 'string', true])
    }),
    { seed: 1, numRuns: 500 },
  )
  // a busy machine may stop for a moment once
  expect(slow.filter(([text]) => spentOn(() => at(800, text)) > MOST)).toEqual([])
})

it('crictl and ps tell of the server that runs, right after an edit, its undo, and with a copy of the file beside it', () => {
  const name = 'kube-apiserver.yaml'
  const text = inputs.manifests[name]!.replace('--anonymous-auth=false', '--anonymous-auth=true')
  const other = text.replace('--profiling=false', '--profiling=true').replace('--secure-port=6443', '--secure-port=6443\n    - --v=3')
  for (const kubernetes of ['1.9', '1.19', '1.37']) {
    const own: Inputs = {
      ...inputs,
      kubernetes,
      manifests: { [name]: text.replaceAll('/livez', '/healthz').replaceAll('/readyz', '/healthz') },
      duration: 500,
    }
    const base = own.manifests[name]!
    const changed = other.replaceAll('/livez', '/healthz').replaceAll('/readyz', '/healthz')
    for (const actions of [
      [
        { at: 100, write: name, content: changed },
        { at: 160, write: name, content: base },
      ],
      [{ at: 100, copy: name, to: `${name}.bak` }],
    ]) {
      const run = simulate({ ...own, actions })
      for (const t of [99, 101, 120, 159, 161, 180, 200, 300, 450]) {
        const server = run.findLast((entry) => entry.t <= t && entry.kind === 'server' && entry.state !== 'exited')
        const gone = run.findLast((entry) => entry.t <= t && entry.kind === 'server' && entry.state === 'exited')
        const serves = server !== undefined && (gone === undefined || gone.id < server.id)
        const running = at(t, 'crictl ps', { ...own, actions }, run).stdout.split('\n').length - 2
        expect([kubernetes, t, running > 0 || !serves]).toEqual([kubernetes, t, true])
        expect(at(t, 'ps aux | grep -c "[k]ube-apiserver --"', { ...own, actions }, run).stdout).toBe(`${running}\n`)
      }
    }
  }
})

it('kubectl events has the last one last', () => {
  const seconds = (line: string): number => {
    const [, minutes = '0', rest = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?/.exec(line) ?? []
    return 60 * Number(minutes) + Number(rest)
  }
  const ages = at(300, 'kubectl events -n kube-system --no-headers').stdout.trim().split('\n').map(seconds)
  expect(new Set(ages).size).toBeGreaterThan(2)
  expect(ages).toEqual(ages.toSorted((a, b) => b - a))
})

it('a screen shows the warning before what was done, and the error behind what was done', () => {
  const deleted = at(200, 'kubectl delete pod kube-apiserver-master-node -n kube-system --force --grace-period=0')
  expect(textOf(deleted)).toMatch(/^Warning: Immediate deletion [^\n]*\npod "kube-apiserver-master-node" force deleted/)
  const half = at(200, 'kubectl delete pod kube-apiserver-master-node nope -n kube-system')
  expect(textOf(half)).toMatch(/^pod "kube-apiserver-master-node" deleted[^\n]*\n(?:.*\n)*Error from server \(NotFound\)/)
})

it('a command that the scenario has again a little later prints what it does now', () => {
  const again: Partial<Inputs> = { actions: [{ at: 230, kubectl: 'create namespace twice' }] }
  expect(at(200, 'kubectl create namespace twice', again, simulate({ ...inputs, ...again }))).toMatchObject({
    stdout: 'namespace/twice created\n',
    exit: 0,
  })
})

describe('a whole control plane, in the terminal', () => {
  const plane = (kubernetes: string, edit: (text: string) => string = String) => {
    const manifests = kubeadmPlane(kubernetes, { node: 'master' })
    const { scenario: made } = parseScenario(
      JSON.stringify({
        whyrestart: 1,
        kubernetes,
        duration: '200s',
        node: { name: 'master', ip: '192.168.1.100' },
        manifests: { ...manifests, 'etcd.yaml': edit(manifests['etcd.yaml']!) },
      }),
    )
    const own = made!.lanes[0]!.inputs
    const run = simulate(own)
    return (line: string) => ask(line, { inputs: own, trace: run, at: 200, simulate })
  }
  const PKI = '/etc/kubernetes/pki'
  const CERTS = `--cacert=${PKI}/etcd/ca.crt --cert=${PKI}/etcd/healthcheck-client.crt --key=${PKI}/etcd/healthcheck-client.key`

  it.each<[string, string, number, RegExp]>([
    ['1.37', `etcdctl ${CERTS} endpoint health`, 0, /^127\.0\.0\.1:2379 is healthy: /],
    ['1.37', `etcdctl --endpoints=https://192.168.1.100:2379 ${CERTS} endpoint health`, 0, /^https:\/\/192\.168\.1\.100:2379 is healthy: /],
    ['1.37', 'etcdctl endpoint health', 1, /127\.0\.0\.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded/],
    ['1.37', 'etcdctl --endpoints=https://127.0.0.1:2379 endpoint health', 1, /x509: certificate signed by unknown authority/],
    ['1.37', `etcdctl ${CERTS.replace('etcd/ca.crt', 'ca.crt')} endpoint health`, 1, /x509: certificate signed by unknown authority/],
    ['1.37', `etcdctl --endpoints=https://127.0.0.1:2380 ${CERTS} endpoint health`, 1, /2380 is unhealthy/],
    ['1.37', 'etcdctl --cacert=/nope endpoint health', 128, /^Error: open \/nope: no such file or directory\n$/],
    ['1.9', 'etcdctl endpoint health', 0, /is healthy/],
    ['1.37', 'etcdctl version', 0, /^etcdctl version: 3\.7\.\d+\nAPI version: 3\.7\n$/],
    ['1.37', 'crictl exec $(crictl ps -q --name etcd) etcdctl version', 0, /^etcdctl version: 3\.7/],
    ['1.37', `openssl x509 -in ${PKI}/etcd/server.crt -noout -subject -issuer`, 0, /^subject=CN = master\nissuer=CN = etcd-ca\n$/],
    ['1.37', `openssl x509 -in ${PKI}/etcd/ca.crt -noout -subject`, 0, /^subject=CN = etcd-ca\n$/],
    ['1.37', 'openssl s_client -connect 127.0.0.1:2379 </dev/null 2>/dev/null | openssl x509 -noout -issuer', 0, /^issuer=CN = etcd-ca\n$/],
    [
      '1.37',
      `ls ${PKI}/etcd`,
      0,
      /^ca\.crt\nca\.key\nhealthcheck-client\.crt\nhealthcheck-client\.key\npeer\.crt\npeer\.key\nserver\.crt\nserver\.key\n$/,
    ],
    ['1.37', 'ls /etc/kubernetes', 0, /^admin\.conf\ncontroller-manager\.conf\nkubelet\.conf\nmanifests\npki\nscheduler\.conf\n$/],
    ['1.37', 'cat /etc/kubernetes/scheduler.conf', 1, /^not simulated here: what stands in \/etc\/kubernetes\/scheduler\.conf\n$/],
    [
      '1.37',
      'kubeadm certs check-expiration',
      0,
      /\netcd-server +[^\n]* +etcd-ca +no +\n[^]*\nscheduler\.conf [^]*\nsuper-admin\.conf [^]*\netcd-ca +Nov/,
    ],
    ['1.19', 'kubeadm alpha certs check-expiration', 0, /\nscheduler\.conf +[^\n]*\n\n/],
    ['1.37', 'curl -sk https://127.0.0.1:2379/health', 56, /^$/],
    [
      '1.37',
      `curl -sk --cert ${PKI}/etcd/healthcheck-client.crt --key ${PKI}/etcd/healthcheck-client.key https://127.0.0.1:2379/health`,
      0,
      /^\{"health":"true"/,
    ],
    ['1.37', 'systemctl status containerd', 1, /^not simulated here: the state of containerd\./],
    ['1.37', 'systemctl status docker', 4, /^Unit docker\.service could not be found\./],
    ['1.37', 'systemctl list-units', 1, /^not simulated here: systemctl list-units\./],
    ['1.37', 'systemctl frob', 1, /^not simulated here: systemctl frob\./],
    ['1.37', 'journalctl -u containerd', 1, /^not simulated here: what containerd writes\./],
    ['1.37', 'journalctl -u nothing', 0, /^-- No entries --\n$/],
    ['1.37', 'kube-scheduler --version', 127, /^not simulated here: kube-scheduler; it runs in its container/],
    ['1.37', 'getent hosts x', 127, /^not simulated here: getent\n/],
    ['1.37', 'nosuchprogram', 127, /^not simulated here: nosuchprogram\n/],
  ])('%s: %s', (release, line, exit, words) => {
    const { stdout, stderr, exit: code } = plane(release)(line)
    expect(`${stdout}${stderr}`).toMatch(words)
    expect(code).toBe(exit)
  })
})

describe('a container whose program could not be started', () => {
  const broken = (kubernetes: string) => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: main, image: "example.org/web:1", command: [/nothing]}
`
    const other: Partial<Inputs> = {
      ...{ kubernetes, manifests: { 'web.yaml': text }, processes: {}, actions: [], requests: [] },
      images: { 'example.org/web:1': { present: true, pull: { after: 2 }, programs: ['/app'], user: 'root' } },
    }
    const run = simulate({ ...inputs, ...other })
    return (t: number, line: string) => at(t, line, other, run).stdout
  }

  it('is listed by crictl as exited, with what it ended by, and before it fails as created', () => {
    const asked = broken('1.37')
    expect(asked(0.25, 'crictl ps -a')).toMatch(/Created +main +0 /)
    expect(asked(5, 'crictl ps')).not.toContain('main')
    expect(asked(5, 'crictl ps -a')).toMatch(/Exited +main +[01] /)
    const [id] = asked(5, 'crictl ps -a -q').split('\n')
    expect(id).toMatch(/^[0-9a-f]{64}$/)
    const status = (JSON.parse(asked(5, `crictl inspect ${id}`)) as { status: Record<string, unknown> }).status
    expect(status).toMatchObject({ exitCode: 128, reason: 'StartError', state: 'CONTAINER_EXITED', startedAt: '0001-01-01T00:00:00Z' })
    expect(asked(120, 'kubectl get pod web-master-node -o yaml')).not.toContain('running:')
    // the one life that garbage collection leaves is the newest
    expect(asked(120, 'crictl ps -a').match(/ main /g)).toHaveLength(1)
  })

  it('is to Docker one that has only been made', () => {
    expect(broken('1.18')(5, 'docker ps -a')).toMatch(/ Created +k8s_main_web/)
  })
})

it('a container has one id, also before the kubelet has told it', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "x:1"}]}\n'
  const other: Partial<Inputs> = { kubernetes: '1.9', manifests: { 'web.yaml': text }, processes: {}, actions: [] }
  const run = simulate({ ...inputs, ...other })
  expect(at(0.4, 'docker ps -q', other, run).stdout).toBe(at(60, 'docker ps -q', other, run).stdout)
})

describe('the logs of a pod that an edit has made anew', () => {
  const { scenario: edited } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.30', duration: '200s' },
      manifests: {
        ...kubeadmPlane('1.30'),
        'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "a:1"}]}\n',
      },
      processes: { main: { needs: { url: 'http://127.0.0.1:81/', every: '2s', for: '10s', code: 1, says: 'it is lost' } } },
      actions: [{ at: '60s', edit: 'web.yaml', find: 'a:1', replace: 'b:1' }],
    }),
  )
  const other = edited!.lanes[0]!.inputs
  const run = simulate(other)
  const asked = (t: number, line: string) => ask(line, { inputs: other, trace: run, at: t, simulate })
  const PATH = '/api/v1/namespaces/default/pods/web-master-node/log'
  const began = run.find((e) => e.kind === 'process' && e.op === 'started' && e.pod === 'web' && e.t > 60)!.t

  it.each(['kubectl logs web-master-node', `kubectl get --raw ${PATH}`])('%s are of the new one alone', (line) => {
    expect(asked(58, line).stdout).toBe('it is lost\n')
    expect(asked(58, line.includes('raw') ? `kubectl get --raw '${PATH}?previous=true'` : `${line} -p`).stdout).toBe('it is lost\n')
    // neither while it waits for the old one's end, nor before it has written anything itself
    for (const t of [61, began + 3]) {
      expect(asked(t, line).stdout).toBe('')
      expect(asked(t, line.includes('raw') ? `kubectl get --raw '${PATH}?previous=true'` : `${line} -p`).stderr).toMatch(
        /waiting to start|previous terminated container "main" in pod "web-master-node" not found/,
      )
    }
    expect(asked(began + 11, line).stdout).toBe('it is lost\n')
  })
})

it.each([
  ['kubectl --kubeconfig /etc/kubernetes/super-admin.conf auth whoami', /kubernetes-super-admin/, /^$/],
  ['KUBECONFIG=/etc/kubernetes/scheduler.conf kubectl auth whoami', /system:kube-scheduler/, /^$/],
  [
    'kubectl --kubeconfig=/etc/kubernetes/kubelet.conf get secrets',
    /^$/,
    /secrets is forbidden: User "system:node:master-node" cannot list/,
  ],
  ['kubectl --kubeconfig /nowhere.conf get po', /^$/, /^error: stat \/nowhere\.conf: no such file or directory\n$/],
])('kubectl is whom its kubeconfig says: %s', (line, stdout, stderr) => {
  const output = at(126, line)
  expect(output.stdout).toMatch(stdout)
  expect(output.stderr).toMatch(stderr)
})

it('kubectl get --raw asks a server that is on another machine, too', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "x:1"}]}\n'
  const other: Partial<Inputs> = { manifests: { 'web.yaml': text }, processes: {}, actions: [] }
  const run = simulate({ ...inputs, ...other })
  expect(at(60, 'kubectl get --raw /livez', other, run)).toMatchObject({ stdout: 'ok', exit: 0 })
  expect(at(60, 'kubectl get --raw /api/v1/namespaces/default/pods/web-master-node', other, run).stdout).toContain(
    '"name":"web-master-node"',
  )
  expect(at(60, 'kubectl get --raw /nowhere', other, run).stderr).toContain('the server could not find the requested resource')
})

it('kubeadm says when it could not read its configuration from the cluster', () => {
  const stopped: Partial<Inputs> = { actions: [{ at: 60, hang: 'kube-apiserver' }] }
  const run = simulate({ ...inputs, ...stopped })
  const says = '[check-expiration] Error reading configuration from the Cluster. Falling back to default configuration\n\nCERTIFICATE '
  expect(at(50, 'kubeadm certs check-expiration', stopped, run).stdout).not.toContain('Error reading')
  expect(at(70, 'kubeadm certs check-expiration', stopped, run).stdout).toContain(says)
})
