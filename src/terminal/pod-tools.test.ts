import { expect, it } from 'vitest'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { ask } from './terminal.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "acme/web:1", command: [/app/server], resources: {limits: {memory: 128Mi}}}
  - {name: near, image: "x:1"}
  volumes: [{name: small, emptyDir: {medium: Memory, sizeLimit: 64Mi}}, {name: large, emptyDir: {medium: Memory}}, {name: on-disk, emptyDir: {sizeLimit: 1Gi}}]
`

/** What a terminal prints of one command 100 s after the start: the program has been killed for its memory after 90 s. */
function printed(kubernetes: string, command: string, actions: readonly object[] = [], more: object = {}): string {
  const web = {
    listens: [{ port: 80, address: '127.0.0.1' }],
    answers: [{ status: 200 }],
    memory: [
      { from: '0s', mib: 60 },
      { from: '90s', mib: 300 },
    ],
  }
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes,
      duration: '2m',
      actions,
      node: { memory: '4Gi' },
      manifests: { 'web.yaml': POD },
      processes: { web, near: {} },
      ...more,
    }),
  )
  const { inputs } = scenario!.lanes[0]!
  const { stdout, stderr } = ask(command, { inputs, trace: simulate(inputs), simulate, at: 100 })
  return `${stdout}${stderr}`
}

it.each<[string, string, RegExp]>([
  [
    '1.37',
    'dmesg | grep -i oom',
    /server invoked oom-killer: .*oom_score_adj=969\n.*oom_memcg=\/kubepods\.slice\/.*task=server,pid=\d+,uid=0\n/,
  ],
  [
    '1.37',
    'dmesg -T',
    /^\[Tue Nov 24 14:16:30 2026\] [^]*Killed process \d+ \(server\) anon-rss:131072kB, file-rss:0kB, shmem-rss:0kB, UID:0 oom_score_adj:969\n/,
  ],
  ['1.12', 'dmesg', /oom_memcg=\/kubepods\/burstable\/pod/],
  ['1.37', 'dmesg --level=err', /^not simulated here: dmesg --level/],
  ['1.37', 'free', /^ +total +used +free .*\nMem: +4194304 +61440 +4132864 +0 +0 +4132864\nSwap:/],
  ['1.37', 'free -h', /\nMem: +4\.0Gi +60Mi +3\.9Gi /],
  [
    '1.37',
    'df -h /',
    /^Filesystem {6}Size  Used Avail Use% Mounted on\n\/dev\/vda1 {8}40G  6\.2G   32G  17% \/\nnot simulated here: how large the disk is/,
  ],
  [
    '1.37',
    'df /var/lib/kubelet',
    /^df: \/var\/lib\/kubelet: |^Filesystem {5}1K-blocks {4}Used Available Use% Mounted on\n\/dev\/vda1 {7}41151808 6488064  32606154  17% \/\n/,
  ],
  ['1.37', 'df -i /', /^Filesystem {6}Inodes  IUsed {3}IFree IUse% Mounted on\n\/dev\/vda1 {6}2621440 118205 2503235    5% \/\n/],
  [
    '1.37',
    'df -hT -t tmpfs | grep kubelet',
    /^tmpfs +tmpfs +64M +0 +64M +0% \/var\/lib\/kubelet\/pods\/\w+\/volumes\/kubernetes\.io~empty-dir\/small\n.* 4\.0G +0 +4\.0G +0% .*\/large\n[^/]*$/,
  ],
  ['1.19', 'df -h | grep small', / 2\.0G +0 +2\.0G +0% /],
  ['1.37', 'df | grep -c overlay', /^3\n/],
  ['1.37', 'df | grep shm', /\nshm +65536 +0 +65536 +0% \/run\/containerd\/io\.containerd\.grpc\.v1\.cri\/sandboxes\/\w{64}\/shm\n/],
  ['1.12', 'df', /\/var\/lib\/docker\/overlay2\/\w{64}\/merged\n/],
  ['1.37', 'df /nowhere', /^df: \/nowhere: No such file or directory|^not simulated here/],
  ['1.37', 'df --sync', /^not simulated here: df --sync\.\nThis terminal knows: df/],
  [
    '1.37',
    'kubectl port-forward web-master-node 8080:80',
    /^Forwarding from 127\.0\.0\.1:8080 -> 80\nForwarding from \[::1\]:8080 -> 80\n.*curl localhost:8080 goes to port 80 of localhost in web; web listens there/,
  ],
  ['1.37', 'kubectl port-forward pod/web-master-node 9090', /-> 9090\n.*nobody listens there: it is refused/],
  [
    '1.37',
    'kubectl port-forward web-master-node 10250:80',
    /^Unable to listen on port 10250: .*\[::1\]:10250: bind: address already in use\]\nerror: unable to listen on any of the requested ports: \[\{10250 80\}\]\n/,
  ],
  ['1.37', 'kubectl port-forward web 80', /^Error from server \(NotFound\): pods "web" not found/],
  ['1.37', 'kubectl port-forward web-master-node', /^error: TYPE\/NAME and list of ports are required/],
  ['1.37', 'kubectl rollout restart deployment/web', /^Error from server \(NotFound\): deployments\.apps "web" not found/],
  ['1.37', 'kubectl rollout restart deploy web -n shop', /^Error from server \(NotFound\): deployments\.apps "web" not found/],
  ['1.37', 'kubectl rollout restart pod/web-master-node', /^error: pods "web-master-node" restarting is not supported/],
  ['1.14', 'kubectl rollout restart deploy/web', /^not simulated here: kubectl rollout restart.*\n.*1\.15/],
  [
    '1.37',
    'kubectl debug -it web-master-node --image=busybox',
    /^The Pod "web-master-node" is invalid: : Forbidden: static pods do not support ephemeral containers\n/,
  ],
  ['1.26', 'kubectl debug -it web-master-node --image=busybox', /^not simulated here: kubectl debug.*\nUp to 1\.26/],
  ['1.37', 'kubectl debug web-master-node', /^error: you must specify --image/],
  [
    '1.37',
    'kubectl api-resources | head -3',
    /^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND\ncomponentstatuses +cs +v1 +false +ComponentStatus\nconfigmaps +cm +v1 /,
  ],
  ['1.19', 'kubectl api-resources | grep deployments', /^deployments +deploy +apps +true +Deployment\n/],
  [
    '1.37',
    'kubectl api-resources --namespaced=false --api-group=rbac.authorization.k8s.io -o name',
    /^clusterrolebindings\.rbac\.authorization\.k8s\.io\nclusterroles\.rbac/,
  ],
  ['1.37', 'df -m / | tail -2', /\n\/dev\/vda1 {10}40188  6336 {5}31842  17% \/\n/],
  ['1.37', 'df -ih /', /\n\/dev\/vda1 {8}2\.5M  116K  2\.4M {4}5% \/\n/],
  ['1.37', 'df -k -T /', /^Filesystem {5}Type 1K-blocks {4}Used Available Use% Mounted on\n\/dev\/vda1 {6}ext4  41151808 6488064 /],
  ['1.37', 'df -t nfs', /^df: no file systems processed\n$/],
  ['1.37', 'free -b', /\nMem: +4294967296 +62914560 +4232052736 +0 +0 +4232052736\nSwap: +0 +0 +0\n/],
  ['1.37', 'free -k', /\nMem: +4194304 +61440 +4132864 /],
  ['1.37', 'free -m', /\nMem: +4096 +60 +4036 /],
  ['1.37', 'free -g', /\nMem: +4 +0 +3 /],
  ['1.37', 'free -x', /^not simulated here: free -x\./],
  ['1.10', 'kubectl api-resources', /^not simulated here: kubectl api-resources\.\nIt came with 1\.11\.\n/],
  ['1.11', 'kubectl api-resources | head -1', /^NAME +SHORTNAMES +APIGROUP +NAMESPACED +KIND\n/],
  ['1.19', 'kubectl api-resources | head -1', /^NAME +SHORTNAMES +APIGROUP +NAMESPACED +KIND\n/],
  ['1.20', 'kubectl api-resources | head -1', /^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND\n/],
  ['1.20', 'kubectl api-resources --no-headers | head -1', /^componentstatuses +cs +v1 +false +ComponentStatus\n/],
  ['1.15', 'kubectl rollout restart deploy/web', /^Error from server \(NotFound\): deployments\.apps "web" not found/],
  ['1.37', 'kubectl rollout', /^not simulated here: kubectl rollout\./],
  ['1.37', 'kubectl rollout status deploy/x', /^Error from server \(NotFound\): deployments\.apps "x" not found/],
  ['1.37', 'kubectl rollout restart', /^error: required resource not specified\n/],
  ['1.37', 'kubectl rollout restart frob/x', /^error: the server doesn't have a resource type "frob"\n/],
  ['1.37', 'kubectl rollout restart deploy', /^No resources found in default namespace\.\n\(no controller runs in this cluster: /],
  ['1.27', 'kubectl debug web-master-node --image=x', /^The Pod "web-master-node" is invalid: /],
  ['1.37', 'kubectl debug node/x', /^not simulated here: kubectl debug node\/x\./],
  ['1.37', 'kubectl port-forward web-master-node :80', /^Forwarding from 127\.0\.0\.1:30080 -> 80\nForwarding from \[::1\]:30080 -> 80\n/],
  ['1.37', 'kubectl port-forward web-master-node 30080:80 x:y', /^error: invalid port format "x:y"\n/],
  ['1.37', 'kubectl port-forward svc/x 80', /^not simulated here: kubectl port-forward svc\/…\./],
  [
    '1.37',
    'kubectl port-forward web-master-node 8080:80 10250:80',
    /^Forwarding from 127\.0\.0\.1:8080 -> 80\nForwarding from \[::1\]:8080 -> 80\nUnable to listen on port 10250: /,
  ],
  ...(
    [
      ['--timeout=90s', '1m30'],
      ['', '0m30'],
      ['--timeout=2m', '2m0'],
      ['--timeout=1h', '60m0'],
      ['--timeout=1h30m', '90m0'],
      ['--timeout=0', '0m0'],
      ['--timeout=-1s', '1440m0'],
      ['--timeout=24h', '1440m0'],
      ['--timeout=30h', '1440m0'],
    ] as const
  ).map(([timeout, took]): [string, string, RegExp] => [
    '1.37',
    `time kubectl wait po/web-master-node --for=condition=Nope ${timeout}`,
    new RegExp(`^error: (timed out waiting for the condition on|condition not met for) pods/web-master-node\\n\\nreal\\t${took}\\.000s\\n`),
  ]),
  [
    '1.37',
    'kubectl wait po --all --for=delete --timeout=5',
    /^error: invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"\n/,
  ],
  ['1.37', 'time kubectl wait po --all --for=condition=ready', /^pod\/web-master-node condition met\n\nreal\t0m0\.000s\n$/],
  ['1.37', "kubectl wait po --all --for=jsonpath='{.status.phase}'=Running", /^pod\/web-master-node condition met\n$/],
  ['1.37', "kubectl wait po --all --for=jsonpath='{.a[}'=x", /^error: error parsing jsonpath \{\.a\[\}, unterminated array/],
  ['1.37', 'kubectl wait po --all --for=condition=Ready=false --timeout=1s', /^error: timed out waiting for the condition/],
  ['1.37', 'kubectl wait po --all', /^error: unrecognized condition: \[\]\n/],
  ['1.37', 'kubectl wait po/nope --for=condition=Ready', /^Error from server \(NotFound\): pods "nope" not found\n$/],
  ['1.37', 'kubectl wait po/nope --for=delete', /^$/],
  ['1.37', 'kubectl wait po -l a=b --for=condition=Ready', /^error: no matching resources found\n$/],
  ['1.37', 'kubectl wait po --for=condition=Ready', /^error: resource\(s\) were provided, but no name was specified\n/],
  ['1.37', 'kubectl wait --for=condition=Ready', /^error: you must specify at least one resource\n/],
  ['1.37', 'kubectl wait deploy/x --for=condition=Ready', /^not simulated here: waiting for deploy\.\n/],
  ['1.37', 'kubectl wait po/web-master-node deploy/x --for=condition=Ready', /^not simulated here: waiting for deploy\/x\.\n/],
  ['1.37', 'kubectl wait po -A --all --for=condition=Ready', /^not simulated here: kubectl wait -A\.\n/],
  ['1.10', 'kubectl wait po --all --for=delete', /^error: unknown command "wait" for "kubectl"\n/],
])('%s: %s', (kubernetes, command, text) => {
  expect(printed(kubernetes, command)).toMatch(text)
})

it.each([
  'get po',
  'get po -w',
  'get events',
  'get --raw /version',
  'describe po',
  'api-resources',
  'api-versions',
  'rollout restart deploy/x',
  'port-forward web 80',
  'wait po --all --for=delete',
  'auth can-i get po',
  'auth whoami',
  'exec web -- ls',
  'logs web',
  'logs -l a=b',
  'debug web --image=x',
  'delete po web',
  'events',
  'top po',
])('kubectl %s is refused where there is no cluster', (command) => {
  expect(printed('1.37', `kubectl ${command}`, [], { cluster: { attached: false } })).toBe(
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
  )
})

it('a disk’s sizes are rounded up, with one digit below ten', () => {
  const sizes = ['1Ki', '10Ki', '1020Ki', '1024Ki', '10136Ki', '10140Ki', '1048572Ki', '0', '8Gi']
  const volumes = sizes.map((size, i) => `{name: v${i}, emptyDir: {medium: Memory, sizeLimit: ${size}}}`)
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: v}\nspec: {containers: [{name: v, image: "v:1"}], volumes: [${volumes.join(', ')}]}\n`
  const table = printed('1.37', "df -h | grep volumes | awk '{print $2}'", [], { manifests: { 'v.yaml': pod }, processes: {} })
  expect(table.split('\n').slice(0, 9)).toEqual(['4.0K', '12K', '1020K', '1.0M', '9.9M', '10M', '1.0G', '4.0G', '4.0G'])
  expect(printed('1.37', 'df -h /run', [], { node: { memory: '40Pi' } })).toMatch(/\ntmpfs +4\.0P +1\.3M +4\.0P +1% \/run\n/)
  expect(printed('1.37', 'free -h', [], { node: { memory: '16Pi' } })).toMatch(/\nMem: +16Pi +60Mi +15Pi +0B +0B +15Pi\nSwap: +0B/)
})

