import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { ask } from '../../terminal/terminal.ts'
import { remediesOf } from '../../views/what-if/what-if-remedies.ts'
import { whatIf } from '../../views/what-if/what-if.ts'
import { why, whyText } from '../../views/why/why.ts'
import { kubeadmDoors } from '../kubelet/kubeadm-doors.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'

const HOOK = '/root/hook.yaml'
const hook = (
  release: string,
  more = '',
  resources = '"*/*"',
) => `apiVersion: admissionregistration.k8s.io/v1${Number(release.slice(2)) < 16 ? 'beta1' : ''}
kind: ValidatingWebhookConfiguration
metadata:
  name: policy
webhooks:
- name: policy.example.org
  clientConfig:
    service: {name: policy, namespace: guard, path: /validate}
  rules:
  - {operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: [${resources}]}
${more}`

function run(release: string, actions: readonly object[], { file = '', seconds = 600 } = {}) {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: `${seconds}s`,
      node: { name: 'master', ip: '192.168.1.100' },
      kubelet: kubeadmDoors(release),
      manifests: kubeadmPlane(release, { node: 'master' }),
      ...(file === '' ? {} : { files: { [HOOK]: file }, cluster: { objects: [HOOK] } }),
      actions,
    }),
  )
  expect(diagnostics).toBeUndefined()
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  const starts = (container: string) =>
    trace.filter((entry) => entry.kind === 'process' && entry.op === 'started' && entry.container === container)
  return {
    inputs,
    trace,
    /** Restarts of etcd, the kube-apiserver, the kube-controller-manager and the kube-scheduler. */
    restarts: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => starts(name).length - 1).join(' '),
    log: (container: string) => trace.flatMap((entry) => (entry.kind === 'log' && entry.source === container ? [entry.text] : [])),
    type: (line: string, at: number) => ask(line, { inputs, trace, at, simulate }),
    /** What is offered beside the manifest's own lines, and the restarts with each. */
    remedies: (container: string) => {
      const file = `${container}.yaml`
      const of = { inputs, pod: container, container }
      return remediesOf(inputs.manifests[file]!, of).flatMap(({ size, title, files = {}, actions: then = inputs.actions }) => {
        if (size !== 0) return []
        const tried = simulate({ ...inputs, files: { ...inputs.files, ...files }, actions: then })
        const again = tried.filter(
          (entry) => entry.kind === 'process' && entry.op === 'started' && entry.container === container && entry.attempt > 0,
        )
        return [`${again.length} with ${title}`]
      })
    },
    why: (container: string) => whyText(why(trace, starts(container).at(-1)!.id, inputs)),
    fixes: (container: string) => {
      const tries = whatIf(inputs, trace, starts(container)[1]!.id)
      for (;;) {
        const { done, value } = tries.next()
        if (done) return value!.best.map(({ title }) => title)
      }
    },
  }
}

const FILL = [{ at: '180s', etcd: 'fill' }]

