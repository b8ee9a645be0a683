import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { releaseOf } from '../sim/release/release.ts'
import { podUid } from './pod.ts'
import { readManifest } from './parse.ts'
import fields128 from './recorded/fields-1.28.json'
import fields137 from './recorded/fields-1.37.json'
import recorded119 from './recorded/1.19.json'
import recorded137 from './recorded/1.37.json'
import recorded19 from './recorded/1.9.json'

const file = '/etc/kubernetes/manifests/x.yaml'
const read = (text: string, release = '1.37') => readManifest(text, { file, nodeName: 'master-node', release: releaseOf(release) })
const uid = (text: string, more: { file?: string } = {}): string => {
  const pod = read(text).pod
  if (!pod) throw new Error(`no pod: ${read(text).error}`)
  return podUid(pod, { file, nodeName: 'master-node', release: releaseOf('1.37'), ...more })
}

/** A good pod, and the same with some lines put in place of others. */
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  hostNetwork: true
  containers:
  - name: main
    image: lab/target:1
    ports:
    - containerPort: 8080
      name: web
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
  volumes:
  - name: v
    hostPath:
      path: /v
`
const podWith = (from: string, to: string): string => {
  if (!POD.includes(from)) throw new Error(`the pod has no ${from}`)
  return POD.replace(from, to)
}
const inside = (error: string | undefined): string | undefined =>
  error
    ?.replace(`can't process config file "${file}": `, '')
    .replace(`${file}: couldn't parse as pod(`, '')
    .replace(/\), please check config file$/, '')

const recordings = [
  ...recorded137.map((item) => ({ release: '1.37', ...item })),
  ...fields137.map((item) => ({ release: '1.37', ...item })),
  ...fields128.map((item) => ({ release: '1.28', ...item })),
  ...recorded119.map((item) => ({ release: '1.19', ...item })),
  ...recorded19.map((item) => ({ release: '1.9', ...item })),
]

it.each(recordings)('says of "$name" what the kubelet of $release said', ({ release, text, error, added }) => {
  const manifest = read(text, release)
  // Go's print of a whole Node, with a hundred empty fields, is cut short
  const words = error
    ?.replace(/^Unable to process watch event: /, '')
    .replace(/(&core\.Node\{TypeMeta:[^}]*\}, ).*\}(?=\), please)/, '$1…}')
  expect(manifest.error).toBe(words)
  // 1.19 was seen to add a pod after an empty file, which was the pod of the run before
  expect(manifest.pod !== undefined).toBe(added && error === null)
  expect(manifest.diagnostics.some(({ severity }) => severity === 'error')).toBe(error !== null)
})

it.each([
  [
    'a probe’s port that is an empty name',
    podWith('port: 8080\n', 'port: ""\n'),
    '[spec.containers[0].livenessProbe.httpGet.port: Invalid value: "": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-) spec.containers[0].livenessProbe.httpGet.port: Invalid value: "": must contain at least one letter (a-z)]',
  ],
  [
    'a finalizer of nobody',
    podWith('name: a\n', 'name: a\n  finalizers: [x]\n'),
    '[metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified]',
  ],
  [
    'a foreign operating system',
    podWith('hostNetwork: true', 'os: {name: foo}'),
    '[spec.os: Unsupported value: "foo": supported values: "linux", "windows"]',
  ],
  ['no operating system', podWith('hostNetwork: true', 'os: {}'), '[spec.os.name: Required value]'],
])('1.34 says of %s what a real kubelet 1.34 says', (_, text, words) => {
  expect(inside(read(text, '1.34').error)).toBe(`invalid pod: ${words}`)
})

it.each([
  ['10.9.8.7', true],
  ['010.009.08.7', true],
  ['::ffff:127.001.002.003', true],
  ['2001:db8::ffff', true],
  ['256.0.0.1', false],
  ['10.9.8', false],
  ['2001:db8:ffff', false],
])('a host alias of the address %s is fine: %s', (ip, isFine) => {
  const { error } = read(podWith('hostNetwork: true', `hostAliases: [{ip: "${ip}", hostnames: [a]}]`), '1.35')
  expect(error === undefined).toBe(isFine)
})