it.each<[string, string, string, RegExp]>([
  [
    '1.37',
    'Guaranteed',
    '{limits: {memory: 1Gi, cpu: 1}}',
    /oom_score_adj=-997\n.*limit 1048576kB.*\n.*oom_memcg=\/kubepods\.slice\/kubepods-pod\w+\.slice\/cri-/,
  ],
  ['1.12', 'Guaranteed', '{limits: {memory: 1Gi, cpu: 1}}', /oom_score_adj=-998\n.*\n.*oom_memcg=\/kubepods\/pod\w+\//],
  ['1.37', 'BestEffort', '{}', /oom_score_adj=1000\n.*limit 0kB.*\n.*\/kubepods-besteffort\.slice\/kubepods-besteffort-pod/],
  ['1.37', 'Burstable', '{requests: {memory: 1Ki}}', /oom_score_adj=999\n/],
  ['1.37', 'Burstable', '{requests: {memory: 4Gi}}', /oom_score_adj=3\n/],
  ['1.15', 'Burstable', '{requests: {memory: 4Gi}}', /oom_score_adj=2\n/],
  ['1.37', 'BestEffort', '{}}], priorityClassName: system-node-critical, volumes: [{name: v, emptyDir: {}', /oom_score_adj=-997\n/],
  ['1.37', 'BestEffort', '{}}], priorityClassName: system-cluster-critical, volumes: [{name: v, emptyDir: {}', /oom_score_adj=1000\n/],
  // every static pod is critical from 1.16 on, and before one whose number says so
  ['1.21', 'BestEffort', '{}', /oom_score_adj=-997\n/],
  ['1.16', 'BestEffort', '{}', /oom_score_adj=-998\n/],
  ['1.15', 'BestEffort', '{}', /oom_score_adj=1000\n/],
  ['1.14', 'BestEffort', '{}}], priority: 2000000000, volumes: [{name: v, emptyDir: {}', /oom_score_adj=-998\n/],
  ['1.13', 'BestEffort', '{}}], priority: 2000000000, volumes: [{name: v, emptyDir: {}', /oom_score_adj=1000\n/],
])('on %s the kernel gives a %s container of %s its score', (kubernetes, _, resources, text) => {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1", resources: ${resources}}]}\n`
  const more = { manifests: { 'a.yaml': pod }, processes: { a: { exits: { after: '20s', reason: 'OOMKilled' } } } }
  expect(printed(kubernetes, 'dmesg', [], more)).toMatch(text)
})

it('the kernel tells of a program that it kills at the moment of its start', () => {
  const more = { processes: { web: { memory: [{ from: '0s', mib: 300 }] } } }
  expect(printed('1.37', 'dmesg | head -4', [], more)).toMatch(/oom-kill:.*,task=server,pid=2000,uid=0\n.*Killed process 2000 \(server\)/)
})

const ETCDCTL = ['ca --cacert', 'server --cert', 'server --key']
  .map((file) => file.split(' '))
  .reduce((line, [name, option]) => `${line} ${option} /etc/kubernetes/pki/etcd/${name}.${option === '--key' ? 'key' : 'crt'}`, 'etcdctl')
const MEMBER = '10276657743932975437'
const JSON_HEAD = `{"cluster_id":14841639068965178418,"member_id":${MEMBER},"revision":1100,"raft_term":2}`

it.each<[string, string, string]>([
  [
    'endpoint health',
    '127.0.0.1:2379 is healthy: successfully committed proposal: took = 9.41265ms\n',
    '127.0.0.1:2379 is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE \nError: unhealthy cluster\n',
  ],
  [
    'endpoint status',
    '127.0.0.1:2379, 8e9e05c52164694d, 3.7.0, 25 MB, true, false, 2, 1313, 1313, \n',
    `127.0.0.1:2379, 8e9e05c52164694d, 3.7.0, 2.1 GB, true, false, 2, 1313, 1313, memberID:${MEMBER} alarm:NOSPACE \n`,
  ],
  [
    'endpoint status -w json',
    `[{"Endpoint":"127.0.0.1:2379","Status":{"header":${JSON_HEAD},"version":"3.7.0","dbSize":25169920,"leader":${MEMBER},"raftIndex":1313,"raftTerm":2,"raftAppliedIndex":1313,"dbSizeInUse":25169920}}]\n`,
    `[{"Endpoint":"127.0.0.1:2379","Status":{"header":${JSON_HEAD},"version":"3.7.0","dbSize":2147483648,"leader":${MEMBER},"raftIndex":1313,"raftTerm":2,"raftAppliedIndex":1313,"errors":["memberID:${MEMBER} alarm:NOSPACE "],"dbSizeInUse":25169920}}]\n`,
  ],
  ['member list', '8e9e05c52164694d, started, master-node, https://192.168.1.100:2380, https://192.168.1.100:2379, false\n', ''],
  ['alarm list', '', `memberID:${MEMBER} alarm:NOSPACE \n`],
  ['compact', 'Error: compaction command needs 1 argument\n', ''],
  ['compact x', 'Error: strconv.ParseInt: parsing "x": invalid syntax\n', ''],
  ['compact 1101', 'Error: etcdserver: mvcc: required revision is a future revision\n', ''],
  ['compact 1100', 'compacted revision 1100\n', ''],
  ['compaction 5', 'compacted revision 5\n', ''],
  ['defrag', 'Finished defragmenting etcd member[127.0.0.1:2379]\n', ''],
  ['version', 'etcdctl version: 3.7.0\nAPI version: 3.7\n', ''],
])('etcdctl %s answers, and says so where its database is full', (command, calm, full) => {
  expect(printed('1.37', `${ETCDCTL} ${command}`)).toBe(calm)
  expect(printed('1.37', `${ETCDCTL} ${command}`, [{ at: '5s', etcd: 'fill' }])).toBe(full || calm)
})

const PLANE = { manifests: kubeadmPlane('1.37', { node: 'master-node' }), processes: {} }

it.each(['', 'crictl exec $(crictl ps -q --name etcd) ', 'kubectl exec -n kube-system etcd-master-node -- '])(
  '%setcdctl alarm disarm ends the alarm, wherever it is run',
  (where) => {
    const disarmed = printed(
      '1.37',
      `${where}${ETCDCTL} alarm disarm; sleep 10; ${ETCDCTL} alarm list`,
      [{ at: '90s', etcd: 'fill' }],
      PLANE,
    )
    expect(disarmed).toMatch(new RegExp(`^memberID:${MEMBER} alarm:NOSPACE \n\\(It is taken for compacted and defragmented: .*\\)\n$`))
  },
)

it('etcdctl draws a table, its heads in the middle and its numbers at the right', () => {
  expect(printed('1.37', `${ETCDCTL} endpoint status --write-out=table`).split('\n')).toEqual([
    '+----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+--------+',
    '|    ENDPOINT    |        ID        | VERSION | DB SIZE | IS LEADER | IS LEARNER | RAFT TERM | RAFT INDEX | RAFT APPLIED INDEX | ERRORS |',
    '+----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+--------+',
    '| 127.0.0.1:2379 | 8e9e05c52164694d | 3.7.0   |   25 MB | true      | false      |         2 |       1313 |               1313 |        |',
    '+----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+--------+',
    '',
  ])
})

it.each<[string, string, RegExp, object?]>([
  [
    '1.37',
    'etcdctl endpoint health',
    /"error":"rpc error: .*context deadline exceeded"}\n127\.0\.0\.1:2379 is unhealthy: .*\nError: unhealthy cluster\n$/,
  ],
  [
    '1.37',
    `${ETCDCTL} --endpoints http://127.0.0.1:2379 member list`,
    /"target":"http:\/\/127\.0\.0\.1:2379".*\nError: context deadline exceeded\n$/,
  ],
  ['1.37', 'etcdctl --cacert /nope member list', /^Error: open \/nope: no such file or directory\n$/],
  ['1.37', 'ETCDCTL_CACERT=/nope; etcdctl member list', /^Error: open \/nope: no such file or directory\n$/],
  ['1.37', `${ETCDCTL} get /`, /^not simulated here: etcdctl get \//],
  ['1.37', `${ETCDCTL} member list`, /^not simulated here: this lane has no cluster/, { cluster: { attached: false } }],
  // it asks for alarms since 3.5
  ['1.9', `${ETCDCTL} endpoint health`, /^127\.0\.0\.1:2379 is healthy: /, { actions: [{ at: '5s', etcd: 'fill' }] }],
])('%s: %s is refused, or not', (kubernetes, command, text, more) => {
  expect(printed(kubernetes, command, [], more)).toMatch(text)
})

const WIDE = `apiVersion: v1
kind: Pod
metadata:
  name: wide
  labels: {b: "2", a: "1"}
  annotations: {k: ${'x'.repeat(137)}, l: ${'x'.repeat(138)}, m: "ends\\n", o: "${'y'.repeat(139)}\\nlast"}
spec:
  priorityClassName: system-cluster-critical
  containers:
  - name: one
    image: "a:1"
    resources: {requests: {memory: 1Gi, cpu: 1}, limits: {memory: 1Gi, cpu: 1}}
    livenessProbe: {tcpSocket: {port: 80, host: 10.0.0.1}, periodSeconds: 3}
    readinessProbe: {httpGet: {port: 80, path: "ready?x=1", scheme: HTTPS}}
    startupProbe: {grpc: {port: 9000, service: live}}
    volumeMounts: [{name: b, mountPath: /b}, {name: a, mountPath: /a/c, readOnly: true}, {name: a, mountPath: /a}]
    env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: A, value: b}]
  - {name: two, image: "b:1", resources: {limits: {memory: 64Mi, cpu: 250m}}}
  volumes: [{name: a}, {name: b, nfs: {server: s, path: /p}}, {name: c, hostPath: {path: /h}}, {name: d, emptyDir: {medium: Memory, sizeLimit: 5Mi}}]
`

it('kubectl describe has each kind of probe and volume, long annotations cut, and all in order', () => {
  const more = { manifests: { 'wide.yaml': WIDE }, processes: { one: {}, two: {} } }
  const lines = printed('1.37', 'kubectl describe po wide-master-node', [], more)
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, '  '))
  const from = (first: string, count: number) => lines.slice(lines.indexOf(first), lines.indexOf(first) + count)
  const probe = (period: number) => `delay=0s timeout=1s period=${period}s successThreshold=1 failureThreshold=3`
  expect(from('Priority:  2000000000', 2)).toEqual(['Priority:  2000000000', 'Priority Class Name:  system-cluster-critical'])
  expect(from('Labels:  a=1', 2)).toEqual(['Labels:  a=1', 'b=2'])
  expect(from(`Annotations:  k: ${'x'.repeat(137)}`, 11).filter((line) => !line.startsWith('kubernetes.io/'))).toEqual([
    `Annotations:  k: ${'x'.repeat(137)}`,
    'l:',
    'x'.repeat(138),
    'm: ends',
    'o:',
    `${'y'.repeat(138)}...`,
    'last',
  ])
  expect(from('Limits:', 15)).toEqual([
    'Limits:',
    'cpu:  1',
    'memory:  1Gi',
    'Requests:',
    'cpu:  1',
    'memory:  1Gi',
    `Liveness:  tcp-socket 10.0.0.1:80 ${probe(3)}`,
    `Readiness:  http-get https://:80/ready%3Fx=1 ${probe(10)}`,
    `Startup:  grpc <pod>:9000 live ${probe(10)}`,
    'Environment:',
    'IP:  (v1:status.podIP)',
    'A:  b',
    'Mounts:',
    '/a from a (rw)',
    '/a/c from a (ro)',
  ])
  expect(from('Volumes:', 19)).toEqual([
    'Volumes:',
    'a:',
    "Type:  EmptyDir (a temporary directory that shares a pod's lifetime)",
    'Medium:',
    'SizeLimit:  <unset>',
    'b:',
    'Type:  NFS (an NFS mount that lasts the lifetime of a pod)',
    'Server:  s',
    'Path:  /p',
    'ReadOnly:  false',
    'c:',
    'Type:  HostPath (bare host directory volume)',
    'Path:  /h',
    'HostPathType:',
    'd:',
    "Type:  EmptyDir (a temporary directory that shares a pod's lifetime)",
    'Medium:  Memory',
    'SizeLimit:  5Mi',
    'QoS Class:  Guaranteed',
  ])
  expect(printed('1.37', 'kubectl describe node', [], more)).toMatch(
    /\n {2}default +wide-master-node +1250m \(62%\) +1250m \(62%\) +1088Mi \(26%\) +1088Mi \(26%\) +100s\n[^]*\n {2}cpu +1250m \(62%\) +1250m \(62%\)\n {2}memory +1088Mi \(26%\) +1088Mi \(26%\)\n/,
  )
})

