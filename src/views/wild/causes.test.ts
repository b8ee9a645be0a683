import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import '../all.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { timelineRows } from '../lanes/timeline-rows.ts'
import { edited, mended, type Row, tried } from './mended-fixture.ts'

const plane = (release: string, change: (files: Record<string, string>) => void): Record<string, string> =>
  edited(kubeadmPlane(release), change)

// Why pods were restarted, or never ready, and what people did: the cause to its line, and the fix that ends it first.

const program = (listens: unknown, more: object = {}) => ({ processes: { main: { listens, answers: [{ status: 200 }], ...more } } })
const on8080 = program([{ port: 8080 }])
const PORTS = 'ports: [{containerPort: 8080, name: http}]\n'
const live = (what: string, more = ''): string => `${PORTS}livenessProbe: {httpGet: {${what}}${more}}`
const IMAGE = { 'example.org/web:1': { programs: ['/bin/sh', '/app/server'], entrypoint: ['/app/server'] } }

const ROWS: Row[] = [
  [
    'a wrong port, beside one that is declared',
    { container: live('port: 3000'), scenario: on8080 },
    /nobody listens on 3000 \(web\.yaml, line 10\); main declares 8080 \(web\.yaml, line 9\), and its program listens there/,
    /^port in livenessProbe: 8080 instead of 3000$/,
  ],
  [
    'a wrong port in two probes',
    { container: `${live('port: 3000')}\nreadinessProbe: {httpGet: {port: 3000}}`, scenario: on8080 },
    /nobody listens on 3000/,
    /^port in livenessProbe and readinessProbe: 8080 instead of 3000$/,
  ],
  [
    'a wrong port, where another probe has the right one',
    { container: 'livenessProbe: {httpGet: {port: 3000}}\nreadinessProbe: {httpGet: {port: 9090}}', scenario: program([{ port: 9090 }]) },
    /main declares no port, and its program listens on 9090/,
    /^port in livenessProbe: 9090 instead of 3000$/,
  ],
  [
    'a readiness probe of a wrong port, which restarts nothing',
    { container: `${PORTS}readinessProbe: {httpGet: {port: 3000}}`, scenario: on8080 },
    /Nobody listens on 3000/,
    /^port in readinessProbe: 8080 instead of 3000$/,
  ],
  [
    'a port’s name that is that of another port',
    {
      container: 'ports: [{containerPort: 9000, name: web}, {containerPort: 8080, name: http}]\nlivenessProbe: {httpGet: {port: web}}',
      scenario: on8080,
    },
    /nobody listens on 9000 .* its program listens on 8080/,
    /^port in livenessProbe: 8080 instead of web$/,
  ],
  [
    'a port’s name that there is not: it is never started',
    { container: `${PORTS}startupProbe: {httpGet: {port: web}}`, scenario: on8080 },
    /no port of main is called web \(web\.yaml, line 10\), but http is \(8080\)/,
    /^port in startupProbe: 8080 instead of web$/,
  ],
  [
    'the host of another machine, in two probes',
    { container: `${live('port: 8080, host: 10.9.9.9')}\nreadinessProbe: {httpGet: {port: 8080, host: 10.9.9.9}}`, scenario: on8080 },
    /nobody answers at 10\.9\.9\.9 \(web\.yaml, line 10\), which is not the pod’s address; main listens on 8080 of the pod/,
    /^without host in livenessProbe and readinessProbe$/,
  ],
  [
    'the host localhost, of a pod with a network of its own',
    { container: live('port: 8080, host: localhost'), scenario: on8080 },
    /localhost \(web\.yaml, line 10\) is the node itself/,
    /^without host in livenessProbe$/,
  ],
  [
    'a program that listens on localhost alone',
    { container: live('port: 8080'), scenario: program([{ port: 8080, address: '127.0.0.1' }]) },
    /main listens on 8080 \(web\.yaml, line 10\) of 127\.0\.0\.1 alone, and the kubelet asks the pod’s address; kubectl port-forward/,
    /^its program listening on 0\.0\.0\.0 instead of 127\.0\.0\.1$/,
  ],
  [
    'a program that listens on localhost alone, on the node’s network',
    { container: live('port: 8080'), spec: 'hostNetwork: true', scenario: program([{ port: 8080, address: '127.0.0.1' }]) },
    /main listens on 8080 \(web\.yaml, line 10\) of 127\.0\.0\.1 alone/,
    /^host in livenessProbe: 127\.0\.0\.1 instead of the node’s$/,
  ],
  [
    'a wrong path',
    {
      container: live('port: 8080, path: /health'),
      scenario: program([{ port: 8080 }], { answers: [{ status: 404 }, { path: '/healthz', status: 200 }] }),
    },
    /answers 404 to \/health \(web\.yaml, line 10\), and 200 to \/healthz/,
    /^path in livenessProbe: \/healthz instead of \/health$/,
  ],
  [
    'plain HTTP to a port of TLS',
    { container: live('port: 8443'), scenario: program([{ port: 8443, tls: true }]) },
    /port 8443 speaks TLS, and scheme HTTP \(the default\)/,
    /^scheme in livenessProbe: HTTPS instead of HTTP$/,
  ],
  [
    'HTTPS to a port of plain HTTP',
    { container: live('port: 8080, scheme: HTTPS'), scenario: on8080 },
    /port 8080 speaks plain HTTP, and scheme HTTPS \(web\.yaml, line 10\)/,
    /scheme/,
  ],
  [
    'a Host header that a program wants, and does not get',
    {
      container: live('port: 8080, httpHeaders: [{name: Host, value: wrong.example}]'),
      scenario: program([{ port: 8080 }], { answers: [{ status: 400 }, { headers: { Host: 'shop.example' }, status: 200 }] }),
    },
    /answers 200 to whoever sends Host: shop\.example; the liveness probe sends Host: wrong\.example \(web\.yaml, line 10\)/,
    /^the header Host: shop\.example in livenessProbe$/,
    /puts it off/,
  ],
  [
    'HTTP asked of gRPC',
    { container: live('port: 8080'), scenario: program([{ port: 8080 }], { answers: [{ grpc: 'SERVING' }] }) },
    /port 8080 speaks gRPC, and httpGet \(web\.yaml, line 10\)/,
    /^a grpc probe instead of httpGet in livenessProbe$/,
  ],
  [
    'a path that nobody has described',
    { container: live('path: /helthz, port: 8080') },
    /^No restart in 10 min, if its program answers 200 to \/helthz on port 8080 from the start\./,
    undefined,
  ],
  [
    'a program that busybox is not known to have',
    { container: 'command: [slepp, "3600"]', image: 'busybox:1.36' },
    /^No restart in 10 min, if its program keeps running and its image has slepp\./,
    undefined,
  ],
  [
    'a program that busybox has',
    { container: 'command: [sleep, "3600"]', image: 'busybox:1.36' },
    /^No restart in 10 min(, if its program keeps running)?\./,
    undefined,
  ],
  [
    'a start that is slow',
    { container: live('port: 8080', ', initialDelaySeconds: 10'), scenario: program([{ port: 8080, after: '75s' }]) },
    /main listens on 8080 only 75 s after its start, and the liveness probe \(web\.yaml, line 10\) counts as failed 30 s to 40 s after that start/,
    /^a startupProbe like the livenessProbe, with failureThreshold: 8$/,
  ],
  [
    'a start that is slower still on a busy machine',
    {
      container: live('port: 8080', ', initialDelaySeconds: 60'),
      scenario: { ...program([{ port: 8080, after: '50s' }]), actions: [{ at: '0s', cpu: 'main', times: 3 }] },
    },
    /main has not listened on 8080 yet, (7|8)\d s after its start, and the liveness probe \(web\.yaml, line 10\) counts as failed/,
    /^a startupProbe like the livenessProbe, with failureThreshold: 16$/,
  ],
  [
    'a script that sleeps before it starts its program',
    { container: `command: [sh, -c, 'sleep 75 && exec /app/server']\n${live('port: 8080', ', initialDelaySeconds: 10')}` },
    /main listens on 8080 only 75 s after its start, and the liveness probe \(web\.yaml, line 11\) counts as failed 30 s to 40 s after that start/,
    /^a startupProbe like the livenessProbe, with failureThreshold: 8$/,
  ],
  [
    'a time-out that is too short under load',
    {
      container: live('port: 8080'),
      scenario: program([{ port: 8080 }], { answers: [{ status: 200 }, { from: '60s', status: 200, after: '2.5s' }] }),
    },
    /takes up to 2\.5 s to answer, and the liveness probe waits 1 s \(the default\)/,
    /^timeoutSeconds in livenessProbe: 3 instead of 1$/,
  ],
  [
    'what depends on somebody else: no number of the run’s length is offered',
    { container: live('port: 8080'), scenario: program([{ port: 8080 }], { answers: [{ status: 200 }, { from: '60s', status: 503 }] }) },
    /statuscode: 503/,
    /^a tcpSocket probe/,
    /puts it off|failureThreshold/,
  ],
  [
    'memory above its limit',
    {
      container: 'resources: {limits: {memory: 128Mi}}',
      scenario: { processes: { main: { memory: [{ mib: 80 }, { from: '60s', mib: 140 }, { from: '900s', mib: 190 }] } } },
    },
    /main wanted 140 MiB 60 s after its start, above its limit of 128Mi \(web\.yaml, line 9\)/,
    /^memory in resources\.limits: 190Mi instead of 128Mi$/,
    /^without (memory|limits)/,
  ],
  [
    'a program that is misspelt',
    {
      manifests: plane('1.37', (files) => {
        files['kube-controller-manager.yaml'] = files['kube-controller-manager.yaml']!.replace(
          '- kube-controller-manager\n',
          '- kube-controller-manegaar\n',
        )
      }),
    },
    /kube-controller-manegaar \(kube-controller-manager\.yaml, line \d+\), the first word of the command, is not in its image, which has kube-controller-manager/,
    /^kube-controller-manager instead of kube-controller-manegaar$/,
  ],
  [
    'a program that lies elsewhere',
    { container: 'command: [/usr/bin/server]', scenario: { images: IMAGE } },
    /\/usr\/bin\/server \(web\.yaml, line 9\), the first word of the command, is not in its image, which has \/app\/server/,
    /^\/app\/server instead of \/usr\/bin\/server$/,
  ],
  [
    'a command in one word',
    { container: 'command: ["/app/server --port=80"]', scenario: { images: IMAGE } },
    /is one word of the command, so that a program of that name is looked for/,
    /^command: \["\/app\/server","--port=80"\]/,
  ],
  [
    'a script’s program that there is not',
    { container: 'command: [sh, -c, "echo hello; exec servr --port=80"]', scenario: { images: IMAGE } },
    /its script \(web\.yaml, line 9\) does not find servr/,
    /^\/app\/server instead of servr in its script$/,
  ],
  [
    'a startup probe whose program the image has not',
    { container: `${PORTS}startupProbe: {exec: {command: [curl, -f, "http://localhost:8080/"]}}`, scenario: on8080 },
    /curl \(web\.yaml, line 10\), the first word of the command, is not in its image/,
    /^an httpGet probe instead of exec in startupProbe$/,
  ],
  [
    'an image that is misspelt',
    {
      image: 'example.org/wep:1',
      scenario: { images: { 'example.org/wep:1': { present: false, pull: 'notFound' }, 'example.org/web:1': {} } },
    },
    /ErrImagePull|ImagePullBackOff/,
    /^image: example\.org\/web:1 instead of example\.org\/wep:1$/,
  ],
  [
    'an image of which no other name is near',
    { image: 'example.org/wep:1', scenario: { images: { 'example.org/wep:1': { present: false, pull: 'notFound' } } } },
    /ImagePullBackOff.*example\.org\/wep:1: not found \(web\.yaml, line 8\)/,
    /^example\.org\/wep:1 in its registry$/,
  ],
  [
    'an image that its registry does not hand out',
    { image: 'example.org/web:1', scenario: { images: { 'example.org/web:1': { present: false, pull: 'unauthorized' } } } },
    /ImagePullBackOff/,
    /^credentials for example\.org$/,
  ],
  [
    'a registry that is not reached',
    { image: 'example.org/web:1', scenario: { images: { 'example.org/web:1': { present: false, pull: 'unreachable' } } } },
    /ImagePullBackOff/,
    /^example\.org reachable from the node, or example\.org\/web:1 on it$/,
  ],
  [
    'a liveness port by a name that no container has, which restarts nothing',
    { container: 'livenessProbe: {httpGet: {port: web}}', scenario: on8080 },
    /only errs, which never kills.* no port of main is called web \(web\.yaml, line 9\), and none has a name/,
    /^port in livenessProbe: 8080 instead of web$/,
  ],
  [
    'an init container that does not end',
    { spec: "initContainers: [{name: wait, image: busybox:1.36, command: [sh, -c, 'while true; do sleep 2; done']}]" },
    /waits for its init container wait .*\n.*wait starts for the first time\..*\n← web\.yaml, line 5: while true; do sleep 2; done\n$/,
    /^without initContainers$/,
  ],
  [
    'a postStart hook that does not end',
    {
      container: 'lifecycle: {postStart: {exec: {command: [sleep, "3600"]}}}',
      scenario: { processes: { main: { execs: [{ command: ['sleep', '3600'], after: '1h' }] } } },
    },
    /waits for its postStart hook .*\n.*main starts for the first time\..*\n← web\.yaml, line 9: postStart\n$/,
    /^without lifecycle$/,
  ],
  [
    'a Secret that nobody has made',
    { kubernetes: '1.30', container: 'env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: p}}}]' },
    /CreateContainerConfigError: secret "db" not found \(web\.yaml, line 9\)/,
    /^the Secret db in default$/,
  ],
  [
    'an image that may not be pulled',
    { container: 'imagePullPolicy: Never', scenario: { images: { 'example.org/web:1': { present: false } } } },
    /ErrImageNeverPull: .* \(web\.yaml, line 9\)/,
    /^without imagePullPolicy$/,
  ],
  [
    'a host that nobody knows',
    { container: live('port: 8080, host: web.shop.svc'), scenario: on8080 },
    /no such host as web\.shop\.svc \(web\.yaml, line 10\) is known to the node/,
    /^without host in livenessProbe$/,
  ],
  [
    'a service of gRPC that the program has not',
    {
      container: 'ports: [{containerPort: 9000}]\nlivenessProbe: {grpc: {port: 9000, service: dp}}',
      scenario: program([{ port: 9000 }], { answers: [{ grpc: 'SERVING', service: 'db' }] }),
    },
    /unknown service/,
    /^service in livenessProbe: db instead of dp$/,
  ],
  [
    'a user who must not be root, of an image that is root’s',
    { container: 'securityContext: {runAsNonRoot: true}', scenario: { images: { 'example.org/web:1': { user: 'root' } } } },
    /image will run as root .*\(web\.yaml, line 9\)/,
    /^runAsUser: 1000 in securityContext$/,
  ],
  [
    'a file that the node has under another name',
    {
      container: 'volumeMounts: [{name: a, mountPath: /etc/a}]',
      spec: 'volumes: [{name: a, hostPath: {path: /etc/web/polcy.yaml, type: File}}]',
      scenario: { files: { '/etc/web/policy.yaml': 'x' } },
    },
    /is not a file.*\(web\.yaml, line 5\)/,
    /^path in hostPath: \/etc\/web\/policy\.yaml instead of \/etc\/web\/polcy\.yaml$/,
  ],
  [
    'a client certificate for etcd that has expired',
    {
      manifests: plane('1.37', () => {}),
      scenario: {
        clock: '2026-11-24T14:15:00Z',
        cluster: { certificates: { 'apiserver-etcd-client': { notAfter: '2026-11-24T14:00:00Z' } } },
      },
    },
    /the certificate apiserver-etcd-client was refused/,
    /^apiserver-etcd-client renewed$/,
  ],
  [
    'a wrong port of a program that is simulated, where a Service has the right one',
    {
      kubernetes: '1.19',
      manifests: plane('1.19', (files) => {
        files['kube-scheduler.yaml'] = files['kube-scheduler.yaml']!.replaceAll('port: 10259', 'port: 10269')
      }),
      scenario: {
        cluster: { objects: ['/root/service.yaml'] },
        files: {
          '/root/service.yaml':
            'apiVersion: v1\nkind: Service\nmetadata: {name: scheduler, namespace: kube-system}\nspec:\n  ports:\n  - {port: 80, targetPort: 10259}\n',
        },
      },
    },
    /nobody listens on 10269 \(kube-scheduler\.yaml, line \d+\); kube-scheduler declares no port, and its program listens on .*10259/,
    /^port in livenessProbe and startupProbe: 10259 instead of 10269$/,
  ],
  [
    'what ends by itself, and no line changes',
    { scenario: { processes: { main: { exits: { after: '5s', code: 3 } } } } },
    /ended by itself with exit code 3/,
    undefined,
  ],
]

it.each<Row>(ROWS)('%s', (_, report, says, fix, never) => {
  const { told, titles } = mended(report)
  expect(told).toMatch(says)
  expect(titles[0]?.split('. ')[0] ?? 'none').toMatch(fix ?? /^none$/)
  expect(titles.join('\n')).not.toMatch(never ?? /^never$/)
})

it('says of a program that comes to its own end while the kubelet waits for it that it ended by itself', () => {
  const probe = 'livenessProbe: {exec: {command: [cat, /tmp/alive]}, initialDelaySeconds: 5, periodSeconds: 5}'
  const ends = (script: string): string[] => {
    const { inputs, trace } = tried({ container: `command: [sh, -c, "${script}"]\n${probe}`, image: 'alpine:3.20', duration: '60s' })
    const rows = timelineRows(drawingOf(trace, inputs.duration), trace)
    return rows.flatMap(({ what, text }) => (what === 'life 1 ends' ? [text] : []))
  }
  expect(ends('sleep 20; exit 3')).toEqual(['ended by itself while the kubelet was killing it, exit code 3'])
  expect(ends('sleep 1d')).toEqual(['killed by the kubelet, exit code 137'])
})
