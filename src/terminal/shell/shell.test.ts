import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { complete } from './complete.ts'
import { textOf } from './output.ts'
import { ask } from '../terminal.ts'

const { scenario } = parseScenario(readFileSync(join(import.meta.dirname, '../recorded', 'anonymous-off.scenario.yaml'), 'utf8'))
const inputs: Inputs = { ...scenario!.lanes[0]!.inputs, duration: 900 }
const trace = simulate(inputs)
const typed = (line: string, at = 200, variables: Readonly<Record<string, string>> = {}) =>
  ask(line, { inputs, trace, at, simulate, variables })

/** What this process has worked: other programs on the machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

// what bash and the GNU tools print for the same line
it.each<[string, string]>([
  ['echo $?', '0\n'],
  ['false; echo $?', '1\n'],
  ['A=x; A=$A$A; A=$A$A; echo $A', 'xxxx\n'],
  ['echo a:b:c:d | cut -d: -f2', 'b\n'],
  ['echo a:b:c:d | cut -d: -f1,3-', 'a:c:d\n'],
  ['echo a:b:c:d | cut -d: -f-2', 'a:b\n'],
  ['echo abcdef | cut -c2-4,6', 'bcdf\n'],
  ['echo a | cut -f x 2>/dev/null; echo $?', '1\n'],
  ['echo a | cut -f 2- -d, 2>/dev/null; echo $?', 'a\n0\n'],
  ['echo a | cut -d, 2>/dev/null; echo $?', '1\n'],
  ['echo a | cut -f , 2>/dev/null; echo $?', '1\n'],
  ['echo a | cut -f - 2>/dev/null; echo $?', '1\n'],
  ['echo ${A:-b} ${A:=c} $A ${A:+d} ${#A}', 'b c c d 1\n'],
  ['F=a/b.yaml; echo ${F##*/} ${F#*/} ${F%.yaml} ${F%/*}', 'b.yaml b.yaml a/b a\n'],
  ['A="x   y"; echo $A; echo "$A"', 'x y\nx   y\n'],
  ['B=$(printf "a\\nb"); echo "$B"', 'a\nb\n'],
  ['echo "it\'s \\"q\\" $(echo \'a  b\')" \'x"y\'', 'it\'s "q" a  b x"y\n'],
  ['echo \\* "*" kube-*.yaml nothing*', '* * kube-apiserver.yaml nothing*\n'],
  ['echo {1..3} {a,b}c', '1 2 3 ac bc\n'],
  ['echo $((2 * 3 + 4)) $((7 / 2)) $((1 < 2))', '10 3 1\n'],
  ['for i in a b; do echo "$i"; done', 'a\nb\n'],
  ['for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done', '1\n3\n'],
  ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo $i; done; echo $?', '1\n2\n3\n0\n'],
  ['if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
  ['! false && echo yes || echo no', 'yes\n'],
  ['{ echo a; echo b; } | wc -l', '2\n'],
  ['(cd /tmp; pwd) && pwd', '/tmp\n/etc/kubernetes/manifests\n'],
  ['printf "a b\\nc d\\n" | while read -r x y; do echo "$y$x"; done', 'ba\ndc\n'],
  ['ls nope > /dev/null 2>&1; echo $?', '2\n'],
  ['ls nope 2>&1 > /dev/null | wc -l', '1\n'],
  ['ls nope 2> /dev/null || echo none', 'none\n'],
  ['echo a > /tmp/x; echo b >> /tmp/x; cat < /tmp/x', 'a\nb\n'],
  ['echo hi | tee /tmp/x | cat; cat /tmp/x', 'hi\nhi\n'],
  ['cat <<< "$USER"', 'root\n'],
  ['seq 5 | head -c -5', '1\n2\n3'],
  ['seq 5 | tail -n +3', '3\n4\n5\n'],
  ['seq 5 | head -n -3; seq 5 | tail -2', '1\n2\n4\n5\n'],
  ['echo b > /tmp/a; grep -c . kube-apiserver.yaml /tmp/a | tail -1; grep -rl ^b$ /tmp', '/tmp/a:1\n/tmp/a\n'],
  ['echo a > /tmp/a; echo a > /tmp/b; mv /tmp/a /tmp/b .; ls', 'a\nb\nkube-apiserver.yaml\n'],
  ['rm -f nope; echo $?', '0\n'],
  ['seq 9 | grep -A1 -B1 -E "3|7"', '2\n3\n4\n--\n6\n7\n8\n'],
  ['echo aaa | grep -o "^a"', 'a\n'],
  ['yes | head -2', 'y\ny\n'],
  ['seq 3 | xargs echo; seq 3 | xargs -n1 echo n', '1 2 3\nn 1\nn 2\nn 3\n'],
  ['seq 10 | sed -n "2,3p;\\$p"', '2\n3\n10\n'],
  ['seq 5 | sed "/2/,/4/d"', '1\n5\n'],
  ['echo a.b.c | sed "s/\\./-/g; s/b/[&]/"', 'a-[b]-c\n'],
  ['echo Ab | tr a-z A-Z | tr -d B', 'A\n'],
  ['X=1 env | grep ^X', 'X=1\n'],
  ['printf "%s=%03d\\n" a 7 b 8', 'a=007\nb=008\n'],
  ['[ -f kube-apiserver.yaml -a ! -d kube-apiserver.yaml ] && echo file', 'file\n'],
  ['bash -c "echo $((1 + 1))"', '2\n'],
])('%s', (line, out) => expect(typed(line).stdout).toBe(out))