describe('etcd that is out of space', () => {
  it.each([
    ['1.9', '0 0 1 1', 'asked by etcdctl, which reads'],
    ['1.14', '0 0 1 1', 'asked by etcdctl, which reads'],
    ['1.17', '4 0 1 1', '/health is false, and its liveness probe kills it'],
    ['1.21', '2 0 1 1', 'so is that of its startup probe'],
    ['1.24', '2 0 1 1', 'so is that of its startup probe'],
    ['1.25', '0 0 1 1', 'its liveness probe leaves the alarm out'],
    ['1.31', '0 0 1 1', '/livez does not look at alarms'],
    ['1.37', '0 0 1 1', '/livez does not look at alarms'],
  ])('%s: restarts %s: %s', (release, restarts) => {
    expect(run(release, FILL).restarts).toBe(restarts)
  })

  it.each([
    ['1.24', '2'],
    ['1.30', '2'],
    ['1.31', '1'],
  ])('%s: once it is started again, its startup probe keeps it from coming up, %s restarts, until /livez is asked', (release, restarts) => {
    expect(run(release, [...FILL, { at: '200s', kill: 'etcd' }]).restarts.split(' ')[0]).toBe(restarts)
  })

  it.each([
    ['1.9', 'E leaderelection.go:258] Failed to update lock: etcdserver: mvcc: database space exceeded'],
    ['1.28', 'E leaderelection.go:369] Failed to update lock: etcdserver: mvcc: database space exceeded'],
    [
      '1.31',
      'E leaderelection.go:429] Failed to update lock optimitically: etcdserver: mvcc: database space exceeded, falling back to slow path',
    ],
    [
      '1.37',
      'E leaderelection.go:497] "Failed to update lease" err="etcdserver: mvcc: database space exceeded" lock="kube-system/kube-scheduler"',
    ],
  ])('%s: a leader says %s', (release, line) => {
    expect(run(release, FILL, { seconds: 200 }).log('kube-scheduler')).toContain(line)
  })

  it('leads back from a lost lease to the action, and is disarmed first of all that helps', () => {
    const { why: chain, fixes } = run('1.37', FILL, { seconds: 200 })
    expect(chain('kube-scheduler')).toMatch(
      /lost its lease[^]*database space exceeded[^]*etcd is up, and out of space[^]*fills etcd up to its quota/,
    )
    expect(fixes('kube-scheduler')[0]).toBe('etcd compacted, defragmented and its alarm disarmed')
  })

  it('lets the leaders lead again once it is disarmed', () => {
    const { trace } = run('1.37', [...FILL, { at: '300s', etcd: 'defrag' }])
    const acquired = trace.filter((entry) => entry.kind === 'log' && entry.t > 300 && entry.text.includes('Successfully acquired lease'))
    expect(acquired.map(({ container }) => container).toSorted()).toEqual(['kube-controller-manager', 'kube-scheduler'])
  })

  it('has kubectl show nothing of the restarts, refuse what writes, and delete', () => {
    const { type } = run('1.30', [...FILL, { at: '400s', etcd: 'defrag' }])
    expect(type('kubectl create ns x', 200).stderr).toBe('Error from server: etcdserver: mvcc: database space exceeded\n')
    expect(type('kubectl delete clusterrole view', 200).exit).toBe(0)
    expect(type('kubectl get po -n kube-system kube-scheduler-master', 250).stdout).toMatch(/ Running +0 /)
    expect(type('kubectl get po -n kube-system kube-scheduler-master', 450).stdout).toMatch(/ Running +1 \(/)
    expect(type('kubectl get --raw /readyz', 200).stdout).toBe('ok')
  })

  it.each([
    ['etcdctl alarm list', 'memberID:10276657743932975437 alarm:NOSPACE \n'],
    [
      'etcdctl endpoint status',
      '127.0.0.1:2379, 8e9e05c52164694d, 3.5.15, 2.1 GB, true, false, 2, 1413, 1413, memberID:10276657743932975437 alarm:NOSPACE \n',
    ],
    [`etcdctl endpoint status --write-out=json | grep -o '"revision":[0-9]*'`, '"revision":1200\n'],
    ['etcdctl compact 1200', 'compacted revision 1200\n'],
    ['etcdctl defrag', 'Finished defragmenting etcd member[127.0.0.1:2379]\n'],
    ['curl -s http://127.0.0.1:2381/health', '{"health":"false","reason":"ALARM NOSPACE"}\n'],
    ["curl -s 'http://127.0.0.1:2381/health?exclude=NOSPACE'", '{"health":"true","reason":""}'],
  ])('answers %s', (line, printed) => {
    const pki = '/etc/kubernetes/pki/etcd'
    const set = `export ETCDCTL_CACERT=${pki}/ca.crt ETCDCTL_CERT=${pki}/server.crt ETCDCTL_KEY=${pki}/server.key`
    const { type } = run('1.30', FILL, { seconds: 240 })
    expect(type(`${set}; ${line}`, 200).stdout).toBe(printed)
    expect(type(`${set}; etcdctl alarm list`, 100).stdout).toBe('')
    expect(type(`${set}; etcdctl alarm disarm`, 200).actions).toEqual([{ at: 200, etcd: 'defrag' }])
  })
})

describe('a webhook that is asked about all', () => {
  const away = [{ at: '180s', webhook: 'policy.example.org', is: 'unreachable' }]
  const hangs = [{ at: '180s', webhook: 'policy', is: 'hangs' }]

  it.each([
    ['1.13', 'by v1beta1 it is ignored', '', away, '0 0 0 0'],
    ['1.13', 'but for what says Fail', '  failurePolicy: Fail\n', away, '0 0 1 1'],
    ['1.37', 'by v1 it is not', '', away, '0 0 1 1'],
    ['1.37', 'where it is ignored nothing comes of it', '  failurePolicy: Ignore\n', away, '0 0 0 0'],
    ['1.37', 'ignored, it is waited for all the same: for longer than a renewal has', '  failurePolicy: Ignore\n', hangs, '0 0 1 1'],
    ['1.37', 'and for less', '  failurePolicy: Ignore\n  timeoutSeconds: 2\n', hangs, '0 0 0 0'],
    [
      '1.37',
      'kube-system can be left out',
      '  namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}\n',
      away,
      '0 0 0 0',
    ],
    [
      '1.20',
      'but not by a label that it has since 1.21',
      '  namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [kube-system]}]}\n',
      away,
      '0 0 0 0',
    ],
    ['1.37', 'what denies is not ignored', '  failurePolicy: Ignore\n', [{ at: '180s', webhook: 'policy', is: 'denies' }], '0 0 1 1'],
    ['1.37', 'away for less than ten seconds', '', [...away, { at: '186s', webhook: 'policy.example.org', is: 'answers' }], '0 0 0 0'],
  ] as const)('%s: %s', (release, _, more, actions, restarts) => {
    expect(run(release, actions, { file: hook(release, more), seconds: 400 }).restarts).toBe(restarts)
  })

  it('is not asked about another kind, nor by a server that admits without it', () => {
    expect(run('1.37', away, { file: hook('1.37', '', 'pods'), seconds: 400 }).restarts).toBe('0 0 0 0')
  })

  it.each([
    [
      '1.12',
      '  failurePolicy: Fail\n',
      'failed calling admission webhook "policy.example.org": Post https://policy.guard.svc:443/validate: dial tcp ADDRESS:443: connect: connection refused',
    ],
    [
      '1.18',
      '',
      'failed calling webhook "policy.example.org": Post https://policy.guard.svc:443/validate?timeout=10s: dial tcp ADDRESS:443: connect: connection refused',
    ],
    [
      '1.22',
      '',
      'failed calling webhook "policy.example.org": Post "https://policy.guard.svc:443/validate?timeout=10s": dial tcp ADDRESS:443: connect: connection refused',
    ],
    [
      '1.23',
      '',
      'failed calling webhook "policy.example.org": failed to call webhook: Post "https://policy.guard.svc:443/validate?timeout=10s": dial tcp ADDRESS:443: connect: connection refused',
    ],
    [
      '1.37',
      '',
      'failed calling webhook "policy.example.org": failed to call webhook: Post "https://policy.guard.svc:443/validate?timeout=10s": dial tcp ADDRESS:443: connect: connection refused',
    ],
  ])('%s: is told of as the server does', (release, more, words) => {
    const { type } = run(release, away, { file: hook(release, more), seconds: 300 })
    const said = type('kubectl create ns x', 200).stderr.replace(/dial tcp [\d.]+/, 'dial tcp ADDRESS')
    expect(said).toBe(`Error from server (InternalError): Internal error occurred: ${words}\n`)
  })

  it('says what it has denied, and where nothing answers how long that took', () => {
    const file = hook('1.37')
    expect(
      run('1.37', [{ at: '180s', webhook: 'policy', is: 'denies' }], { file, seconds: 300 }).type('kubectl create ns x', 200).stderr,
    ).toBe('Error from server: admission webhook "policy.example.org" denied the request without explanation\n')
    expect(run('1.37', hangs, { file, seconds: 300 }).type('kubectl create ns x', 200).stderr).toMatch(
      /validate\?timeout=10s": context deadline exceeded\n$/,
    )
  })

  it('keeps the kubelet from making mirror pods, and from telling the API of restarts', () => {
    const { log, type } = run('1.37', [{ at: '0s', webhook: 'policy', is: 'unreachable' }], { file: hook('1.37'), seconds: 200 })
    expect(log('kubelet')).toContainEqual(
      expect.stringMatching(
        /^"Failed creating a mirror pod for" err="Internal error occurred: failed calling webhook .*" pod="kube-system\/etcd-master"$/,
      ),
    )
    expect(type('kubectl get po -A', 190).stdout).toBe('')
  })

  it('leads back to its failurePolicy, or its name, and is ignored or spared first of all that helps', () => {
    const told = run('1.37', away, { file: hook('1.37', '  failurePolicy: Fail\n'), seconds: 300 })
    expect(told.why('kube-scheduler')).toMatch(/failed calling webhook[^]*\[line 11: failurePolicy: Fail\]/)
    const { why: chain, remedies } = run('1.37', away, { file: hook('1.37'), seconds: 300 })
    expect(chain('kube-scheduler')).toMatch(
      /failed calling webhook[^]*\[line 6: - name: policy.example.org\][^]*leaves nobody listening behind/,
    )
    expect(remedies('kube-scheduler')).toEqual([
      `0 with failurePolicy: Ignore for the webhook (${HOOK})`,
      `0 with kube-system left out of the webhook’s namespaces (${HOOK})`,
    ])
    expect(run('1.37', hangs, { file: hook('1.37'), seconds: 300 }).remedies('kube-scheduler')).toEqual([
      `1 with failurePolicy: Ignore for the webhook (${HOOK})`,
      `0 with kube-system left out of the webhook’s namespaces (${HOOK})`,
      `0 with failurePolicy: Ignore for the webhook, and timeoutSeconds: 1 (${HOOK})`,
    ])
  })
})

describe('a kube-apiserver that lacks a role, and may not make it', () => {
  const actions = [
    { at: '100s', kubectl: 'delete clusterrole system:volume-scheduler' },
    { at: '180s', webhook: 'policy', is: 'unreachable' },
    { at: '180s', kill: 'kube-apiserver' },
  ]
  const ended = (release: string, more: readonly object[] = []) => {
    const { trace, log } = run(release, [...actions, ...more], { file: hook(release, '', 'clusterroles'), seconds: 400 })
    const codes = trace.flatMap((entry) =>
      entry.kind === 'process' && entry.op === 'exited' && entry.container === 'kube-apiserver' && entry.code !== undefined
        ? [entry.code]
        : [],
    )
    return { codes: codes.join(' '), says: log('kube-apiserver').filter((line) => line.includes('PostStartHook')) }
  }

  it.each([
    ['1.18', '137', 0],
    ['1.19', '137 255 255 255 255', 4],
    ['1.37', '137 255 255 255 255', 4],
  ])('%s: ends with %s: since 1.19 it tries for 30 s', (release, codes, times) => {
    const { codes: found, says } = ended(release)
    expect(found).toBe(codes)
    expect(says).toHaveLength(times)
    for (const line of says)
      expect(line).toMatch(
        /^F hooks\.go:\d+\] PostStartHook "rbac\/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition$/,
      )
  })

  it('goes on where the webhook is back within that time', () => {
    expect(ended('1.37', [{ at: '200s', webhook: 'policy', is: 'answers' }]).codes).toBe('137')
  })

  it('ends of a full etcd too', () => {
    const { log } = run(
      '1.37',
      [{ at: '100s', kubectl: 'delete clusterrole system:volume-scheduler' }, ...FILL, { at: '181s', kill: 'kube-apiserver' }],
      {
        seconds: 300,
      },
    )
    expect(log('kube-apiserver').filter((line) => line.startsWith('F hooks.go'))).toHaveLength(2)
  })
})

