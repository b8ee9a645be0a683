import { expect, it } from 'vitest'
import { describeObject } from './command-objects.ts'
import { releaseOf } from '../release/release.ts'
import { ACTING_OPTION_TABLE, parseKubectl, parseOptions, splitWords } from './command-line.ts'

it.each<[string, string[]]>([
  ['  kubectl   get po ', ['kubectl', 'get', 'po']],
  [`curl -H "Authorization: Bearer x"`, ['curl', '-H', 'Authorization: Bearer x']],
  [`a 'b c'd "" \\ e`, ['a', 'b cd', '', ' e']],
  [`"a\\"b" 'a\\b'`, ['a"b', 'a\\b']],
  ['"\\$\\`\\\\\\a"', ['$`\\\\a']],
  ['a\\', ['a\\']],
  ['\\', ['\\']],
  ["''", ['']],
  ['', []],
])('splits %j', (line, words) => expect(splitWords(line)).toEqual({ words }))

it.each([
  ['a b | c | d', ['a', 'b'], 'c | d'],
  ['a|b', ['a'], 'b'],
  ["a '' |", ['a', ''], ''],
  ['| a', [], 'a'],
  ["a '|' b", ['a', '|', 'b'], undefined],
])('%s has %j before its pipe, and %s behind it', (line, words, pipe) => {
  expect(splitWords(line)).toEqual({ words, ...(pipe === undefined ? {} : { pipe }) })
})

it('refuses an open quote and a line that is too long', () => {
  expect(splitWords('echo "a').error).toBe('unexpected EOF while looking for matching `"\'')
  expect(splitWords('"a\\').error).toBe('unexpected EOF while looking for matching `"\'')
  expect(splitWords("echo 'a").error).toBe("unexpected EOF while looking for matching `''")
  expect(splitWords('a'.repeat(10_000)).words).toHaveLength(1)
  expect(splitWords('a'.repeat(10_001)).error).toMatch(/10000 characters/)
})

const KNOWN = { '-n': { name: 'n', value: true }, '--name': { name: 'n', value: true }, '-a': { name: 'a', value: false } }

it.each<[string[], object]>([
  [['-n', 'x', 'y'], { rest: ['y'], options: new Map([['n', ['x']]]) }],
  [['-nx', '--name=y', '--name', 'z'], { options: new Map([['n', ['x', 'y', 'z']]]) }],
  [
    ['-an', 'x'],
    {
      options: new Map([
        ['a', ['true']],
        ['n', ['x']],
      ]),
    },
  ],
  [
    ['-n=x', '-a', '-'],
    {
      rest: ['-'],
      options: new Map([
        ['n', ['x']],
        ['a', ['true']],
      ]),
    },
  ],
  [['--name='], { options: new Map([['n', ['']]]) }],
  [['--name'], { lacks: '--name' }],
  [['-a', '-n'], { lacks: '-n', options: new Map([['a', ['true']]]) }],
  [['x', '--', '-a'], { rest: ['x', '-a'], options: new Map() }],
  [['--foo=1'], { unknown: '--foo' }],
  [['--constructor'], { unknown: '--constructor' }],
  [['-ax'], { unknown: '-x' }],
  [['-n'], { lacks: '-n' }],
])('reads %j as pflag does', (words, parsed) => expect(parseOptions(words, KNOWN)).toMatchObject(parsed))

it.each([
  ['delete pod a --frob', 'unknown flag: --frob'],
  ['delete pod a -z', "unknown shorthand flag: 'z' in -z"],
  ['delete pod a -n', "flag needs an argument: 'n' in -n"],
  ['delete pod a --namespace', 'flag needs an argument: --namespace'],
  ['create ns a -l b=c', "unknown shorthand flag: 'l' in -l"],
  ['apply -f a --all', 'unknown flag: --all'],
  ['create', 'must specify one of -f and -k'],
  ['get pods', 'unknown command "get" for "kubectl"'],
  ['', 'unknown command "" for "kubectl"'],
  ["create ns 'a", "unexpected EOF while looking for matching `''"],
  ['apply', 'must specify one of -f and -k'],
  ['delete', 'You must provide one or more resources by argument or filename.'],
  ['delete -n team', 'You must provide one or more resources by argument or filename.'],
])('kubectl %s: %s', (line, error) => {
  expect(parseKubectl(line)).toMatchObject({ error: expect.stringMatching(new RegExp(`^${error}`)) as string })
})