// what Tab adds, and the words that it may go on with
it.each<[string, string, ...string[]]>([
  ['kubec', 'tl '],
  ['frob x', ''],
  ['systemctl status kubelet; systemctl is', '-active '],
  ['echo $(systemctl re', '', 'reboot', 'restart'],
  ['true&&systemctl ', '', 'is-active', 'reboot', 'restart', 'status'],
  ['systemctl status ', 'kubelet '],
  ['sudo kubect', 'l '],
  ['sudo systemctl st', 'atus '],
  ['watch cricl', ''],
  ['time crict', 'l '],
  ['xargs crict', 'l '],
  ['k get no', 'des '],
  ['kubectl get po', 'ds '],
  ['kubectl get n', '', 'namespaces', 'nodes'],
  ['kubectl get pods ', ''],
  ['kubectl get pods -n default ', ''],
  ['kubectl get pods -n kube-system ', 'kube-apiserver-master-node '],
  ['kubectl get pods -n kube-s', 'ystem '],
  ['kubectl get pods --namespace d', 'efault '],
  ['kubectl get pods -o n', 'ame '],
  ['kubectl get pods --output js', 'on', 'json', 'jsonpath='],
  ['kubectl get pods -o jsonp', 'ath='],
  ['kubectl -n kube-system get po', 'ds '],
  ['kubectl get -o wide po', 'ds '],
  ['kubectl get --ra', 'w '],
  ['kubectl get node m', 'aster-node '],
  ['kubectl get no m', 'aster-node '],
  ['kubectl get services m', ''],
  ['kubectl --namespace=kube-system logs kube-a', 'piserver-master-node '],
  ['kubectl describe node m', 'aster-node '],
  ['kubectl describe nod', 'e '],
  ['kubectl -nkube-system delete pod kube-', 'apiserver-master-node '],
  ['kubectl wait p', 'od '],
  ['kubectl explain ', 'pod '],
  ['kubectl apply ', '-f '],
  ['kubectl create -f /tmp/n', 'otes.txt '],
  ['kubectl create --filename /tmp/n', 'otes.txt '],
  ['kubectl create nam', 'espace '],
  ['kubectl config v', 'iew '],
  ['kubectl auth ', '', 'can-i', 'whoami'],
  ['kubectl auth can-i ', '', 'create', 'delete', 'get', 'list', 'watch'],
  ['kubectl auth can-i get ', '', '/healthz', '/livez', '/version', 'nodes', 'pods', 'secrets'],
  ['kubectl frob ', ''],
  ['crictl ', '', 'exec', 'images', 'inspect', 'inspectp', 'logs', 'pods', 'ps', 'stop', 'version'],
  ['crictl ps -', '', '--name', '-a', '-q'],
  ['crictl pods ', ''],
  ['crictl images ', ''],
  ['journalctl -u ', 'kubelet '],
  ['journalctl --s', 'ince '],
  ['ss -t', 'ulpn '],
  ['ps a', 'ux '],
  ['openssl ', 'x509 '],
  ['openssl x509 -i', '', '-in', '-issuer'],
  ['openssl x509 -in kube-a', 'piserver.yaml '],
  ['docker ', '', 'inspect', 'kill', 'logs', 'ps', 'stop', 'version'],
  ['curl --cace', 'rt '],
  ['curl --cacert /etc/kubernetes/pki/ca', '.crt '],
  ['curl -E /etc/kubernetes/pki/apiserver-kubelet-client.k', 'ey '],
  ['curl https://192.168.1.100:6443/l', 'ivez '],
  ['curl https://192.168.1.100:102', '50/pods '],
  ['curl http:', '//127.0.0.1:10248/healthz '],
  ['cat kube-a', 'piserver.yaml '],
  ['cat ./kube-a', 'piserver.yaml '],
  ['cat /etc/kubernetes/man', 'ifests/'],
  ['cat ../../kubernetes/man', 'ifests/'],
  ['cat /et', 'c/'],
  ['cat /tmp/', 'notes.txt '],
  ['grep x /tmp/n', 'otes.txt '],
  ['sed -n 1p /tmp/n', 'otes.txt '],
  ['cd /tm', 'p/'],
  ['cd /tmp/n', ''],
  ['echo kube', ''],
])('Tab adds to %j %j', (line, added, ...choices) => {
  const files = { ...inputs.files, '/tmp/notes.txt': 'a\n' }
  expect(complete(line, { inputs: { ...inputs, files }, trace, at: 230 })).toEqual({ line: line + added, choices })
})

