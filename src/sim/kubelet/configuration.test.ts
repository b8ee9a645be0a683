import { expect, it } from 'vitest'
import { CONFIGURATION_FILE } from './configuration.ts'
import { podInputs } from '../fixture.ts'
import { simulate } from '../simulate.ts'

const HEAD = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'
const period = (text: string): string => `${HEAD}crashLoopBackOff: {maxContainerRestartPeriod: ${text}}\n`

/** What a kubelet says of its file as it starts; undefined where it takes it. */
function saidOf(text: string, kubernetes: string): string | undefined {
  const trace = simulate({ ...podInputs({ kubernetes, duration: 1 }), files: { [CONFIGURATION_FILE]: text } })
  const said = trace.flatMap((entry) => (entry.kind === 'log' && entry.source === 'kubelet' ? [entry.text] : []))
  expect(trace.some((entry) => entry.kind === 'warning' && entry.message.startsWith('The kubelet cannot use '))).toBe(said.length > 0)
  const error = /err=(".*")$/.exec(said[0] ?? '')?.[1]
  return error === undefined ? undefined : (JSON.parse(error) as string).replace(/^[^]*?, error failed to decode: /, 'decode: ')
}

const unregistered = (kind: string, version: string): string =>
  `decode: no kind "${kind}" is registered for version "kubelet.config.k8s.io/${version}" in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`
const misfit = (what: string, field: string, type: string): string =>
  `decode: json: cannot unmarshal ${what} into Go struct field KubeletConfiguration.${field} of type ${type}`
const invalid = (...wrong: string[]): string =>
  `failed to validate kubelet configuration, error: ${wrong.length > 1 ? `[${wrong.join(', ')}]` : wrong.join()}, path: &TypeMeta{Kind:,APIVersion:,}`
const outsideOf = (port: string, least: number): string => `invalid configuration: ${port} must be between ${least} and 65535, inclusive`
const outside = (port: string, least: number): string => invalid(outsideOf(port, least))
const tooLong = (seconds: number): string =>
  invalid(`invalid configuration: CrashLoopBackOff.MaxContainerRestartPeriod (got: ${seconds} seconds) must be set between 1s and 300s`)

// pkg/kubelet/apis/config/validation/validation_test.go, and what decodes the file before that
it.each<[string, string | undefined, string?]>([
  [HEAD, undefined],
  ['{"apiVersion":"kubelet.config.k8s.io/v1beta1","kind":"KubeletConfiguration","readOnlyPort":10255}', undefined],
  [
    '{"apiVersion":"kubelet.config.k8s.io/v1beta1",}',
    `decode: couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string`,
  ],
  ['a: [\n', 'decode: yaml: line 1: did not find expected node content'],
  ['kind: KubeletConfiguration\n', "decode: Object 'apiVersion' is missing in 'kind: KubeletConfiguration\n'"],
  ['apiVersion: kubelet.config.k8s.io/v1beta1\n', "decode: Object 'Kind' is missing in 'apiVersion: kubelet.config.k8s.io/v1beta1\n'"],
  [HEAD.replace('KubeletConfiguration', 'Other'), unregistered('Other', 'v1beta1')],
  [HEAD.replace('v1beta1', 'v1'), unregistered('KubeletConfiguration', 'v1')],
  [`${HEAD}featureGates: [A]\n`, misfit('array', 'featureGates', 'map[string]bool')],
  [`${HEAD}featureGates: {A: true, B: 1}\n`, misfit('number', 'featureGates', 'bool')],
  [`${HEAD}port: 65535\n`, undefined],
  [`${HEAD}port: 65536\n`, outside('port (--port) 65536', 1)],
  [`${HEAD}port: 1\n`, undefined],
  [`${HEAD}port: 0\n`, outside('port (--port) 0', 1)],
  [`${HEAD}port: 80.5\n`, misfit('number 80.5', 'port', 'int32')],
  [`${HEAD}port: 4294967296\n`, misfit('number 4294967296', 'port', 'int32')],
  [`${HEAD}port: "80"\n`, misfit('string', 'port', 'int32')],
  [`${HEAD}healthzPort: 0\n`, undefined],
  [`${HEAD}healthzPort: -1\n`, outside('healthzPort (--healthz-port) -1', 1)],
  [`${HEAD}readOnlyPort: 0\nhealthzPort: 65535\n`, undefined],
  [
    `${HEAD}port: -1\nreadOnlyPort: -1\nhealthzPort: 65536\nauthorization: {mode: Other}\n`,
    invalid(
      outsideOf('healthzPort (--healthz-port) 65536', 1),
      outsideOf('port (--port) -1', 1),
      outsideOf('readOnlyPort (--read-only-port) -1', 0),
    ),
  ],
  [`${HEAD}authorization: {mode: Other}\n`, 'failed to run Kubelet: unknown authorization mode Other'],
  [`${HEAD}authorization: {mode: ""}\n`, undefined],
  [`${HEAD}readOnlyPort: 65536\n`, outside('readOnlyPort (--read-only-port) 65536', 0)],
  [`${HEAD}address: 5\n`, misfit('number', 'address', 'string')],
  [period('1s'), undefined],
  [period('999ms'), tooLong(0.999)],
  [period('300s'), undefined],
  [period('300001ms'), tooLong(300.001)],
  [period('x'), 'decode: time: invalid duration "x"'],
  [
    period('5s'),
    invalid(
      'invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set',
    ),
    '1.34',
  ],
  [period('x'), undefined, '1.31'],
  [period('999ms'), undefined, '1.31'],
])('%j: %s', (text, says, kubernetes = '1.37') => {
  expect(saidOf(text, kubernetes)).toBe(says)
})