describe('a disk that is slow', () => {
  const slow = (by: string) => [{ at: '180s', slowDisk: 'node', by }]

  it.each([
    ['1.37', '200ms', '0 0 0 0', 'nobody minds'],
    ['1.21', '1500ms', '2 0 2 2', 'etcd’s /health waits a second up to 3.4'],
    ['1.24', '1500ms', '0 0 0 0', 'and seven after'],
    ['1.37', '3s', '0 2 2 2', 'the check of etcd behind /livez waits two seconds'],
    ['1.37', '6s', '0 2 1 1', 'a renewal’s request has five seconds, and no leader comes again'],
    ['1.17', '6s', '4 4 5 4', 'of ten seconds a read and a write take twelve'],
  ])('%s, by %s: restarts %s: %s', (release, by, restarts) => {
    expect(run(release, slow(by)).restarts).toBe(restarts)
  })

  it.each([
    [
      '1.19',
      'etcdserver: read-only range request "key:\\"/registry/health\\" " with result "range_response_count:0 size:4" took too long (1.5s) to execute',
      'wal: sync duration of 1.5s, expected less than 1s',
    ],
    [
      '1.33',
      '"caller":"etcdserver/util.go:171","msg":"apply request took too long","took":"1.5s","expected-duration":"100ms"',
      '"caller":"wal/wal.go:806","msg":"slow fdatasync","took":"1.5s","expected-duration":"1s"',
    ],
    [
      '1.37',
      '"caller":"txn/util.go:94","msg":"apply request took too long","took":"1.5s","expected-duration":"100ms"',
      '"caller":"wal/wal.go:846","msg":"slow fdatasync","took":"1.5s","expected-duration":"1s"',
    ],
  ])('%s: etcd says %s and %s', (release, read, write) => {
    const lines = run(release, slow('1500ms'), { seconds: 240 }).log('etcd')
    expect(lines).toContainEqual(expect.stringContaining(read))
    expect(lines).toContainEqual(expect.stringContaining(write))
  })

  it('1.19: etcd minds a read of a fifth of a second, and no such write', () => {
    const lines = run('1.19', slow('200ms'), { seconds: 200 }).log('etcd')
    expect(lines).toContainEqual(expect.stringContaining(' took too long (200ms) to execute'))
    expect(lines).not.toContainEqual(expect.stringContaining('wal: sync'))
  })

  it('is as fast again where it is so within ten seconds, and leads back to the action', () => {
    expect(run('1.37', [...slow('6s'), { at: '184s', slowDisk: 'node', by: '0s' }], { seconds: 400 }).restarts).toBe('0 0 0 0')
    const { why: chain, remedies } = run('1.37', slow('3s'), { seconds: 400 })
    expect(chain('kube-apiserver')).toMatch(/answers? .*500|statuscode: 500[^]*slows the node’s disk down/)
    expect(remedies('kube-apiserver')).toEqual(['0 with etcd’s data on a disk of their own'])
  })
})

