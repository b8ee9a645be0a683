import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { podsOf } from '../scenario/specs.ts'
import { assumedScript } from './assumed.ts'
import { type Around, outcomeOf, secondsOf } from './assumed-commands.ts'
import { followed } from './assumed-course.ts'
import { statementsOf } from './shell-words.ts'

/** Scripts of `sh -c`; the image has every program but `gone`. */
const SCRIPTS = [
  'touch /a; sleep 30; rm -f /a; sleep 600',
  'touch /a /b && mv /a /c; mv /a; sleep 1',
  'echo x > /a; date >> /b 2>/dev/null; cat /c; echo >/dev/null; sleep 1d',
  'sleep 1m; sleep 1h; sleep 0.5; exit 3',
  'sleep x',
  'sleep inf',
  'sleep infinity & wait',
  'sleep 5 & sleep 3; wait; exit 2',
  'sleep 5 & sleep 9; wait; exit 2',
  'sleep 9 & sleep 5 & wait; exit 2',
  'server & sleep 5 & wait; exit 2',
  'while false; do sleep 1; done && exit 3',
  'server & sleep 7; wait',
  'gone & sleep 7; wait; exit 256',
  'sleep 2; server & other & wait',
  'wait; exit',
  'false; exit',
  'false; exit $?',
  'exit 300',
  'exit x',
  'exit 1; sleep 5',
  'false && touch /a || touch /b; true || touch /c; true && touch /d; exit 0',
  'set -e; false; touch /a',
  'set -ex; false || true; false && true; gone; touch /a',
  'set -o errexit; false; touch /a',
  'set -e; set +e; false; touch /a; exit 4',
  'set -o pipefail; false; touch /a; exit 4',
  'set -x; false; touch /a; exit 4',
  'gone',
  'gone; exit 5',
  'server',
  'exec server',
  'touch /a; exec server',
  'sleep 5; server',
  'server; touch /a',
  'server && touch /a',
  'echo hi; server',
  'cp /a /b; server',
  'cp /a /b; ls; sleep 3; exit 1',
  'ls; exec server',
  'A=/tmp/x; touch $A; touch ${A}y; B="q"; export C=\'z\'; touch $B$C; A=$(id); touch $A; exit 0',
  'A=$B; touch $A; touch $D; exit 0',
  'echo "a;b" ; touch "/a b"; exit 0',
  "echo 'x && y | z'; touch /a; exit 0",
  'echo "$(date)"; touch /a-$(hostname); exit $((1+2))',
  '# a comment\n  # another\ntouch /a # behind\nexit 1',
  'trap "exit 3" TERM; sleep 5; while true; do sleep 2; done',
  'trap "exit" SIGTERM; sleep inf & wait',
  'trap "exit 0;" 15; sleep inf',
  'trap "echo x; exit 3" TERM; while :; do sleep 1; done',
  "trap '' TERM; sleep inf & wait",
  'trap - TERM; sleep inf & wait',
  'trap "exit 3" INT HUP; sleep inf & wait',
  'trap "exit 300" TERM; sleep inf & wait',
  'while true; do echo; done',
  'while true; do sleep 2; sleep 3; date; done',
  'while true; do date > /a; done',
  'while true; do date > /dev/null 2>&1; done',
  'while true; do server; done',
  'while true; do server; break; done',
  'while true; do exit 1; done',
  'while false; do sleep 1; done; exit 1',
  'until true; do sleep 1; done; exit 1',
  'until false; do sleep 1; done; exit 1',
  'while ! false; do sleep 1; done',
  'until nc -z db 5432; do sleep 1; done; exit 0',
  'until ! nc -z db 5432; do sleep 1; done; exit 0',
  'while nc -z db 5432; do sleep 1; done; exit 0',
  'while ! nc -z db 5432; do echo waiting; sleep 1; done; server',
  'until nc -z db 5432; do server; done; exit 0',
  'until nc -z db 5432 && nc -z c 1; do sleep 1; done; exit 0',
  'while [ ! -f /a ]; do sleep 1; done; exit 0',
  'touch /a; while [ -f /a ]; do sleep 1; done; exit 0',
  'touch /a; while [ ! -f /a ]; do sleep 1; done; exit 0',
  'touch /a; sleep 5; rm /a; if [ -e /a ]; then exit 1; else exit 2; fi',
  'if true; then touch /a; fi; exit 0',
  'if false; then touch /a; elif true; then touch /b; else touch /c; fi; exit 0',
  'if false; then touch /a; elif false; then touch /b; else touch /c; fi; exit 0',
  'if [ "$X" = 1 ]; then exit 1; fi; exit 2',
  'X=1; if [ "$X" ]; then exit 1; fi; exit 2',
  'if [ "" ]; then exit 1; fi; exit 2',
  'if test -f /a; then exit 1; fi; exit 2',
  'touch /a; if test ! -f /a; then exit 1; fi; exit 2',
  'touch /a; if ! test -s /a; then exit 1; fi; exit 2',
  'touch /a; if [ -d /a ]; then exit 1; fi; exit 2',
  'touch /a; [ -f /a ] && exit 3; exit 4',
  'grep x /a && exit 3; exit 4',
  'grep x /a || exit 3; exit 4',
  'if server; then exit 1; fi',
  'if true\nthen\n  touch /a\nfi\nexit 0',
  'for i in a b; do touch /$i; done; exit 0',
  'for i in 1 2 3; do sleep 2; done; exit 0',
  'for i in $(seq 3); do sleep 1; done; exit 0',
  'for i in $(seq 2 4); do touch /$i; done; exit 0',
  'for i in $(seq 1 2 9); do touch /$i; done; exit 0',
  'for i in $(seq 4 2); do touch /$i; done; exit 0',
  'for i in $(seq 2 2); do touch /$i; done; exit 0',
  'N=2; for i in $(seq $N); do touch /$i; done; exit 0',
  'for i in {1..3}; do touch /$i; done; exit 0',
  'for i in {3..1}; do touch /$i; done; exit 0',
  'for i in {2..2}; do touch /$i; done; exit 0',
  'for i in $(seq 1000); do sleep 1; done; exit 0',
  'for i in $(seq 1001); do sleep 1; done; exit 0',
  'for i in *.txt; do touch /$i; done; exit 0',
  'for i in $X; do touch /$i; done; exit 0',
  'for i in; do touch /a; done; exit 0',
  'for i in a\ndo\ntouch /$i\ndone\nexit 0',
  'for i in a; do exit 3; done; exit 0',
  'X=b; case $X in a) exit 1;; b|c) exit 2;; *) exit 3;; esac',
  'case "q" in a) exit 1;; b|c) exit 2;; *) exit 3;; esac',
  'case q in a) exit 1;; esac; exit 4',
  'case abc in a?c) touch /a;; esac; case abc in a*) touch /b;; esac; case a.c in a.d) touch /c;; (a.c) touch /d;; esac; exit 0',
  'case $Q in a) exit 1;; esac; exit 4',
  'case a in a) if true; then exit 6; fi;; esac',
  'case a in a) (exit 1);; esac',
  'case a in',
  'then exit 1',
  'if true; touch /a',
  'while true; sleep 1',
  'touch /a; (sleep 5); touch /b',
  'touch /a; cat /b | grep x; touch /c',
  'touch /a; select x in a b; do true; done',
  'touch /a; function f { true; }; f',
  'touch /a; { true; }',
  'touch /a; `date`',
  'sleep 3; time server',
  'touch /a &&\n touch /b ||\n touch /c\n\n\nexit 0',
  '',
  'true',
]

