import { expect, it } from 'vitest'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { Trace } from '../trace/trace.ts'

/** A pod of one container that nobody describes, and what is told of its run. */
function tried(container: string, { seconds = 100, kubernetes = '1.34', fields = {}, restartPolicy = 'Always', metadata = '' } = {}) {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web${metadata && `, ${metadata}`}}\nspec:\n  restartPolicy: ${restartPolicy}\n  containers:\n  - name: main\n${container.replaceAll(/^/gm, '    ')}\n`
  const { scenario } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes, duration: `${seconds}s`, manifests: { 'web.yaml': text }, ...fields }),
  )
  const trace: Trace = simulate(scenario!.lanes[0]!.inputs)
  return {
    restarts: trace.filter((entry) => entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0).length,
    events: trace.flatMap((entry) => (entry.kind === 'event' && entry.type === 'Warning' ? [`${entry.reason}: ${entry.message}`] : [])),
    ends: trace.flatMap((entry) => (entry.kind === 'process' && entry.op === 'exited' ? [entry] : [])),
    probes: trace.flatMap((entry) => (entry.kind === 'probe' ? [`${entry.result} ${entry.output}`.trim()] : [])),
    says: trace.flatMap((entry) => (entry.kind === 'warning' ? [entry.message] : [])).join(' '),
  }
}

const exec = (command: string, image = 'nginx', field = 'livenessProbe', program = '[sleep, infinity]') =>
  `image: ${image}\ncommand: ${program}\n${field}: {exec: {command: ${command}}, periodSeconds: 1, failureThreshold: 1000}`

it.each([
  ['[sh, -c, "exit 1"]', 'failure'],
  ['[sh, -c, "exit 0"]', 'success'],
  ['[/bin/false]', 'failure'],
  ['["true"]', 'success'],
  ['[sh, -c, "true && exit 3"]', 'failure'],
  ['[sh, -c, "false || true"]', 'success'],
  ['[sh, -c, "false && true"]', 'failure'],
  ['[sh, -c, "! false"]', 'success'],
  ['[sh, -c, "false; echo done"]', 'success'],
  ['[sh, -c, "badcommand"]', 'failure sh: 1: badcommand: not found'],
  // a program that only sleeps makes no file
  ['[cat, /tmp/healthy]', 'failure cat: /tmp/healthy: No such file or directory'],
  ['[sh, -c, "[ -f /tmp/healthy ]"]', 'failure'],
  // nobody knows what these find: a program works until somebody says otherwise
  ['[sh, -c, "curl -f localhost || exit 1"]', 'success'],
  ['[sh, -c, "if false; then true; fi; exit 1"]', 'success'],
  ['[sh, -c, "exit 1 | cat"]', 'success'],
  ['[/scripts/check]', 'success'],
])('a probe that runs %s: %s', (command, result) => {
  expect(tried(exec(command)).probes.at(-1)).toBe(result)
})

it.each(['[cat, /tmp/healthy]', '[sh, -c, "[ -f /tmp/healthy ]"]'])(
  'of a program that may make the file, a probe that runs %s',
  (command) => {
    expect(tried(exec(command, 'example.org/web:1', 'livenessProbe', '[/app/server]')).probes.at(-1)).toBe('success')
  },
)

it.each([
  ['[/bin/sleep, 30s]', { after: 30, code: 0 }],
  ['["false"]', { after: 0, code: 1 }],
  ['[echo, "it\'s said"]', { after: 0, code: 0 }],
  ['[sleep, "1m"]', { after: 60, code: 0 }],
  ['[sleep, "infinity"]', undefined],
  ['[sleep, "$(SECONDS)"]', undefined],
  ['[sleep, "$(SECONDS)"]\nenv: [{name: SECONDS, value: "7"}]', { after: 7, code: 0 }],
  ['[sh, -c, "sleep 2; exit $(CODE)"]\nenv: [{name: OTHER, value: "1"}, {name: CODE, value: "4"}]', { after: 2, code: 4 }],
  ['[sh, -c, "exit $(CODE)"]\nenv: [{name: CODE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]', undefined],
  // of two of one name the last is set
  ['[sh, -c, "exit $(CODE)"]\nenv: [{name: CODE, value: "4"}, {name: CODE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]', undefined],
])('a program that is %s ends with what its own words tell: %j', (command, exits) => {
  const [end] = tried(`image: busybox\ncommand: ${command}`).ends
  expect(end && { after: Math.round(end.t), code: end.code }).toEqual(exits)
})

it.each([
  ['nginx', '[badcommand]'],
  ['busybox:1.36', '[curl, localhost]'],
  ['gcr.io/distroless/static:nonroot', '[sh, -c, "true"]'],
])('in %s there is no %s, and that is said', (image, command) => {
  const { probes, says } = tried(exec(command, image))
  expect(probes.at(-1)).toMatch(/^unknown .*executable file not found in \$PATH/)
  expect(says).toMatch(/Assumed: it .*has no \w+ in its image/)
})

it.each([
  ['nginx', '[curl, -f, localhost]'],
  ['redis:7', '[redis-cli, ping]'],
  ['postgres:16', '[pg_isready, -U, postgres]'],
  ['acme/web:1', '[badcommand]'],
  ['gcr.io/distroless/static:debug', '[sh, -c, "true"]'],
])('in %s there may be %s', (image, command) => {
  expect(tried(exec(command, image)).probes.at(-1)).toBe('success')
})

it.each([
  ['[/bin/sh, -c, "exit 1"]', /^FailedPostStartHook: /, /fails with code 1 where \/bin\/sh -c exit 1 is run/],
  ['[badcommand]', /^FailedPostStartHook: /, /has no badcommand in its image/],
])('a postStart hook %s ends the container each time, and that is said', (command, event, says) => {
  const run = tried(`image: nginx\nlifecycle: {postStart: {exec: {command: ${command}}}}`)
  expect(run.restarts).toBeGreaterThan(1)
  expect(run.events[0]).toMatch(event)
  expect(run.says).toMatch(says)
})

it.each([
  // where the script is followed to its end nobody else makes a file in /tmp
  ['while true; do date > /dev/null 2>&1; sleep 5; done', 'failure'],
  ['while true; do date >> /tmp/log; sleep 5; done', 'success'],
  ['while true; do if [ -f /a ]; then sleep 1; fi; done', 'success'],
  ['while true; do date; nginx -t; done', 'success'],
  ['sleep 5 & sleep 3 & wait', 'failure'],
  ['sleep infinity', 'failure'],
  ['sleep infinity & wait', 'failure'],
  ['nginx & wait', 'success'],
  ['sleep forever', 'success'],
  ['cp /a /b; sleep 1d', 'success'],
  ['echo up > /tmp/up; sleep 1d', 'success'],
  ['mv /tmp/down /tmp/up; sleep 1d', 'success'],
  ['touch /tmp/up /tmp/down; mv /tmp/up /tmp/down; sleep 1d', 'failure'],
])('while %s runs a look for /tmp/up is a %s', (script, result) => {
  const container = exec('[sh, -c, "test -f /tmp/up"]').replace('[sleep, infinity]', `[sh, -c, ${JSON.stringify(script)}]`)
  expect(tried(container, { seconds: 20 }).probes[1]).toBe(result)
})

it('a file that the program itself makes late, or never, is not there before', () => {
  const file = (script: string) =>
    tried(`${exec('[sh, -c, "test -f /tmp/up || exit 1"]', 'busybox').replace('[sleep, infinity]', `[sh, -c, "${script}"]`)}`, {
      seconds: 20,
    }).probes
  const late = file('sleep 5; touch /tmp/up; sleep 1d')
  expect([late[0], late.at(-1)]).toEqual(['failure', 'success'])
  expect(new Set(file('sleep 1d'))).toEqual(new Set(['failure']))
})

it.each(['ubuntu:22.04', 'busybox', 'docker.io/library/debian:12', 'python:3.12'])('%s without a command ends at once with 0', (image) => {
  const run = tried(`image: ${image}`)
  expect(run.ends[0]).toMatchObject({ code: 0 })
  expect(run.restarts).toBeGreaterThan(2)
  expect(run.says).toContain('without anything to read or to run, which ends at once with code 0')
})

it.each([
  ['a terminal', 'image: ubuntu:22.04\nstdin: true\ntty: true', {}],
  ['words', 'image: ubuntu:22.04\nargs: [sleep, infinity]', {}],
  ['a command', 'image: ubuntu:22.04\ncommand: [sleep, infinity]', {}],
  ['an entrypoint of its own', 'image: ubuntu:22.04', { fields: { images: { 'ubuntu:22.04': { entrypoint: ['/app'] } } } }],
])('with %s it runs', (_, container, more) => {
  expect(tried(container, more).restarts).toBe(0)
})

it('a command that was not taken apart is not found', () => {
  const run = tried('image: busybox\ncommand: ["echo hello"]')
  expect(run.events.join()).toContain('exec: "echo hello": executable file not found in $PATH')
})

it.each([
  ['--vm-bytes, 250M', '100Mi', 'OOMKilled'],
  ['--vm-bytes=250M', '100Mi', 'OOMKilled'],
  ['--vm-bytes, 50M', '100Mi', undefined],
  ['--vm-hang, "1", --vm-bytes, 1G', '200Mi', 'OOMKilled'],
])('stress --vm 1 %s under a limit of %s: %s', (args, limit, reason) => {
  const run = tried(`image: polinux/stress\nresources: {limits: {memory: ${limit}}}\ncommand: [stress]\nargs: [--vm, "1", ${args}]`)
  expect(run.ends[0]?.reason).toBe(reason)
  expect(run.says).toMatch(/takes \d+ MiB of memory/)
})

it.each([
  ['OnFailure', '', 0],
  ['Never', '', 1],
  // what the Job controller writes
  ['OnFailure', 'labels: {job-name: web}', 1],
  ['Always', '', 0],
])('with restartPolicy %s %s an image that nobody describes ends %d times', (policy, labels, ends) => {
  const run = tried('image: example.org/web:1', { restartPolicy: policy, metadata: labels })
  expect(run.ends).toHaveLength(ends)
})

const HTTP = (command: string, liveness = '') =>
  `image: nginx\ncommand: [sh, -c, ${JSON.stringify(command)}]\nports: [{containerPort: 80}]\nlivenessProbe: {httpGet: {port: 80}, periodSeconds: 5${liveness}}`

it.each([
  [`sleep 90 && exec nginx -g 'daemon off;'`, 90],
  ['sleep 30; exec nginx -g "daemon off;"', 30],
  ['mkdir -p /run/x || exit 1; sleep 20; exec nginx', 20],
  ['false && sleep 50; sleep 10; exec nginx', 10],
  ['true || sleep 50; exec nginx', 0],
  ['for i in 1 2 3; do echo $i; sleep 10; done; exec nginx', 30],
  ['N=4; for i in $(seq 1 $N); do sleep 5; done; exec nginx', 20],
  ['for s in 5 20; do sleep $s; done; exec nginx', 25],
  ['for i in {1..3}; do sleep 5; done; exec nginx', 15],
  ['# for (later)\nMODE=web; case $MODE in db|cache) sleep 60;; w*) sleep 20;; *) exit 1;; esac; exec nginx', 20],
  ['echo "start $(date +%s)"; x=$(hostname); sleep 10; exec nginx', 10],
])('%s: nobody listens before %i s', (command, from) => {
  const run = tried(HTTP(command, ', failureThreshold: 100'), { seconds: 130 })
  const refused = run.probes.filter((probe) => probe.includes('connection refused')).length
  expect(Math.abs(refused - from / 5)).toBeLessThanOrEqual(1)
  expect([run.restarts, run.probes.at(-1)]).toEqual([0, 'success'])
})

it('while a shell sleeps it does not hear SIGTERM; what exec has put in its place does', () => {
  const early = tried(HTTP('sleep 90; exec nginx'))
  expect(early.ends[0]).toMatchObject({ code: 137 })
  const late = tried(
    `${HTTP('sleep 10; exec nginx', ', initialDelaySeconds: 20')}`.replace('port: 80}, period', 'port: 80, host: 203.0.113.7}, period'),
    { seconds: 90 },
  )
  expect(late.ends[0]).toMatchObject({ code: 0 })
})

it.each([
  ['sleep 5; if [ -f /a ]; then exit 3; fi; exec nginx', /is not followed from 5 s on \(\[\)/],
  ['for f in /etc/*; do rm $f; done; exec nginx', /is not followed from there \(for\)/],
  ['case "$1" in start) exec nginx;; esac', /is not followed from there \(case\)/],
  ['x=$(nc -l 80 | head -1); exec nginx -p $x', /is not followed from there/],
  ['sleep 4; f() { echo; }; f; exec nginx', /is not followed from 4 s on \(f\)/],
  ['for i in $(ls /etc); do touch $i; done; exec nginx', /is not followed from there \(for\)/],
  ['i=$((1+2)); sleep $i; exec nginx', /is not followed from there \(sleep\)/],
  ['[ -z "$X" ] && exit 1; exec nginx', /is not followed from there \(exit\)/],
  ['sleep 1; grep -q x /f && exit 1; exec nginx', /is not followed from 1 s on \(exit\)/],
  ['if [ "$DEBUG" ]; then exit 1; fi; exec nginx', /is not followed from there \(\[\)/],
  ['rc=1; rc=$(wc -l /f); exit $rc', /is not followed from there \(exit\)/],
  ['for i in $(seq 1001); do true; done; exit 1', /is not followed from there \(for\)/],
  ['while [ -f /a ]; do exit 1; done', /is not followed from there \(\[\)/],
  ['while true; do date; exit 1; done', /is not followed from there \(date\)/],
  ['mv /a /b /c; exit 1', /is not followed from there \(mv\)/],
])('%s is more than is followed, and that is said', (command, says) => {
  const run = tried(HTTP(command))
  expect([run.restarts, run.ends]).toEqual([0, []])
  expect(run.says).toMatch(says)
})

it.each([
  [
    'while ! nc -z db 5432; do sleep 1; done; exec nginx',
    /waits until `nc -z db 5432` succeeds, which is assumed to be at once, then starts nginx/,
  ],
  ['until pg_isready -h db; do echo waiting; sleep 2; done; exec nginx', /waits until `pg_isready -h db` succeeds/],
  ['touch /tmp/a; if [ -f /tmp/a ]; then sleep 7; else exit 3; fi; exec nginx', /makes \/tmp\/a, then starts nginx after 7 s/],
  ['cp /a /b; chmod 600 /b; nginx & wait', /starts nginx beside itself, waits for it/],
  ['sleep 5 & wait; exec nginx', /then starts nginx after 5 s/],
])('%s is followed, and what is assumed on the way is said', (command, says) => {
  const run = tried(HTTP(command))
  expect([run.restarts, run.ends]).toEqual([0, []])
  expect(run.says).toMatch(says)
})

it.each([
  // foreground: the shell looks at its traps once the command has ended
  ['trap "exit 3" TERM; while true; do sleep 2; done', 3],
  ['trap "exit 0" TERM INT; sleep infinity & wait', 0],
  ['trap "exit 0" TERM; sleep infinity', 137],
  ['trap "exit 3" SIGTERM; sleep infinity & wait', 3],
  ['trap "exit 3;" INT 15; sleep infinity & wait', 3],
  ['trap "exit 259" TERM; sleep infinity & wait', 3],
  ['trap cleanup TERM; sleep infinity & wait', 0],
  ['trap "exit 3" INT; sleep infinity & wait', 137],
  ['trap "exit 3" TERM; trap - TERM; sleep infinity & wait', 137],
  ['trap "exit 3" TERM; trap "" TERM; sleep infinity & wait', 137],
  ['trap "exit 3" TERM; nginx & wait', 3],
  ['trap "exit 3" TERM; while :; do sleep 20; sleep 20; done', 137],
  ['while true; do sleep 2; done', 137],
  ['nginx & wait', 137],
])('on SIGTERM %s ends with %i', (command, code) => {
  const run = tried(HTTP(command).replace('port: 80}, period', 'port: 80, host: 203.0.113.7}, period'), { seconds: 60 })
  expect(run.ends[0]).toMatchObject({ code })
})

it.each([
  ['set -e; false; sleep 1000', 1],
  ['if false; then exit 1; elif true; then exit 2; fi; exit 3', 2],
  ['while false; do exit 1; done; exit 4', 4],
  ['sleep 1 & wait; exit 5', 5],
  // without a number it is the last command's
  ['false; exit', 1],
  ['false; exit $?', 1],
  ['false; true; exit', 0],
  ['rc=7; exit $rc', 7],
  ['rc="7"; exit ${rc}', 7],
  ['export rc=7; exit "$rc"', 7],
  ['exit 259', 3],
  ['exit -1', 255],
  ['set -euo pipefail; false; exit 5', 1],
  ['set -o errexit; false; exit 5', 1],
  ['set -e; set +e; false; exit 5', 5],
  ['set -u; set -x; false; exit 5', 5],
  ['set -e; false || true; true && true; exit 5', 5],
  ['set -e; true && false; exit 5', 1],
  ['false && exit 3; false || exit 4', 4],
  ['touch /a /b; rm /b; [ -f /a ] && ! test -e /b && exit 6', 6],
  ['touch /a; mv /a /b; [ -f /a ] || [ -r /b ] && exit 6', 6],
  ['echo x > /a; [ ! -s /a ] || exit 6', 6],
  ['[ yes ] && [ "" ] || exit 6', 6],
  ['if ! false; then exit 6; fi', 6],
  ['touch /b; if ! test ! -f /b; then exit 6; fi', 6],
  ['for i in {1..3}; do false; done; for i in {3..2}; do rc=$rc$i; done; exit 1$i', 12],
  ['for i in $(seq 2 4); do true; done; for j in $(seq 4 2); do exit 1; done; exit $i', 4],
  ['for i in $(seq 1000); do true; done; exit 6', 6],
  ['for i in a "b c"; do true; done; case $i in "b c") exit 6;; esac', 6],
  ['case a.b in a+b) exit 1;; a?b) exit 6;; *) exit 2;; esac', 6],
  ['case a.b in a.) exit 1;; .b) exit 2;; esac; exit 6', 6],
  ['X=\'a-b\'; case "$X" in b*|a*) exit 6;; esac', 6],
  ['case run in start | run | stop ) exit 6;; esac', 6],
  ['badcommand', 127],
  ['badcommand; exit 6', 6],
  ['badcommand && exit 6; exit', 127],
  ['exec badcommand; exit 6', 127],
  ['badcommand & wait; exit 6', 6],
  ['until true; do exit 1; done; while [ "" ]; do exit 2; done; exit 6', 6],
])('%s ends with %i', (command, code) => {
  expect(tried(`image: busybox\ncommand: [sh, -c, ${JSON.stringify(command)}]`, { seconds: 30 }).ends[0]).toMatchObject({ code })
})

it.each([
  ['image: redis:7\nports: [{containerPort: 6379}]', 'listens on 6379;'],
  ['image: shop/db:1\nlivenessProbe: {tcpSocket: {port: 5432}}', 'listens on 5432;'],
  ['image: shop/web:1\nlivenessProbe: {grpc: {port: 9000}}', 'listens on 9000 and answers SERVING by gRPC;'],
  ['image: shop/web:1\nlivenessProbe: {httpGet: {port: 80}}', 'listens on 80 and answers 200;'],
  ['image: shop/web:1\nports: [{containerPort: 80}]', 'listens on 80 and answers 200;'],
])('no answer by HTTP is told of a program that nothing asks by HTTP: %s', (container, words) => {
  expect(tried(container, { seconds: 1 }).says).toContain(words)
})

it('a shell that sleeps before it starts a program sleeps no longer with less CPU', () => {
  const container =
    'image: nginx\ncommand: [sh, -c, "sleep 10; exec nginx"]\nreadinessProbe: {httpGet: {port: 80}, periodSeconds: 1, timeoutSeconds: 5}'
  const failures = (actions: readonly object[]) =>
    tried(container, { seconds: 80, fields: { actions } }).probes.filter((told) => told.startsWith('failure')).length
  expect(failures([])).toBeGreaterThan(5)
  expect(failures([{ at: '0s', cpu: 'main', times: 4 }])).toBe(failures([]))
})