it('a disk that is full is full for each container, until room is made', () => {
  const full = { at: '10s', fullDisk: 'node' }
  expect(printed('1.37', 'df -h -x tmpfs | grep -v shm', [full])).toMatch(
    /\/dev\/vda1 {8}40G   40G     0 100% \/\noverlay {10}40G   40G     0 100% /,
  )
  expect(printed('1.37', 'df -h /', [full, { at: '50s', freeDisk: 'node' }])).toMatch(/ 17% \/\n/)
})

it('what kubectl port-forward leads to a program on localhost is answered, which the kubelet’s probe is not, until nobody listens there', () => {
  const forward = 'kubectl port-forward web-master-node 8080:80 >/dev/null'
  const said = (line: string): string => printed('1.37', line).replaceAll(/\(Here it goes on.*\)\n/g, '')
  expect(said(`${forward}; curl -s -o /dev/null -w '%{http_code}' localhost:8080/healthz`)).toBe('200')
  expect(said('curl -sS localhost:8080')).toMatch(/^curl: \(7\) Failed to connect to localhost port 8080 /)
  const ip = "$(kubectl get po web-master-node -o jsonpath='{.status.podIP}')"
  expect(said(`curl -sS http://${ip}/healthz`)).toMatch(/^curl: \(7\) Failed to connect to 10\.\S+ port 80 /)
  const nobody = 'kubectl port-forward web-master-node 9090 >/dev/null'
  expect(said(`${nobody}; curl -sS localhost:9090; curl -sS localhost:9090`)).toBe(
    "curl: (52) Empty reply from server\n(kubectl port-forward ends with it: error: lost connection to pod)\ncurl: (7) Failed to connect to localhost port 9090 after 0 ms: Couldn't connect to server\n",
  )
  expect(said(`${forward}; ${forward}`)).toMatch(/^Unable to listen on port 8080: /)
  expect(said(`${forward}; env`)).not.toContain('forwards')
})