const has = (program: string): boolean => program !== 'gone'
const course = (script: string): string => {
  const found = followed(script, has)
  if (!found) return String(found)
  const { words, files, ...rest } = found
  const there = [...files].map(
    ([path, states]) => `${path} ${states.map(({ from, isThere }) => `${isThere ? '+' : '-'}${from}`).join(' ')}`,
  )
  return [words, ...there, JSON.stringify(rest)].join('\n')
}

/** What probes run; `/there` is there from the tenth second on, `/never` is not, and of any other file nobody knows. */
const COMMANDS: readonly (readonly string[])[] = [
  ...['true', ':', '/bin/false', 'exit', 'gone', 'nobody', 'set', 'export', 'a b', 'echo', 'sync'].map((word) => [word]),
  ...['5', '2m', '1.5h', '1d', 'x', ''].map((time) => ['sleep', time]),
  ['sleep'],
  ['cat', '/there'],
  ['cat', '-n', '/never'],
  ['ls', '/never'],
  ['stat', '/never'],
  ['stat', '/other'],
  ['cat'],
  ['wc', '/never'],
  ['test', '-f', '/there'],
  ['test', '!', '-f', '/there'],
  ['[', '-d', '/never', ']'],
  ['[', '!', '-x', '/never', ']'],
  ['test', '-z', '/never'],
  ['bash', '/never'],
  ['/bin/nosh', '-c', 'true'],
  ...[
    '',
    'exit',
    'exit 3',
    'exit 256',
    'exit x',
    'false; exit',
    'false; exit $?',
    'cat /other; exit',
    'cat /other && true',
    'cat /other && exit 1',
    'cat /other || exit 1; false',
    'false && true; sleep 2; sleep 3',
    'false && false || true',
    'true || false && false',
    'true && false || exit 4; true',
    'true &&\n false',
    'true\n;false',
    '! false',
    '! true',
    '! cat /other',
    '! exit 3',
    'gone; gone',
    'gone && true || cat /never',
    '[ -e /there ] && sleep 1 && false',
    'cat /never; ls /never',
    'true | true',
    'true & true',
    'true 2>&1',
    'true && cat < /a',
    'while true; do true; done',
    'echo $(date)',
    '(true)',
  ].map((script) => ['/bin/sh', '-c', script]),
]
const around: Around = {
  has: (program) => ({ gone: false, '/bin/nosh': false })[program] ?? (program === 'nobody' ? undefined : true),
  isThere: (path, at) => ({ '/there': at >= 10, '/never': false })[path],
  missing: (program, path) => `${program}: no ${path}\n`,
}

