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
`

/** What a terminal prints of one command 100 s after the start: the program has been killed for its memory after 90 s. */
function printed(kubernetes: string, command: string): string {
  const web = {
    listens: [{ port: 80, address: '127.0.0.1' }],
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
      node: { memory: '4Gi' },
      manifests: { 'web.yaml': POD },
      processes: { web, near: {} },
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
  ['1.37', 'df -h', /^not simulated here: df; the node’s disk has no size here/],
  [
    '1.37',
    'kubectl port-forward web-master-node 8080:80',
    /^Forwarding from 127\.0\.0\.1:8080 -> 80\nForwarding from \[::1\]:8080 -> 80\n.*web listens there/,
  ],
  ['1.37', 'kubectl port-forward pod/web-master-node 9090', /-> 9090\n.*nobody listens there: it is refused/],
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