// Go's time.Parse of RFC 3339
it.each([
  ['2000-02-29T00:00:00Z', 'fine'],
  ['1900-02-29T00:00:00Z', 'day out of range'],
  ['2024-02-29T23:59:59.5+01:00', 'fine'],
  ['2023-02-28T00:00:00,5-00:30', 'fine'],
  ['2023-02-29T00:00:00Z', 'day out of range'],
  ['2023-04-30T00:00:00Z', 'fine'],
  ['2023-04-31T00:00:00Z', 'day out of range'],
  ['2023-06-31T00:00:00Z', 'day out of range'],
  ['2023-09-31T00:00:00Z', 'day out of range'],
  ['2023-11-31T00:00:00Z', 'day out of range'],
  ['2023-12-31T00:00:00Z', 'fine'],
  ['2023-12-32T00:00:00Z', 'day out of range'],
  ['2023-01-00T00:00:00Z', 'day out of range'],
  ['2023-00-01T00:00:00Z', 'month out of range'],
  ['2023-13-01T00:00:00Z', 'month out of range'],
  ['2023-12-01T24:00:00Z', 'hour out of range'],
  ['2023-12-01T23:60:00Z', 'minute out of range'],
  ['2023-12-01T23:59:60Z', 'second out of range'],
  ['2023-12-01T1:02:03Z', 'fine'],
  ['2023-12-01T01:02:03Z ', 'extra text: " "'],
  ['2023-12-01T01:02:03', 'cannot parse "" as "Z07:00"'],
  ['2023-12-01 01:02:03Z', 'cannot parse " 01:02:03Z" as "T"'],
  ['23-12-01T01:02:03Z', 'cannot parse "23-12-01T01:02:03Z" as "2006"'],
  ['2023-12-é"', 'cannot parse "\\xc3\\xa9\\"" as "02"'],
])('of the time %s it says: %s', (time, words) => {
  const { error } = read(podWith('name: a\n', `name: a\n  creationTimestamp: '${time}'\n`))
  expect(inside(error)?.replace(/^parsing time ".*?[^\\]"(: | as "[^"]*": )/, '') ?? 'fine').toBe(words)
})

describe('the JSON decoder’s words on 1.9, which say less of what was found', () => {
  it.each([
    [
      'a fraction',
      podWith('port: 8080\n', 'port: 8080\n      periodSeconds: 1.5\n'),
      'LivenessProbe: v1.Probe: isObjectEnd: object ended prematurely, parsing ',
    ],
    [
      'a text for a bool',
      podWith('hostNetwork: true', 'hostNetwork: "yes"'),
      'v1.Pod: Spec: v1.PodSpec: HostNetwork: ReadBool: expect t or f, parsing ',
    ],
    ['a number for a text', podWith('image: lab/target:1', 'image: 1'), 'Image: ReadString: expects " or n, parsing '],
    [
      'a text for a list',
      podWith('name: main', 'name: main\n    command: x'),
      'Command: []string: ReadArrayCB: expect [ or n, but found: ", parsing ',
    ],
    ['a list for a map', podWith('name: a\n', 'name: a\n  labels: [x]\n'), 'ReadMapCB: expect { or n, parsing '],
    [
      'a fraction in the pod’s spec, which has too many fields for that to be noticed there',
      podWith('hostNetwork: true', 'terminationGracePeriodSeconds: 1.5'),
      '(v1.Pod: isObjectEnd: object ended prematurely, parsing ',
    ],
    [
      'a fraction in a list',
      podWith('hostNetwork: true', 'securityContext: {supplementalGroups: [1.5]}'),
      'SupplementalGroups: []int64: ReadArrayCB: expect ] in the end, parsing ',
    ],
    [
      'a list in a map',
      podWith('hostNetwork: true', 'nodeSelector: {a: [1], b: c}'),
      '(v1.Pod: Spec: v1.PodSpec: NodeSelector: ReadString: expects " or n, parsing ',
    ],
    [
      'a number too long for its kind',
      podWith('containerPort: 8080', 'containerPort: 99999999999'),
      'v1.ContainerPort: ContainerPort: readUint32: overflow, parsing ',
    ],
    ['the first number too long', podWith('containerPort: 8080', 'containerPort: 2147483648'), 'ReadInt32: overflow: 2147483648, parsing '],
    ['the smallest number', podWith('containerPort: 8080', 'containerPort: -2147483648'), 'Invalid value: -2147483648: must be between'],
    [
      'the first number too small',
      podWith('containerPort: 8080', 'containerPort: -2147483649'),
      'ReadInt32: overflow: 2147483649, parsing ',
    ],
    [
      'a text for a struct',
      podWith('livenessProbe:\n      httpGet:\n        path: /healthz\n        port: 8080', 'livenessProbe: x'),
      'readObjectStart: expect { or n, parsing ',
    ],
  ])('%s', (_, text, words) => expect(read(text, '1.9').error).toContain(words))
})

describe('the JSON decoder’s words (1.37, then 1.19)', () => {
  it.each([
    [
      'a list for an object',
      podWith('livenessProbe:\n      httpGet:\n        path: /healthz\n        port: 8080', 'livenessProbe: [1]'),
      'json: cannot unmarshal array into Go struct field Container.spec.containers.livenessProbe of type v1.Probe',
      'v1.Pod.Spec: v1.PodSpec.Containers: []v1.Container: v1.Container.LivenessProbe: readObjectStart: expect { or n, but found [, error found in #10 byte of',
    ],
    [
      'an object for a list',
      podWith('name: main', 'name: main\n    args: {v: 1}'),
      'json: cannot unmarshal object into Go struct field Container.spec.containers.args of type []string',
      'Args: []string: decode slice: expect [ or n, but found {, error found in #10 byte of',
    ],
    [
      'a text for a list',
      podWith('name: main', 'name: main\n    args: -v'),
      'json: cannot unmarshal string into Go struct field Container.spec.containers.args of type []string',
      'Args: []string: decode slice: expect [ or n, but found ", error found in #10 byte of',
    ],
    [
      'a text for a bool',
      podWith('hostNetwork: true', 'hostNetwork: "true"'),
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
      'HostNetwork: ReadBool: expect t or f, but found ", error found in #10 byte of',
    ],
    [
      'a bool for a text',
      podWith('image: lab/target:1', 'image: yes'),
      'json: cannot unmarshal bool into Go struct field Container.spec.containers.image of type string',
      'Image: ReadString: expects " or n, but found t',
    ],
    [
      'a number for a label',
      podWith('name: a\n', 'name: a\n  labels: {x: 1}\n'),
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      'v1.Pod.',
    ],
    [
      'a number for a named kind of text',
      podWith('hostNetwork: true', 'restartPolicy: 1'),
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
      'RestartPolicy: ReadString',
    ],
    [
      'a fraction',
      podWith('port: 8080\n  vol', 'port: 8080\n      periodSeconds: 1.5\n  vol'),
      'json: cannot unmarshal number 1.5 into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32',
      'v1.Probe.PeriodSeconds: assertInteger: can not decode float as int, error found in',
    ],
    [
      'a number that is too large',
      podWith('port: 8080\n  vol', 'port: 8080\n      periodSeconds: 3000000000\n  vol'),
      'json: cannot unmarshal number 3000000000 into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32',
      'v1.Probe.PeriodSeconds: ReadInt32: overflow: 3000000000, error found in',
    ],
    [
      'a bool for a port',
      podWith('port: 8080\n  vol', 'port: yes\n  vol'),
      'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
      'v1.Probe.Handler: HTTPGet: v1.HTTPGetAction.Port: unmarshalerDecoder: json: cannot unmarshal bool into Go value of type int32',
    ],
    [
      'a bad quantity',
      podWith('name: main', 'name: main\n    resources: {requests: {cpu: lots}}'),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      'Requests: unmarshalerDecoder: quantities must match the regular expression',
    ],
    [
      'a number for a time',
      podWith('name: a\n', 'name: a\n  creationTimestamp: 5\n'),
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
      'CreationTimestamp: unmarshalerDecoder: json: cannot unmarshal number into Go value of type string',
    ],
    [
      'a day that is none',
      podWith('name: a\n', 'name: a\n  creationTimestamp: 2001-02-29T00:00:00Z\n'),
      'parsing time "2001-02-29T00:00:00Z": day out of range',
      'day out of range',
    ],
    [
      'a number for a hook’s port',
      podWith('name: main', 'name: main\n    lifecycle: {preStop: {tcpSocket: {port: []}}}'),
      'json: cannot unmarshal array into Go struct field TCPSocketAction.spec.containers.lifecycle.preStop.tcpSocket.port of type int32',
      'Lifecycle: v1.Lifecycle.PreStop: v1.Handler.TCPSocket: v1.TCPSocketAction.Port: unmarshalerDecoder',
    ],
    [
      'a status that is no list',
      `${POD}status: {conditions: x}\n`,
      'json: cannot unmarshal string into Go struct field PodStatus.status.conditions of type []v1.PodCondition',
      'v1.Pod.Status: v1.PodStatus.Conditions: []v1.PodCondition: decode slice: expect [ or n, but found "',
    ],
    [
      'letters of two bytes',
      podWith('port: 8080\n  vol', 'port: 8080\n      periodSeconds: é\n  vol'),
      'json: cannot unmarshal string into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32',
      '#10 byte of ...|Seconds":"é"},"name|...',
    ],
    [
      'a number of twenty digits',
      podWith('port: 8080\n  vol', 'port: 8080\n      periodSeconds: 9223372036854775807\n  vol'),
      'json: cannot unmarshal number 9223372036854775807 into Go struct field Probe.spec.containers.livenessProbe.periodSeconds of type int32',
      'readUint32: overflow, error found in #10 byte of ...|":922337203685477580|...',
    ],
    [
      'a text for the whole spec',
      'apiVersion: v1\nkind: Pod\nspec: x\n',
      'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
      'v1.Pod.Spec: readObjectStart: expect { or n, but found "',
    ],
  ])('%s', (_name, text, now, then) => {
    expect(inside(read(text).error)).toBe(now)
    expect(inside(read(text, '1.19').error)).toContain(then)
    expect(read(text).pod).toBeUndefined()
  })
})

describe('what begins with a brace is JSON', () => {
  const json = (spec: string): string => `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}, "spec": ${spec}}`
  const parseError = (what: string): string => `couldn't get version/kind; json parse error: ${what}`
  it.each([
    ['a comma too many', '{"kind": "Pod",}', parseError(`invalid character '}' looking for beginning of object key string`)],
    ['a comma too few', '{"kind": "Pod" "a": 1}', parseError(`invalid character '"' after object key:value pair`)],
    ['a key without quotes', ' \n{kind: Pod}', parseError(`invalid character 'k' looking for beginning of object key string`)],
    ['no end', '{"kind": "Pod", "spec": [', parseError('unexpected end of JSON input')],
    ['a comment', '{} # none', parseError(`invalid character '#' after top-level value`)],
    ['a word', '{"kind": yes}', parseError(`invalid character 'y' looking for beginning of value`)],
    ['half a word', '{"kind": nil}', parseError(`invalid character 'i' in literal null (expecting 'u')`)],
    ['a line break in a text', '{"kind": "P\n"}', parseError(`invalid character '\\n' in string literal`)],
    ['a wrong escape', '{"kind": "\\x41"}', parseError(`invalid character 'x' in string escape code`)],
    ['a leading zero', '{"kind": 010}', parseError(`invalid character '1' after object key:value pair`)],
    ['no kind', '{"apiVersion": "v1"}\n', `Object 'Kind' is missing in '{"apiVersion": "v1"}\n'`],
    [
      'two types that are wrong',
      json('{"hostNetwork": 1, "containers": 2}'),
      'json: cannot unmarshal number into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
  ])('%s', (_name, text, problem) => expect(inside(read(text).error)).toBe(problem))

  it('1.19 quotes it as it is written', () => {
    expect(inside(read(json('{"hostNetwork": 1}'), '1.19').error)).toBe(
      'v1.Pod.Spec: v1.PodSpec.HostNetwork: ReadBool: expect t or f, but found 1, error found in #10 byte of ...|etwork": 1}}|..., bigger context ...|etadata": {"name": "a"}, "spec": {"hostNetwork": 1}}|...',
    )
  })

  it('makes a pod, and its fields have their places', () => {
    const { pod, rangeOf } = read(json('{"containers": [{"name": "main", "image": "x"}]}'))
    expect([pod?.spec.containers[0]?.image, rangeOf('spec.containers[0].image').start]).toEqual(['x', { line: 1, column: 114 }])
  })
})

describe('validation’s words', () => {
  it.each([
    [
      'two containers of a name',
      podWith('  volumes:', '  - name: main\n    image: x\n  volumes:'),
      'spec.containers[1].name: Duplicate value: "main"',
    ],
    ['a container without a name', podWith('- name: main\n    image', '- image'), 'spec.containers[0].name: Required value'],
    [
      'a bad container name',
      podWith('name: main', 'name: Main'),
      `spec.containers[0].name: Invalid value: "Main": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    ],
    [
      'a container name with dots',
      podWith('name: main', 'name: kube.main'),
      'spec.containers[0].name: Invalid value: "kube.main": must not contain dots',
    ],
    [
      'a mount of no volume',
      podWith('name: main', 'name: main\n    volumeMounts: [{name: w, mountPath: /w}]'),
      'spec.containers[0].volumeMounts[0].name: Not found: "w"',
    ],
    [
      'an unknown pull policy',
      podWith('name: main', 'name: main\n    imagePullPolicy: Sometimes'),
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      'an unknown protocol',
      podWith('name: web', 'protocol: tcp'),
      'spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
    ],
    [
      'an unknown scheme',
      podWith('path: /healthz', 'scheme: https'),
      'spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: "https": supported values: "HTTP", "HTTPS"',
    ],
    [
      'an unknown DNS policy',
      podWith('hostNetwork: true', 'dnsPolicy: X'),
      'spec.dnsPolicy: Unsupported value: "X": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ],
    [
      'another host port',
      podWith('name: web', 'hostPort: 9090'),
      'spec.containers[0].ports[0].hostPort: Invalid value: 9090: must match `containerPort` when `hostNetwork` is true',
    ],
    [
      'a long port name',
      podWith('name: web', 'name: a-very-long-port-name'),
      'spec.containers[0].ports[0].name: Invalid value: "a-very-long-port-name": must be no more than 15 characters',
    ],
    [
      'a number in quotes for a port',
      podWith('port: 8080\n  vol', 'port: "8080"\n  vol'),
      'spec.containers[0].livenessProbe.httpGet.port: Invalid value: "8080": must contain at least one letter (a-z)',
    ],
    [
      'two handlers',
      podWith('livenessProbe:', 'livenessProbe:\n      exec: {}'),
      'spec.containers[0].livenessProbe.exec.command: Required value spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type',
    ],
    [
      'a probe of an init container',
      podWith('  volumes:', '  initContainers: [{name: i, image: x, livenessProbe: {exec: {command: [a]}}}]\n  volumes:'),
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      'two errors',
      podWith('image: lab/target:1', 'imagePullPolicy: X').replace('path: /v', 'path: ""'),
      'spec.volumes[0].hostPath.path: Required value spec.containers[0].image: Required value spec.containers[0].imagePullPolicy: Unsupported value: "X": supported values: "Always", "IfNotPresent", "Never"',
    ],
  ])('%s', (_name, text, errors) => {
    expect(read(text).error).toBe(`can't process config file "${file}": invalid pod: [${errors}]`)
  })

  it.each([
    ['a hostPath without a path has no type yet', podWith('path: /v', 'type: X'), 'spec.volumes[0].hostPath.path: Required value'],
    [
      'a path that is absolute and goes up',
      podWith('hostPath:\n      path: /v', 'configMap: {name: c, items: [{key: k, path: /a/../b}]}'),
      `spec.volumes[0].configMap.items[0].path: Invalid value: "/a/../b": must be a relative path spec.volumes[0].configMap.items[0].path: Invalid value: "/a/../b": must not contain '..'`,
    ],
    [
      'a file that tells of nothing',
      podWith('hostPath:\n      path: /v', 'downwardAPI: {items: [{path: a, mode: 512}]}'),
      'spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required spec.volumes[0].downwardAPI.mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
    ],
    [
      'a projected file twice',
      podWith(
        'hostPath:\n      path: /v',
        'projected: {sources: [{downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.name}}, {path: a, fieldRef: {fieldPath: metadata.uid}}]}}]}',
      ),
      'spec.volumes[0].projected: Invalid value: "a": conflicting duplicate paths',
    ],
    [
      'a negative size',
      podWith('hostPath:\n      path: /v', 'emptyDir: {sizeLimit: -1}'),
      'spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity',
    ],
    [
      'a field that volumes may tell',
      podWith('name: main', 'name: main\n    env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]'),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
    [
      'a subscript that is none',
      podWith('name: main', `name: main\n    env: [{name: A, valueFrom: {fieldRef: {fieldPath: "spec.x['y']"}}}]`),
      `spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x['y']": error converting fieldPath: field label does not support subscript: spec.x['y']`,
    ],
    [
      'a resource that is none',
      podWith('name: main', 'name: main\n    env: [{name: A, valueFrom: {resourceFieldRef: {resource: cpu}}}]'),
      'spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "cpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    ],
    [
      'a divisor that is none',
      podWith('name: main', 'name: main\n    env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2}}}]'),
      `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ],
    [
      'quantities as they are printed again',
      podWith('name: main', 'name: main\n    resources: {limits: {cpu: 0.5, memory: 1024Mi}, requests: {cpu: 1500m, memory: 2048Mi}}'),
      'spec.containers[0].resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 500m spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    ],
    [
      'what may not be overcommitted',
      podWith('name: main', 'name: main\n    resources: {requests: {example.org/gpu: 1}}'),
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
    ],
    [
      'huge pages alone',
      podWith('name: main', 'name: main\n    resources: {limits: {hugepages-2Mi: 4Mi}}'),
      'spec.containers[0].resources: Forbidden: HugePages require cpu or memory',
    ],
    [
      'privileged without escalation',
      podWith(
        'name: main',
        'name: main\n    securityContext: {privileged: true, allowPrivilegeEscalation: false, capabilities: {add: [X]}}',
      ),
      'spec.containers[0].securityContext: Invalid value: {"Capabilities":{"Add":["X"],"Drop":null},"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
    [
      'a seccomp profile without its file',
      podWith('hostNetwork: true', 'securityContext: {seccompProfile: {type: Localhost}}'),
      'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    ],
    [
      'node affinity',
      podWith(
        'hostNetwork: true',
        'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}, {key: b, operator: Is}]}]}}}',
      ),
      "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn' spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].operator: Invalid value: \"Is\": not a valid selector operator",
    ],
    [
      'pod affinity',
      podWith(
        'hostNetwork: true',
        'affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: {topologyKey: t}}]}}',
      ),
      'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
    ],
    [
      'a host alias without an address',
      podWith('hostNetwork: true', 'hostAliases: [{ip: x, hostnames: [a]}]'),
      'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      'four name servers',
      podWith('hostNetwork: true', 'dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}'),
      'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have more than 3 nameservers',
    ],
    [
      'own users on the host’s network',
      podWith('hostNetwork: true', 'hostNetwork: true\n  hostUsers: false'),
      'spec.hostNetwork: Forbidden: when `hostUsers` is false',
    ],
    [
      'a device that is a directory',
      podWith('name: main', 'name: main\n    volumeDevices: [{name: v, devicePath: /d}]'),
      'spec.containers[0].volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
    ],
  ])('%s', (_name, text, errors) => {
    expect(read(text).error).toBe(`can't process config file "${file}": invalid pod: [${errors}]`)
  })

  it('a signal that is none', () => {
    const text = podWith('hostNetwork: true', 'os: {name: linux}').replace('name: main', 'name: main\n    lifecycle: {stopSignal: SIGX}')
    expect(read(text).error).toContain(
      'lifecycle.stopSignal: Unsupported value: "SIGX": supported values: "SIGABRT", "SIGALRM", "SIGBUS", ',
    )
  })

  it.each([
    [
      'a host alias',
      podWith('hostNetwork: true', 'hostAliases: [{ip: x, hostnames: [A]}]'),
      'spec.hostAliases.ip: Invalid value: "x": must be valid IP address spec.hostAliases.hostnames: Invalid value: "A": a DNS-1123',
    ],
    [
      'a toleration’s value',
      podWith('hostNetwork: true', 'tolerations: [{key: k, operator: Exists, value: v}]'),
      `spec.tolerations[0].operator: Invalid value: core.Toleration{Key:"k", Operator:"Exists", Value:"v", Effect:"", TolerationSeconds:(*int64)(nil)}: value must be empty when \`operator\` is 'Exists'`,
    ],
    [
      'four name servers',
      podWith('hostNetwork: true', 'dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}'),
      '[]string{"1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"}: must not have more than 3',
    ],
    [
      'ports on the host’s network before its users',
      podWith('hostNetwork: true', 'hostNetwork: true\n  securityContext: {runAsUser: -1}').replace('name: web', 'hostPort: 1'),
      'must match `hostPort` when `hostNetwork` is true spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
    [
      'a container name with dots',
      podWith('name: main', 'name: kube.main'),
      'spec.containers[0].name: Invalid value: "kube.main": a DNS-1123 label must consist',
    ],
    [
      'a list that nobody knows behind what is wrong, which is read one sign further',
      podWith('path: /healthz\n        port: 8080', 'host: 1\n        path: /\n        port: 8080\n        qq: [1, 2]\n        scheme: x'),
      'v1.Probe.Handler: HTTPGet: v1.HTTPGetAction.Scheme: Port: Path: Host: ReadString: expects " or n, but found 1',
    ],
  ])('in 1.19, %s', (_name, text, errors) => expect(read(text, '1.19').error).toContain(errors))

  it('asks for a name', () => {
    expect(read(podWith('name: a\n', 'namespace: b\n')).error).toBe(
      `can't process config file "${file}": invalid pod: name is needed for the pod`,
    )
  })
})

describe('what is no pod', () => {
  it.each([
    [
      'apiVersion: apps/v1\nkind: Deployment',
      'no kind "Deployment" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    ['apiVersion: v2\nkind: Pod', 'no kind "Pod" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"'],
    ['apiVersion: a/b/c\nkind: Pod', 'unexpected GroupVersion string: a/b/c'],
    ['kind: Pod', `Object 'apiVersion' is missing in '{"kind":"Pod"}'`],
    ['kind: 5', `couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string`],
    [
      '- a',
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    ],
    ['a: .nan', 'json: unsupported value: NaN'],
    ['b: [.inf, .nan]\na: [1, {c: -.inf}]', 'json: unsupported value: -Inf'],
    ['b: {c: [null, .inf]}', 'json: unsupported value: +Inf'],
  ])('%j', (text, problem) => {
    expect(inside(read(text).error)).toBe(problem)
  })
})

it.each([
  [72, '{"a":"' + 'x'.repeat(72) + '"}'],
  [73, '{"a":"' + 'x'.repeat(71) + '…'],
])('the editor’s message quotes at most 80 characters of the file: a text of %d', (length, quoted) => {
  const manifest = read(`a: ${'x'.repeat(length)}`)
  expect(manifest.diagnostics[0]!.message).toBe(`Object 'Kind' is missing in '${quoted}'`)
  expect(manifest.rangeOf('a').start).toEqual({ line: 1, column: 4 })
})

describe('for the editor', () => {
  it('a field that is none is a warning at its place, with the name that was meant', () => {
    const { pod, diagnostics } = read(podWith('livenessProbe', 'livenesProbe'))
    expect(pod).toBeDefined()
    expect(diagnostics).toMatchObject([
      {
        code: 'UNKNOWN_FIELD',
        severity: 'warning',
        path: 'spec.containers[0].livenesProbe',
        suggestion: 'livenessProbe',
        range: { start: { line: 13, column: 5 }, end: { line: 13, column: 17 } },
      },
    ])
  })

  it('a field that the release does not know yet is a warning that says since when', () => {
    const { diagnostics } = read(podWith('livenessProbe', 'startupProbe'), '1.9')
    expect(diagnostics).toMatchObject([
      { code: 'RELEASE_FIELD', severity: 'warning', message: expect.stringContaining('from 1.16 on') as string },
    ])
  })

  it('a field whose gate is off is read, and a warning says that nothing comes of it', () => {
    const { pod, diagnostics } = read(podWith('livenessProbe', 'startupProbe'), '1.17')
    expect(pod?.spec.containers[0]!.startupProbe).toBeUndefined()
    expect(diagnostics).toMatchObject([
      { code: 'RELEASE_FIELD', severity: 'warning', message: expect.stringContaining('its feature gate is off') as string },
    ])
    expect(read(podWith('livenessProbe', 'startupProbe'), '1.18').diagnostics).toEqual([])
  })

  it('one of a probe, too, on 1.21', () => {
    const probe = 'livenessProbe:\n      terminationGracePeriodSeconds: 5'
    const { pod, diagnostics } = read(podWith('livenessProbe:', probe), '1.21')
    expect(pod?.spec.containers[0]!.livenessProbe).not.toHaveProperty('terminationGracePeriodSeconds')
    expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([
      ['RELEASE_FIELD', 'spec.containers[0].livenessProbe.terminationGracePeriodSeconds'],
    ])
    expect(read(podWith('livenessProbe:', probe), '1.22').diagnostics).toEqual([])
  })

  it('a field is there from its first release to its last', () => {
    const codes = (release: string) =>
      read(podWith('name: a\n', 'name: a\n  clusterName: b\n'), release).diagnostics.map(({ code }) => code)
    expect(['1.9', '1.24', '1.25'].map(codes)).toEqual([[], [], ['RELEASE_FIELD']])
  })

  it('an error stands at its field, or at the nearest one that is there', () => {
    expect(read(podWith('port: 8080\n  vol', 'port: 70000\n  vol')).diagnostics[0]).toMatchObject({
      code: 'INVALID',
      path: 'spec.containers[0].livenessProbe.httpGet.port',
      range: { start: { line: 16, column: 15 }, end: { line: 16, column: 20 } },
    })
    expect(read(podWith('    image: lab/target:1\n', '')).diagnostics[0]).toMatchObject({
      code: 'REQUIRED',
      path: 'spec.containers[0].image',
      range: { start: { line: 8, column: 5 } },
    })
    expect(read('a: b\n  c: [').diagnostics[0]).toMatchObject({
      code: 'PARSE',
      message: 'yaml: line 2: mapping values are not allowed in this context',
      plain: 'Line 2 is indented by 2 spaces, further than line 1, which has its value already.',
      range: { start: { line: 2, column: 3 }, end: { line: 2, column: 7 } },
    })
  })

  it('a field that the model leaves out is a note', () => {
    const { diagnostics } = read(podWith('hostNetwork: true', 'dnsConfig: {nameservers: [1.1.1.1]}'))
    expect(diagnostics).toMatchObject([
      { code: 'NOT_SIMULATED', severity: 'info', message: expect.stringMatching(/is not simulated\.$/) as string },
    ])
  })

  it.each([
    ['spec.containers[0].livenessProbe.httpGet.port', 16, 15],
    ['spec.containers[0].livenessProbe.failureThreshold', 13, 5],
    ['spec.containers[0].ports[0].name', 12, 13],
    ['spec.volumes[0].name', 18, 11],
    ['nothing', 1, 1],
  ])('%s stands at %d:%d', (path, line, column) => {
    expect(read(POD).rangeOf(path).start).toEqual({ line, column })
  })
})

describe('the UID', () => {
  it('is 32 hexadecimal digits, the same for what means the same', () => {
    const other = `# a comment\nkind: Pod\napiVersion: "v1"\n${POD.slice(POD.indexOf('metadata'))}      failureThreshold: 3\n`
    expect(uid(POD)).toMatch(/^[0-9a-f]{32}$/)
    expect(uid(other.replace('      failureThreshold: 3\n', ''))).toBe(uid(POD))
    expect(uid(podWith('        port: 8080', '        port: 8080\n      failureThreshold: 3'))).toBe(uid(POD))
  })

  it('is another one for another meaning or another file', () => {
    const all = [uid(POD), uid(podWith('/healthz', '/livez')), uid(POD, { file: '/etc/kubernetes/manifests/y.yaml' })]
    expect(new Set(all).size).toBe(3)
  })

  it('is metadata.uid where that is given', () => {
    expect(uid(podWith('name: a\n', 'name: a\n  uid: mine\n'))).toBe('mine')
  })
})

describe('hostile texts', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[...'bcdefghijk'].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefghijk'[i]}`).join(', ')}]`).join('\n')}\n`
  it.each([
    ['an alias bomb', bomb, 'yaml: document contains excessive aliasing'],
    ['100,000 brackets', '['.repeat(100_000), 'yaml: exceeded max depth of 10000'],
    ['2,000 brackets', '['.repeat(2000), 'nested deeper than 1000 levels, which is not simulated'],
    ['an anchor in itself', 'a: &x {<<: {<<: *x}}', "yaml: anchor 'x' value contains itself"],
    ['a control character', 'a: \u0001', 'yaml: control characters are not allowed'],
    ['1 MB of one line', 'x'.repeat(1_000_000), "couldn't get version/kind"],
    ['1 MB of keys', Array.from({ length: 60_000 }, (_, i) => `k${i}: ${i}`).join('\n'), "Object 'Kind' is missing"],
    ['10 documents', Array(10).fill('a: b\n').join('---\n'), "Object 'Kind' is missing"],
    ['a template', 'a: {{ .Values.x }}', 'yaml: invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}'],
  ])('%s gets an answer', (_name, text, problem) => {
    expect(read(text).error).toContain(problem)
  })

  it('never make it throw (seed 1)', () => {
    const mutated = fc.tuple(fc.nat(POD.length), fc.nat(30), fc.string({ unit: fc.constantFrom(...':-{}[]&*!|>\'"%@`,?# \n\tab1\\') }))
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      mutated.map(([at, cut, put]) => POD.slice(0, at) + put + POD.slice(at + cut)),
    )
    fc.assert(
      fc.property(texts, fc.constantFrom('1.9', '1.19', '1.30', '1.37'), (text, release) => {
        const { pod, error, diagnostics } = read(text, release)
        expect((pod === undefined) !== (error === undefined)).toBe(true)
        for (const { range } of diagnostics) expect(range.start.line).toBeGreaterThan(0)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})

it('gives the same object for the same text', () => {
  expect(read(POD)).toBe(read(POD))
  expect(read(POD)).not.toBe(read(POD, '1.36'))
})