it('Tab has the ids of Docker’s containers, twelve letters of each', () => {
  const { choices } = complete('docker inspect ', { inputs, trace, at: 230 })
  const all = typed('crictl ps -aq', 230).stdout.trim().split('\n')
  expect(choices.toSorted()).toEqual(all.map((id) => id.slice(0, 12)).toSorted())
})

it('Tab has no port of a kubelet whose configuration has none, and only the containers that run to stop', () => {
  const config = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nhealthzPort: 0\n'
  const none = { ...inputs, files: { ...inputs.files, '/var/lib/kubelet/config.yaml': config } }
  expect(complete('curl http:', { inputs: none, trace, at: 230 }).line).toBe('curl http:')
  const [all, running] = ['inspect', 'stop'].map((verb) => complete(`crictl ${verb} `, { inputs, trace, at: 230 }))
  const ids = (line: string) =>
    typed(line, 230)
      .stdout.trim()
      .split('\n')
      .map((id) => id.slice(0, 13))
      .toSorted()
  expect(ids('crictl ps -q').length).toBeLessThan(ids('crictl ps -aq').length)
  expect(all!.choices).toEqual(ids('crictl ps -aq'))
  expect(running!.choices.length > 0 ? running!.choices : [running!.line.trim().split(' ').at(-1)]).toEqual(ids('crictl ps -q'))
})

it('hands on what it has set, and where it is', () => {
  const first = typed('TOKEN=abc; cd /etc/kubernetes; export K=1')
  expect(typed('echo $TOKEN $K; pwd', 200, first.variables).stdout).toBe('abc 1\n/etc/kubernetes\n')
  expect(typed('false').variables?.['?']).toBe('1')
  expect(typed('echo a').variables).toBeUndefined()
})

it('lets the clock go on while a line sleeps', () => {
  const { stdout, tookSeconds } = typed('date +%T; sleep 30; date +%T')
  expect(tookSeconds).toBe(30)
  const [before, after] = stdout
    .trim()
    .split('\n')
    .map((time) => time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0))
  expect(after! - before!).toBe(30)
})

it('ends a line with the scenario', () => {
  const { stdout, stderr } = typed('while true; do date +%s; sleep 300; done')
  expect(stdout.trim().split('\n')).toHaveLength(3)
  expect(stderr).toBe('bash: this line was ended: the scenario is over, and the line still waits\n')
})

it('makes of sed -i an action, and of nothing changed none', () => {
  expect(typed("sed -i.bak '/anonymous-auth/d' kube-apiserver.yaml").actions).toMatchObject([
    { copy: 'kube-apiserver.yaml', to: 'kube-apiserver.yaml.bak' },
    { write: 'kube-apiserver.yaml' },
  ])
  expect(typed("sed -i 's/nothing/x/' kube-apiserver.yaml").actions).toBeUndefined()
})

const ENDED =
  /^bash: this line was ended: it (takes more than the 5 million steps|makes more than the 2 million characters) that this terminal gives one\n$/

