import { expect, it } from 'vitest'
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
  ['1.37', 'dmesg -T', /^\[Tue Nov 24 14:16:30 2026\] [^]*Killed process \d+ \(server\) anon-rss:131072kB/],
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
])('%s: %s', (kubernetes, command, text) => {
  expect(printed(kubernetes, command)).toMatch(text)
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