const WORDS = [
  'a b;c&&d||e|f&g(h){i}\nj',
  'if true; then a; elif b; else c; fi; while x; do y; until z',
  '! a; exec b; time c; A=1 B=2 d; A=1; e A=1',
  'a >x 2>y >>z <in b; a > x 2> y 1>> z < in b; >x; a2>b',
  'a 2>&1 b >&2 c <&3',
  "'a b' 'c'd 'e",
  '"a b" "c\\"d\\\\e\\$f" "g\\\nh" "$HOME ${HOME}x $NOPE ${NO PE} $" "open \\',
  '$HOME $HOMEx ${HOME} ${HOME $ $1 a$HOME',
  'a\\ b c\\\n d \\',
  '# all\na #b\nc#d',
  'a{b} {c} d{',
  `a ${'x'.repeat(30_000)} b`,
]

/** Containers, a flow map each, behind `|` more of the pod's spec, and behind another its labels. */
const PODS = [
  // which ports it has, and how it speaks there
  '{image: a, ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]}',
  '{image: a, command: [sleep, "5"], ports: [{containerPort: 80}]}',
  '{image: a, command: [/usr/bin/tail, -f, x], ports: [{containerPort: 80}]}',
  '{image: a, livenessProbe: {httpGet: {port: 443, scheme: HTTPS}}, readinessProbe: {httpGet: {port: 443}}}',
  '{image: a, livenessProbe: {httpGet: {port: 443}}, readinessProbe: {httpGet: {port: 443, scheme: HTTPS}}}',
  '{image: a, livenessProbe: {httpGet: {port: web, path: /x}}, ports: [{name: web, containerPort: 81}]}',
  '{image: a, livenessProbe: {httpGet: {port: nope}}}',
  '{image: a, livenessProbe: {tcpSocket: {port: 81}}, ports: [{containerPort: 1}, {containerPort: 2}, {containerPort: 3}]}',
  '{image: a, startupProbe: {tcpSocket: {port: 81}}, ports: [{containerPort: 1}, {containerPort: 2}, {containerPort: 3}, {containerPort: 4}, {containerPort: 1, protocol: UDP}]}',
  '{image: a, livenessProbe: {grpc: {port: 9000}}}',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: 127.0.0.9}}}',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: localhost}}}',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: "::1"}}}',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: 192.168.1.100}}}',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: 192.168.1.100}}} | hostNetwork: true',
  '{image: a, livenessProbe: {httpGet: {port: 80, host: 192.168.1.101}}} | hostNetwork: true',
  '{image: a, args: [-x, "a,169.254.20.10"], livenessProbe: {httpGet: {port: 80, host: 169.254.20.10}}} | hostNetwork: true',
  '{image: a, args: [-x, "a,169.254.20.10"], livenessProbe: {httpGet: {port: 80, host: 169.254.20.10}}}',
  '{image: a, args: ["--bind=169.254.20.1"], livenessProbe: {httpGet: {port: 80, host: 169.254.20.10}}} | hostNetwork: true',
  '{image: a, livenessProbe: {exec: {command: [/ok]}}, lifecycle: {preStop: {exec: {command: [/ok]}}, postStart: {exec: {command: [/other]}}}}',
  '{image: a, ports: [{containerPort: 80}], livenessProbe: {exec: {command: [/ok]}}, lifecycle: {postStart: {httpGet: {port: 80}}}}',
  '{image: "shop/postgres-x:1", ports: [{containerPort: 5432}]}',
  '{image: "redis", ports: [{containerPort: 5432}], readinessProbe: {tcpSocket: {port: 5432}}}',
  // who has a port that is asked
  '{image: a, livenessProbe: {httpGet: {port: 81}}} {image: b, ports: [{containerPort: 81}]}',
  '{image: a, livenessProbe: {httpGet: {port: 81, scheme: HTTPS}}} {image: b, livenessProbe: {httpGet: {port: 81}}}',
  '{image: a, livenessProbe: {httpGet: {port: 9808}}} {image: "x/livenessprobe:v2"}',
  '{image: a, livenessProbe: {httpGet: {port: 9808}}} {image: "x/csi-livenessprobe", args: [--health-port=9809]}',
  '{image: a, livenessProbe: {httpGet: {port: 9809}}} {image: "x/csi-livenessprobe", args: [--health-port, "9809"]}',
  '{image: a, livenessProbe: {httpGet: {port: 9809}}} {image: b, args: [--listen=0.0.0.0:9809]}',
  '{image: a, livenessProbe: {httpGet: {port: 9809}}} {image: b, args: ["--upstream-port=9809"]}',
  '{image: a, livenessProbe: {httpGet: {port: 9809}}} {image: b, args: ["--bind=http://0.0.0.0:9809"]}',
  '{image: a, livenessProbe: {httpGet: {port: 9809}}} {image: b, args: ["9809", --port, "98090"]}',
  '{image: a, livenessProbe: {grpc: {port: 81}}} {image: b, ports: [{containerPort: 81}]}',
  '{image: described, livenessProbe: {httpGet: {port: 81}}, name: told} {image: b}',
  '{image: b, livenessProbe: {httpGet: {port: 82}}} {image: described, name: told}',
  // how it ends by itself, and on SIGTERM
  '{image: a} | restartPolicy: Never',
  '{image: a} | restartPolicy: OnFailure',
  '{image: a} | restartPolicy: OnFailure | job-name: x',
  '{image: a} | restartPolicy: Always | job-name: x',
  '{image: a} | initContainers: [{name: i, image: b}, {name: s, image: c, restartPolicy: Always}]',
  '{image: a, command: [sh, -c, "sleep 3; exec python3.11 x"]}',
  '{image: a, command: [sh, -c, "sleep 3; python3 x"]}',
  '{image: a, command: [sh, -c, "echo exec; nginx"]}',
  '{image: node} {image: "docker.io/library/pypy:3"} {image: busybox, stdin: true} {image: "reg/busybox"} {image: "reg/ubuntu"}',
  '{image: "nginx:1"} {image: "mirror.gcr.io/redis:1"} {image: "reg.io/library/postgres:1"} {image: "reg.io/nginx:1"} {image: "registry.k8s.io/pause-amd64:3"}',
  '{image: a, command: [httpd-foreground]} {image: a, command: [pause]} {image: a, command: [/bin/manager]} {image: a, command: [coredns]}',
  '{image: "registry.k8s.io/ingress-nginx/controller:v1"} {image: a, command: [/nginx-ingress-controller, --shutdown-grace-period=5, --post-shutdown-grace-period=0]} {image: a, command: [nginx-ingress-controller, --post-shutdown-grace-period=x]}',
  '{image: "reg.io/openjdk:17"} {image: a, command: [java, -jar, x]} {image: openjdk, command: [x]}',
  '{image: "quay.io/prometheus/node-exporter:v1"} {image: "k8s.gcr.io/redis-x:1"} {image: "gcr.io/google-containers/nginx:1"} {image: "a/kube-proxy:1"} {image: a, command: [operator]} {image: "a/my-controller-manager:1"}',
  // what its image has, and what is unsure
  '{image: busybox, command: [curl, x]} {image: "alpine:3", command: [sh]} {image: a, command: [curl]} {image: "gcr.io/distroless/base", command: [curl]}',
  '{image: polinux/stress, command: [stress, --vm, "2", --vm-bytes, 100M]} {image: polinux/stress-ng, args: [-m, "1", --vm-bytes=1G]} {image: a, command: [stress], args: [--vm=1, --vm-bytes, 1024k]} {image: a, args: [--vm=1, --vm-bytes, 1024k]}',
  '{image: "registry.k8s.io/e2e-test-images/agnhost:2", args: [liveness]} {image: "registry.k8s.io/agnhost:2", args: [netexec]} {image: "k8s.gcr.io/liveness", args: [/server]} {image: "k8s.gcr.io/liveness", args: [/other]}',
  '{image: a, command: [kube-apiserver-healthcheck]} {image: "reg/kops/kube-apiserver-healthcheck:1"}',
  '{image: busybox, command: [sh, -c], args: ["touch /tmp/a; sleep 30; rm /tmp/a; sleep 600"], livenessProbe: {exec: {command: [cat, /tmp/a]}}, readinessProbe: {exec: {command: [cat, /tmp/b]}}}',
  '{image: debian, command: [sh, -c, "touch /tmp/a; sleep 600"], livenessProbe: {exec: {command: [ls, /tmp/b]}}, readinessProbe: {exec: {command: [stat, /tmp/b]}}, startupProbe: {exec: {command: [cat, /tmp/c]}}, lifecycle: {postStart: {exec: {command: [touch, /tmp/c]}}}}',
  '{image: busybox, command: [sh, -c, "sleep 600"], livenessProbe: {exec: {command: [cat, /tmp/b]}}, readinessProbe: {exec: {command: [ls, /tmp/b]}}, startupProbe: {exec: {command: [stat, /tmp/b]}}, volumeMounts: [{name: v, mountPath: /tmp}]} | volumes: [{name: v, emptyDir: {}}]',
  '{image: busybox, args: [sh, -c, "sleep 5; exit 3"]} {image: a, args: [sh, -c, "sleep 5"]} {image: a, args: [-c, "sleep 5"]}',
  '{image: busybox, command: [sh, -c, "trap \'exit 4\' TERM; sleep 5; while true; do sleep 1; done"]} {image: a, command: [sh, -c, "sleep 5; exec nginx"]}',
]