it.each([
  `A=${'x'.repeat(30)};${'A=$A$A;'.repeat(48)}`,
  'while true; do :; done',
  'seq 90000 | tr -d "\\n" | tr 0-9 a | grep -oE "a.*b|a" | wc -l',
  'seq 20000 | grep -cE "((1|2|3|4|5|6|7|8|9)*){9}x"',
  `seq 1000 | ${'cat - kube-apiserver.yaml | '.repeat(3)}${'sed "s/./&&&&&&&&/g" | '.repeat(6)}wc`,
  `kubectl get po -A -o json | jq '${'[.,.]|'.repeat(30)}.' | wc -c`,
  `echo '"a"' | jq '${'"\\(.)\\(.)"|'.repeat(30)}length'`,
  'for a in {1..999}; do for b in {1..999}; do kubectl get po -A; done; done',
])('ends %s', (line) => {
  const start = cpuMs()
  expect(typed(line).stderr).toMatch(ENDED)
  expect(cpuMs() - start).toBeLessThan(5000)
})

it.each([
  ['echo ' + '${A:-'.repeat(1500), /unexpected EOF/],
  ['echo ' + '${A:-'.repeat(40) + '}'.repeat(40), /^bash: \$\{…\} stands inside/],
  ['echo ' + '{a,b}'.repeat(1500), /^bash: Argument list too long/],
  ['echo $((' + '('.repeat(3000) + '))', /./],
  ['seq 50000 > /tmp/x', /^bash: \/tmp\/x: File too large/],
  ['seq 0 0.' + '0'.repeat(200) + '1 1', ENDED],
])('is not led astray by %s', (line, words) => {
  const start = cpuMs()
  expect(textOf(typed(line))).toMatch(words)
  expect(cpuMs() - start).toBeLessThan(5000)
})

const nested = (n: number, open: string, inside: string, close: string) => `${open.repeat(n)}${inside}${close.repeat(n)}`
it.each<[what: string, most: number, line: (n: number) => string, words: string]>([
  ['characters', 10_000, (n) => `: ${'a'.repeat(n - 2)}`, 'a command has 10000 characters at most'],
  ['commands', 50, (n) => 'true;'.repeat(n), 'a line has 50 commands at most'],
  ['groups', 19, (n) => nested(n, '(', 'true', ')'), 'loops stand inside each other 20 times at most'],
  ['brackets of a sum', 49, (n) => `: $((${nested(n, '(', '1', ')')}))`, 'syntax error: operand expected'],
  ['words, with the command', 9999, (n) => (n === 9999 ? ': {1..99}{1..101}' : ': {1..100}{1..100}'), 'Argument list too long'],
  ['values', 19, (n) => `: ${nested(n, '${A:-', 'x', '}')}`, '${…} stands inside ${…} 20 times at most'],
])('takes %s up to %d', (_, most, line, words) => {
  expect(typed(line(most))).toMatchObject({ exit: 0, stderr: '' })
  expect(typed(line(most + 1)).stderr).toContain(words)
})

it.each([
  ['printf %1001d 1 | wc -c', '1000\n', ''],
  ['yes | wc -l', '1000\n', ''],
  ['time sleep 75.5', '', '\nreal\t1m15.500s\n'],
  ['time sleep 1m', '', '\nreal\t1m0.000s\n'],
  ['[[ a == a* ]]; echo $?', '2\n', "this terminal's [[ … ]] knows no patterns, && and ||: [[ A ]] && [[ B ]]\n"],
  ['[[ a* == a ]] && echo a', '', ''],
  ['echo "it\'s" | xargs', '', 'xargs: unmatched single quote; by default quotes are special to xargs unless you use the -0 option\n'],
  ["echo '\"a' | xargs", '', 'xargs: unmatched double quote; by default quotes are special to xargs unless you use the -0 option\n'],
  ['echo $((1+(2)) ', '', "bash: unexpected EOF while looking for matching `)'\n"],
  ['head /tmp/nope', '', "head: cannot open '/tmp/nope' for reading: No such file or directory\n"],
  ['tail /tmp/nope', '', "tail: cannot open '/tmp/nope' for reading: No such file or directory\n"],
  ['sed p /tmp/nope', '', "sed: can't read /tmp/nope: No such file or directory\n"],
  ['wc /tmp/nope', '', 'wc: /tmp/nope: No such file or directory\n'],
  ['tr', '', 'tr: missing operand\n'],
  ['tr a', '', "tr: missing operand after 'a'\n"],
  ['tr c-a x', '', "tr: range-endpoints of 'c-a' are in reverse collating sequence order\n"],
  ['printf %d abc', '0', 'bash: printf: abc: invalid number\n'],
  ['echo a $(wc /tmp/nope) b', 'a b\n', 'wc: /tmp/nope: No such file or directory\n'],
  ['for i in a b > /tmp/x; do :; done', '', "bash: syntax error near unexpected token `>'\n"],
  ['echo >', '', "bash: syntax error near unexpected token `newline'\n"],
  ['echo a )', '', "bash: syntax error near unexpected token `)'\n"],
  ['if true', '', 'bash: syntax error: unexpected end of file\n'],
])('%s prints %j and says %j', (line, stdout, stderr) => expect(typed(line)).toMatchObject({ stdout, stderr }))