describe('a disk that is full', () => {
  const FULL = [{ at: '180s', fullDisk: 'node' }]

  it.each([
    ['1.19', 'C | mvcc: cannot commit tx (write /var/lib/etcd/member/snap/db: no space left on device)'],
    ['1.37', '"msg":"failed to commit tx","error":"write /var/lib/etcd/member/snap/db: no space left on device"'],
  ])('%s: ends etcd with code 1 at each start, which says %s, until there is room', (release, words) => {
    const { trace, log, why: chain, remedies } = run(release, [...FULL, { at: '300s', freeDisk: 'node' }])
    const ends = trace.flatMap((entry) => (entry.kind === 'process' && entry.op === 'exited' && entry.container === 'etcd' ? [entry] : []))
    expect(ends.length).toBeGreaterThan(3)
    expect(ends.every(({ code, t }) => code === 1 && t < 300)).toBe(true)
    expect(log('etcd')).toContainEqual(expect.stringContaining(words))
    expect(chain('etcd')).toMatch(/no space left on device[^]*leaves no room on the disk/)
    expect(remedies('etcd')).toEqual(['0 with etcd’s data on a disk that has room'])
  })
})

it.each([
  [[{ at: '10s', freeDisk: 'node' }], 'The disk is not full.'],
  [[{ at: '10s', etcd: 'defrag' }], 'No alarm is raised.'],
  [[...FILL, { at: '190s', etcd: 'fill' }], 'Its alarm is raised already.'],
  [[{ at: '10s', slowDisk: 'node', by: '0s' }], 'The disk is not slow.'],
  [
    [{ at: '10s', webhook: 'policy', is: 'hangs' }],
    'No webhook of that name stands in etcd: cluster.objects names files with configurations.',
  ],
  [
    [
      { at: '10s', remove: 'etcd.yaml' },
      { at: '100s', etcd: 'fill' },
    ],
    'etcd does not run: it raises and clears no alarm.',
  ],
])('%j does nothing: %s', (actions, note) => {
  const { trace } = run('1.37', actions, { seconds: 240 })
  expect(trace.flatMap((entry) => (entry.kind === 'action' && entry.note !== undefined ? [entry.note] : []))).toEqual([note])
})

it.each([
  [{ at: '10s', etcd: 'full' }, 'actions[0].etcd', 'kill, start, hang, resume, fill, defrag'],
  [{ at: '10s', slowDisk: 'etcd', by: '1s' }, 'actions[0].slowDisk', 'node'],
  [{ at: '10s', slowDisk: 'node' }, 'actions[0].by', 'duration'],
  [{ at: '10s', webhook: 'policy', is: 'gone' }, 'actions[0].is', 'unreachable, hangs, denies, answers'],
])('%j is refused at %s', (action, path, allowed) => {
  const { diagnostics = [] } = parseScenario(JSON.stringify({ whyrestart: 1, actions: [action] }))
  expect(diagnostics.map((diagnostic) => diagnostic.path)).toEqual([path])
  expect(JSON.stringify(diagnostics)).toContain(allowed)
})