it('an option that only another command has is told with its command', () => {
  expect(parseKubectl('create ns a -o yaml')).toMatchObject({ unknown: { verb: 'create', option: '-o' } })
  expect(parseKubectl('delete po a -o name')).toHaveProperty('command.verb', 'delete')
})

it.each(['apply -f a.yaml', 'delete -f a.yaml', 'delete pod a', 'create -f a.yaml', 'create namespace a'])(
  'kubectl %s can be done',
  (line) => {
    expect(parseKubectl(line)).toHaveProperty('command.verb', line.split(' ')[0])
  },
)

it.each([
  ['role r --resource=pods', 'at least one verb must be specified'],
  ['role r --verb=, --resource=pods', 'at least one verb must be specified'],
  ['role r --verb=get', 'at least one resource must be specified'],
  ['clusterrole r --verb=get', 'one of resource or nonResourceURL must be specified'],
  ['role r --verb=get --non-resource-url=/a', 'at least one resource must be specified'],
  ['role r --verb=get --resource=frobs/x', 'the server doesn\'t have a resource type "frobs"'],
  [
    'role r --verb=get,list --resource=* --resource=pods/log',
    '{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["get","list"]},{"apiGroups":[""],"resources":["pods/log"],"verbs":["get","list"]}]}',
  ],
  [
    'role r --verb=get --resource=po,deploy.apps,cm --resource-name=a',
    '{"rules":[{"apiGroups":[""],"resourceNames":["a"],"resources":["pods","configmaps"],"verbs":["get"]},{"apiGroups":["apps"],"resourceNames":["a"],"resources":["deployments"],"verbs":["get"]}]}',
  ],
  [
    'clusterrole r --verb=get --non-resource-url=/a,/b --resource=pods',
    '{"rules":[{"nonResourceURLs":["/a","/b"],"verbs":["get"]},{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}',
  ],
  ['clusterrole r --verb=get --non-resource-url=/a', '{"rules":[{"nonResourceURLs":["/a"],"verbs":["get"]}]}'],
  ['clusterrolebinding b --role=r', 'required flag(s) "clusterrole" not set'],
  ['rolebinding b --role=r --clusterrole=c', 'exactly one of clusterrole or role must be specified'],
  ['rolebinding b', 'exactly one of clusterrole or role must be specified'],
  ['rolebinding b --role=r', '{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}'],
  [
    'rolebinding b --clusterrole=c --user=u --group=g --serviceaccount=n:a',
    '{"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"u"},{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"g"},{"kind":"ServiceAccount","name":"a","namespace":"n"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"c"}}',
  ],
  ['rolebinding b --role=r --serviceaccount=a', 'serviceaccount must be <namespace>:<name>'],
  ['rolebinding b --role=r --serviceaccount=:a', 'serviceaccount must be <namespace>:<name>'],
  ['rolebinding b --role=r --serviceaccount=a:b:c', 'serviceaccount must be <namespace>:<name>'],
  ['cm c', '{}'],
  ['configmap c --from-literal=a=b=c --from-literal=d=', '{"data":{"a":"b=c","d":""}}'],
  ['cm c --from-literal==b', 'invalid literal source =b, expected key=value'],
  ['secret generic s --from-literal=a=b --type=t', '{"data":{"a":"Yg=="},"type":"t"}'],
  ['secret tls s', 'this kubectl knows: kubectl create secret generic NAME --from-literal=KEY=VALUE'],
  ['secret generic', "exactly one NAME is required, got 0\nSee 'kubectl create secret -h' for help and examples"],
  ['ns a b', "exactly one NAME is required, got 2\nSee 'kubectl create namespace -h' for help and examples"],
  ['sa a', '{}'],
  [
    'frob a',
    "Unexpected args: [frob a]\nSee 'kubectl create -h' for help and examples\nThis terminal knows: kubectl create clusterrole, clusterrolebinding, configmap, namespace, role, rolebinding, secret, serviceaccount, token, -f FILE",
  ],
])('kubectl create %s makes %s', (line, made) => {
  const parsed = parseOptions(splitWords(line).words, ACTING_OPTION_TABLE)
  const described = describeObject(parsed.rest, parsed, 'team', releaseOf('1.37'))
  const { kind, apiVersion: _, metadata, ...more }: Record<string, unknown> = 'error' in described ? {} : described.object
  const namespaced = 'error' in described || !described.kind.namespaced ? {} : { namespace: 'team' }
  expect('error' in described ? described.error : JSON.stringify(more)).toBe(made)
  expect([kind, metadata]).toEqual(
    'error' in described ? [undefined, undefined] : [described.kind.kind, { name: parsed.rest.at(-1), ...namespaced }],
  )
})