it('shows what an endless loop has printed', () => expect(typed('while true; do echo a; done | tail -1').stdout).toBe('a\n'))

it('says what a pattern has not', () =>
  expect(typed("echo aa | grep '\\(a\\)\\1'").stderr).toBe("grep: This terminal's patterns have no back-references: \\1\n"))

it('grows no line beyond its budget', () => {
  const small = fc.constantFrom('a', '1', 'x*', '(a|b)*', '(a*)*', '[^b]', '.', '\\1', '{1,200}', 'a|', '(', '.*')
  const regex = fc.array(small, { maxLength: 8 }).map((parts) => parts.join(''))
  const filter = fc.oneof(
    fc
      .tuple(fc.constantFrom('grep', 'grep -o', 'grep -c', 'grep -v', 'grep -A 99999'), regex)
      .map(([name, text]) => `${name} -E -- '${text}'`),
    fc.tuple(regex, fc.constantFrom('&&', '', 'bb')).map(([text, by]) => `sed -E 's/${text}/${by}/g'`),
    fc
      .array(
        fc.constantFrom('[.,.]', '..', '[..]', '[.[]?]', '"\\(.)\\(.)"', 'tostring', '. + .', 'map(.)?', 'length', 'sort?', 'unique?'),
        { minLength: 1, maxLength: 12 },
      )
      .map((parts) => `jq '${parts.join('|')}'`),
    fc.constantFrom(
      'head -c -1',
      'tail -n +2',
      'sort',
      'sort -rn',
      'uniq -c',
      'wc',
      'tac',
      'cat - -',
      'tr 0-9 a',
      "tr -d '\\n'",
      'xargs',
      'xargs -n 1 echo',
      'column -t',
      "awk '{print $0,$0,$0,$0}'",
      'tee /tmp/a',
      'cut -c 1-2',
      'while read a; do echo $a$a; done',
    ),
  )
  const source = fc.constantFrom(
    'seq 1 1000000',
    'seq 99999',
    'yes',
    'yes $(seq 999)',
    'kubectl get po -A -o json',
    'cat kube-apiserver.yaml',
    'journalctl -u kubelet',
    'echo $A',
  )
  const pipe = fc.tuple(source, fc.array(filter, { maxLength: 6 })).map(([first, rest]) => [first, ...rest].join(' | '))
  const grown = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('A=$A$A', 'A="$A $A"', 'A=$(echo $A $A)', 'A=${A:-xxxxxxxx}$A', 'A+=$A'))
    .map(([times, step]) => `A=xxxxxxxxxxxxxxxx; ${`${step}; `.repeat(times)}`)
  const looped = fc
    .tuple(fc.constantFrom('for i in $(seq 9999)', 'for i in {1..9999}', 'while true', 'until false', 'for i in $A'), fc.oneof(pipe, grown))
    .map(([head, body]) => `${head}; do ${body.replace(/; $/, '')}; done`)
  const nested = fc
    .tuple(fc.oneof(pipe, looped), fc.integer({ min: 1, max: 5 }))
    .map(([text, depth]) => `echo ${'$(echo '.repeat(depth)}$(${text})${')'.repeat(depth)}`)
  const line = fc.oneof(
    pipe,
    looped,
    nested,
    fc.tuple(grown, fc.oneof(pipe, looped)).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(line, (text) => {
      const start = cpuMs()
      const output = typed(text, 800)
      expect(textOf(output).length).toBeLessThan(4_000_000)
      expect(cpuMs() - start).toBeLessThan(5000)
    }),
    { seed: 1, numRuns: 40 },
  )
}, 120_000)