it.each([
  [
    'it waits for a volume',
    {
      manifests: {
        'web.yaml': POD.replace('emptyDir: {sizeLimit: 1Gi}', 'hostPath: {path: /nowhere, type: Directory}').replace(
          'image: "x:1"',
          'image: "x:1", volumeMounts: [{name: on-disk, mountPath: /data}]',
        ),
      },
    },
    '',
    false,
  ],
  ['its first image is pulled', { images: { '*': { present: false, pull: { after: '200s' } } } }, '', false],
  ['its image is not to be had', { images: { '*': { present: false, pull: 'notFound' } } }, '10.244.0.2', true],
] as const)('while %s a pod has an address and is ready to start containers, or not, as its sandbox is', (_, more, ip, isReady) => {
  const text = printed('1.37', 'kubectl describe po web-master-node', [], more)
  expect(text).toMatch(new RegExp(`^IP: *${ip}$`, 'm'))
  expect(text).toMatch(new RegExp(`PodReadyToStartContainers +${isReady ? 'True' : 'False'}`))
  expect(printed('1.37', "kubectl get po web-master-node -o jsonpath='{.status.podIP}'", [], more)).toBe(ip)
})

it('the runtime knows the containers of two pods of one name, in two namespaces, which start and end at one moment', () => {
  const web = (namespace: string): string => POD.replace('name: web}', `name: web, namespace: ${namespace}}`).replace(/.*near.*\n/, '')
  const more = { manifests: { 'one.yaml': web('one'), 'two.yaml': web('two') } }
  const crash = { at: '20s', crash: 'one/web/web', code: 1 }
  // each with its sandbox
  expect(printed('1.9', 'docker ps -q | wc -l', [crash], more)).toBe('4\n')
})