/** What is assumed of each container of a pod, a few lines each. */
function assumedOf(text: string): string {
  const [containers = '', spec = '', label = ''] = text.split(' | ')
  const each = containers.split(/ (?={image)/)
  const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web${label && `, labels: {${label}}`}}
spec:
  ${spec}
  containers:
${each.map((container, i) => `  - ${container.includes('name: told') ? container : container.replace('{', `{name: c${i}, `)}`).join('\n')}
`
  const processes = { told: { listens: [{ port: 81 }, { port: 82 }] } }
  const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, manifests: { 'web.yaml': manifest }, processes }))
  const { inputs } = scenario!.lanes[0]!
  const pod = podsOf(inputs)[0]!
  return [...pod.spec.initContainers, ...pod.spec.containers]
    .map((container) => {
      const { script, does, ends, restartsIf, at } = assumedScript(pod, container, inputs)
      return `${container.name} ${does}; ${ends}\n  ${restartsIf}${at === undefined ? '' : ` (${at})`}\n  ${JSON.stringify(script).slice(0, 600)}`
    })
    .join('\n')
}

it.each(
  held(import.meta.dirname, 'assumed-table.txt', [
    ...SCRIPTS.map((script) => [`script ${script.replaceAll('\n', '⏎')}`, course(script)] as const),
    ...COMMANDS.map(
      (command) =>
        [
          `command ${JSON.stringify(command)}`,
          [0, 10].map((at) => JSON.stringify(outcomeOf(command, at, around)) ?? 'nobody knows').join('\n'),
        ] as const,
    ),
    ...WORDS.map(
      (script) =>
        [
          `words ${script.replaceAll('\n', '⏎').slice(0, 100)}`,
          statementsOf(script, new Map([['HOME', '/root']]))
            .map((words) => JSON.stringify(words).slice(0, 100))
            .join('\n') +
            (script.length > 20_000
              ? ` ${statementsOf(script, new Map())
                  .flat()
                  .map((word) => word.length)
                  .join()}`
              : ''),
        ] as const,
    ),
    ...PODS.map((pod) => [`pod ${pod}`, assumedOf(pod)] as const),
    [
      'lengths',
      ['1', '1s', '2m', '1.5h', '1d', 'inf', 'infinity', '', '1x', '.5', '-1'].map((text) => `${text} ${secondsOf(text)}`).join('\n'),
    ],
  ]),
)('%s', (_, expected, found) => expect(found).toBe(expected))
