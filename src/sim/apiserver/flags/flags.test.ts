import { machineFiles } from '../../node/container-files.ts'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { releaseOf } from '../../release/release.ts'
import { checkGates } from './feature-gates.ts'
import type { FlagValue } from './flag-reader.ts'
import { type FlagType, readValue } from './flag-values.ts'
import { nearestFlag, parseFlags } from './flags.ts'

interface Recorded {
  name: string
  drop: string[]
  add: string[]
  exit: number | null
  says: string[]
}

const FILES = {
  '/etc/kubernetes/pki/auth.yaml':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n',
  '/etc/kubernetes/pki/disabled.yaml':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: false\n  conditions:\n  - path: /livez\n',
  '/etc/kubernetes/pki/badtokens.csv': 'only-one-column\n',
}

/**
 * Without what follows from what earlier runs left in the etcd of the recording, what klog tells by the way, which the recording
 * leaves out, the list of all flags in a usage, and where a panic was.
 */
function comparable(says: readonly string[]): string[] {
  const lines = says.filter((line) => !/^(I |W controller\.go|W mastercount\.go|E repair\.go)/.test(line))
  const long = lines.findIndex((line) => line === 'Usage of kube-apiserver:' || line.startsWith('panic: '))
  return long < 0 ? lines : lines.slice(0, long + 1)
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${import.meta.dirname}/../recorded/${name}.json`, 'utf8'))
const kubeadm = (release: string): string[] => read(`args-${release}`) as string[]

describe.each([
  ['1.9', 'flags-1.9'],
  ['1.19', 'flags-1.19'],
  ['1.37', 'flags-1.37'],
  ['1.37', 'flags-each-1.37'],
])('kube-apiserver %s, as recorded in %s', (release, recording) => {
  it.each(read(recording) as Recorded[])('$name', ({ drop, add, exit, says }) => {
    const args = [...kubeadm(release).filter((arg) => !drop.some((name) => arg === name || arg.startsWith(`${name}=`))), ...add]
    const ours = parseFlags(args, machineFiles(FILES), releaseOf(release))
    // there was no etcd: what comes to light only with it did not
    const seen = ours.late ? { exit: null, says: ours.says.slice(0, ours.late.from) } : { exit: ours.exit ?? null, says: ours.says }
    expect({ ...seen, says: comparable(seen.says) }).toEqual({ exit, says: comparable(says) })
  })
})

describe('other mistakes, by rule', () => {
  const run = (release: string, from: '1.19' | '1.37', ...add: string[]) => {
    const { says, exit } = parseFlags([...kubeadm(from), ...add], machineFiles({}), releaseOf(release))
    return [exit ?? null, says.at(-1)]
  }
  it.each<[string, string, '1.19' | '1.37', string[], number | null, string]>([
    [
      'a bad bool',
      '1.37',
      '1.37',
      ['--anonymous-auth=flase'],
      1,
      'Error: invalid argument "flase" for "--anonymous-auth" flag: strconv.ParseBool: parsing "flase": invalid syntax',
    ],
    [
      'a bad number',
      '1.37',
      '1.37',
      ['--secure-port=http'],
      1,
      'Error: invalid argument "http" for "--secure-port" flag: strconv.ParseInt: parsing "http": invalid syntax',
    ],
    [
      'a duration without unit',
      '1.37',
      '1.37',
      ['--request-timeout=10'],
      1,
      'Error: invalid argument "10" for "--request-timeout" flag: time: missing unit in duration "10"',
    ],
    [
      'a value beside a bool',
      '1.37',
      '1.37',
      ['--anonymous-auth', 'false'],
      1,
      'Error: "kube-apiserver" does not take any arguments, got ["false"]',
    ],
    ['three dashes', '1.37', '1.37', ['---foo'], 1, 'Error: bad flag syntax: ---foo'],
    [
      'a mode that is none',
      '1.37',
      '1.37',
      ['--authorization-mode=Rbac'],
      1,
      'E run.go:72] "command failed" err="authorization-mode \\"Rbac\\" is not a valid mode"',
    ],
    [
      'a gate that is locked',
      '1.34',
      '1.37',
      ['--feature-gates=AnonymousAuthConfigurableEndpoints=false'],
      1,
      'E run.go:72] "command failed" err="cannot set feature gate AnonymousAuthConfigurableEndpoints to false, feature is locked to true"',
    ],
    [
      'a plugin that is none',
      '1.37',
      '1.37',
      ['--enable-admission-plugins=PodSecurityPolicy'],
      1,
      'E run.go:72] "command failed" err="enable-admission-plugins plugin \\"PodSecurityPolicy\\" is unknown"',
    ],
    [
      'a lost token file',
      '1.37',
      '1.37',
      ['--token-auth-file=/nope'],
      1,
      'E run.go:72] "command failed" err="open /nope: no such file or directory"',
    ],
    ['an insecure port in 1.21', '1.21', '1.37', ['--insecure-port=8080'], 1, 'Error: invalid port value 8080: only zero is allowed'],
    [
      'zero in 1.21',
      '1.21',
      '1.37',
      ['--insecure-port=0'],
      null,
      'Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.',
    ],
    ['1.9 and an unknown flag', '1.9', '1.19', ['--foo'], 2, 'Usage of kube-apiserver:'],
    [
      'authenticators in a file, their gate off',
      '1.29',
      '1.37',
      ['--authentication-config=/f'],
      1,
      'E run.go:74] "command failed" err="set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file"',
    ],
    [
      'authorizers in a file, their gate off',
      '1.29',
      '1.37',
      ['--authorization-config=/f'],
      1,
      'E run.go:74] "command failed" err="--authorization-config cannot be used without enabling StructuredAuthorizationConfiguration feature flag"',
    ],
  ])('%s', (_, release, from, add, exit, last) => {
    expect(run(release, from, ...add)).toEqual([exit, last])
  })

  const bad = (flag: string, value: string, why: string): string =>
    `Error: invalid argument ${JSON.stringify(value)} for "--${flag}" flag: ${why}`
  it.each<[string, string, string]>([
    ['authorization-mode', '"Node,RBAC', 'parse error on line 1, column 11: extraneous or missing " in quoted-field'],
    ['authorization-mode', 'Node,R"BAC', 'parse error on line 1, column 7: bare " in non-quoted-field'],
    ['authorization-mode', '"Node"RBAC', 'parse error on line 1, column 6: extraneous or missing " in quoted-field'],
    ['tls-sni-cert-key', 'a.crt', 'expected comma separated certificate and key file paths'],
    ['tls-sni-cert-key', 'a.crt,a.key:', 'empty names list is not allowed'],
    ['oidc-required-claim', 'a', 'malformed pair, expect string=string'],
    ['allow-metric-labels', 'a', 'a must be formatted as key=value'],
    ['log-json-info-buffer-size', '1gi', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['vmodule', 'a', '"a" does not have the pattern=N format'],
    ['request-timeout', '99999999999999999999', 'time: invalid duration "99999999999999999999"'],
    ['request-timeout', '1x', 'time: unknown unit "x" in duration "1x"'],
    ['goaway-chance', '0x10', 'strconv.ParseFloat: parsing "0x10": invalid syntax'],
    ['goaway-chance', '1e999', 'strconv.ParseFloat: parsing "1e999": value out of range'],
    ['secure-port', '9223372036854775808', 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
    ['service-node-port-range', 'a-b', 'strconv.Atoi: parsing "a": invalid syntax'],
    ['service-node-port-range', '1-2-3', 'strconv.Atoi: parsing "2-3": invalid syntax'],
    ['service-node-port-range', '1+2-3', 'unable to parse port range: 1+2-3'],
    ['service-node-port-range', '5-4', 'end port cannot be less than start port: 5-4'],
    ['service-node-port-range', '1-70000', 'the port range cannot be greater than 65535: 1-70000'],
    ['version', 'x', 'strconv.ParseBool: parsing "x": invalid syntax'],
  ])('a value of --%s that is none: %s', (flag, value, why) =>
    expect(run('1.37', '1.37', `--${flag}=${value}`)).toEqual([1, bad(flag, value, why)]),
  )

  it.each<[string[], number | null, string]>([
    [['-vx'], 1, 'Error: invalid argument "x" for "-v, --v" flag: strconv.ParseUint: parsing "x": invalid syntax'],
    [['-v'], 1, "Error: flag needs an argument: 'v' in -v"],
    [['-hv'], 1, "Error: flag needs an argument: 'v' in -v"],
    [['-hx'], 1, "Error: unknown shorthand flag: 'x' in -x"],
    [['—foo'], 1, 'Error: "kube-apiserver" does not take any arguments, got ["—foo"]'],
    [['--help', '--foo'], 1, 'Error: unknown flag: --foo'],
    [['--help=x'], 1, 'Error: invalid argument "x" for "-h, --help" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    [['--help=false'], null, 'E options.go:205] The manifest file is empty, ignoring.'],
    [['--version=false', '-v2', ''], null, 'E options.go:205] The manifest file is empty, ignoring.'],
    [
      ['--version=v1.37.1'],
      1,
      'Error: invalid argument "v1.37.1" for "--version" flag: version "v1.37.1" must match major/minor/patch of default version "v1.37.2"',
    ],
    [['--version=v9'], 1, 'Error: invalid argument "v9" for "--version" flag: illegal version string "v9"'],
    [['--version', 'x'], 1, 'Error: "kube-apiserver" does not take any arguments, got ["x"]'],
    [['--', '--foo'], 1, 'Error: "kube-apiserver" does not take any arguments, got ["--foo"]'],
  ])('%j', (args, exit, last) => expect(run('1.37', '1.37', ...args)).toEqual([exit, last]))

  it('a list may stand in quotes, which make one value of it', () => {
    expect(run('1.37', '1.37', '--authorization-mode="Node,RBAC"')[1]).toContain('authorization-mode \\"Node,RBAC\\" is not a valid mode')
  })

  const failed = (text: string): string => `E run.go:72] "command failed" err=${JSON.stringify(text)}`
  it.each<[string[], string]>([
    [
      ['--runtime-config=api/all=false'],
      '[--runtime-config=api/all=false conflicts with --enable-priority-and-fairness=true, invalid runtime-config with only api/all=false]',
    ],
    [['--runtime-config=foo/v1=true'], 'unknown api groups foo/v1'],
    [['--runtime-config=foo=true'], 'runtime-config invalid key foo'],
    [['--runtime-config=api/beta=maybe'], 'invalid value api/beta=maybe'],
    [['--runtime-config=batch/v2alpha1=true'], 'group version batch/v2alpha1 that has not been registered'],
    [['--runtime-config=batch/v1=maybe'], 'invalid value of batch/v1: maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax'],
    [['--runtime-config=api/ga=false'], '--runtime-config=api/ga=false conflicts with --enable-priority-and-fairness=true'],
    [
      ['--show-hidden-metrics-for-version=1.20'],
      'metrics.showHiddenMetricsForVersion: Invalid value: "1.20": must be omitted or have the value \'1.36\'; only the previous minor version is allowed',
    ],
    [['--feature-gates=kube:NodeSwapp=true'], 'unrecognized feature gate: NodeSwapp'],
    [['--feature-gates=other:NodeSwap=true'], 'component not registered: other'],
    [['--feature-gates=NodeSwap=true, Nope=true'], 'unrecognized feature gate: Nope'],
    [['--feature-gates=MemoryQoS'], 'missing bool value for MemoryQoS'],
    [['--feature-gates=MemoryQoS=on'], 'invalid value of MemoryQoS=on, err: strconv.ParseBool: parsing "on": invalid syntax'],
    [['--logging-format=xml'], 'format: Invalid value: "xml": Unsupported log format'],
    [['--tls-min-version=1.2'], 'unknown tls version "1.2"'],
    [['--tls-cipher-suites=TLS_X'], "Cipher suite TLS_X not supported or doesn't exist"],
    [
      ['--audit-log-path=-', '--audit-log-mode=x', '--audit-log-format=y', '--audit-log-maxage=-1'],
      '[invalid audit log mode x, allowed modes are "batch,blocking,blocking-strict", invalid audit log format y, allowed formats are "legacy,json", --audit-log-maxage -1 can\'t be a negative number]',
    ],
    [
      ['--audit-log-path=-', '--audit-log-maxage=0', '--audit-log-maxbackup=-1', '--audit-log-maxsize=-2'],
      "[--audit-log-maxbackup -1 can't be a negative number, --audit-log-maxsize -2 can't be a negative number]",
    ],
    [
      ['--service-cluster-ip-range=10.96.0.0/16,10.97.0.0/16'],
      '--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family',
    ],
    [
      ['--kubernetes-service-node-port=70000', '--service-cluster-ip-range=10.96.0.0/16,10.97.0.0/16'],
      "[--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family, --kubernetes-service-node-port 70000 must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP, kubernetes service node port range 30000-32767 doesn't contain 70000]",
    ],
    [['--service-cluster-ip-range=10.96.0.0/16,x'], 'service-cluster-ip-range[1] is not an ip net'],
    [['--service-cluster-ip-range=10.96.0.0/33'], 'service-cluster-ip-range[0] is not a valid cidr'],
    [
      ['--service-cluster-ip-range=10.96.0.0/30'],
      'error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses',
    ],
    [['--requestheader-group-headers= '], 'empty value in "requestheader-group-headers"'],
    // apiserver/pkg/server/options/authentication.go, serving.go, audit.go; pkg/kubeapiserver/options/authentication.go (v1.36.2)
    [
      ['--requestheader-uid-headers=X-Uid, '],
      '[empty value in "requestheader-uid-headers", --requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work]',
    ],
    [
      ['--requestheader-uid-headers=x', '--feature-gates=RemoteRequestHeaderUID=false'],
      '--requestheader-uid-headers requires the "RemoteRequestHeaderUID" feature to be enabled',
    ],
    [['--tls-cert-file='], 'missing filename for serving cert'],
    [['--tls-private-key-file='], 'missing filename for serving cert'],
    [['--tls-sni-cert-key=/etc/kubernetes/pki/apiserver.crt,'], 'failed to load SNI cert and key: missing filename for serving cert'],
    [['--service-account-key-file='], 'open : no such file or directory'],
    [['--tls-curve-preferences=0'], 'curve preference 0 is out of range (must be 1-65535)'],
    [['--tls-curve-preferences=29,29'], 'duplicate curve preference 29'],
    [['--tls-curve-preferences=1'], 'curve preference 1 is not supported by the current Go version'],
    [
      ['--audit-log-path=-', '--audit-log-mode=batch', '--audit-log-batch-max-size=0', '--audit-log-version=a/b/c'],
      '[invalid audit batch log max batch size 0, must be a positive number, unexpected GroupVersion string: a/b/c]',
    ],
    [
      [
        '--audit-webhook-config-file=/nope',
        '--audit-webhook-batch-throttle-qps=-1',
        '--audit-webhook-truncate-max-batch-size=1',
        '--audit-webhook-version=v1',
      ],
      '[invalid audit batch webhook throttle QPS -1, must be a positive number, invalid audit truncate webhook max batch size 1, must be greater than max event size (102400), invalid group version, allowed versions are ["audit.k8s.io/v1"]]',
    ],
    [
      ['--audit-log-path=-', '--audit-log-truncate-max-event-size=0'],
      'invalid audit truncate log max event size 0, must be a positive number',
    ],
    // component-base/logs/api/v1/options.go, Validate (v1.36.2)
    [['--logging-format='], 'format: Invalid value: "": Unsupported log format'],
    [['--logging-format=json', '--vmodule=a=1'], 'vmodule: Forbidden: Only supported for text log format'],
    [
      ['--log-text-info-buffer-size=-1', '--log-json-info-buffer-size=0', '--log-json-split-stream'],
      '[options.text.infoBufferSize: Forbidden: Feature LoggingAlphaOptions is disabled, options.json.splitStream: Forbidden: Feature LoggingAlphaOptions is disabled]',
    ],
    // as the server itself says (v1.36.2)
    [['--feature-gates=AllAlpha='], 'invalid value of AllAlpha=, err: strconv.ParseBool: parsing "": invalid syntax'],
    [['--tls-sni-cert-key= /a ,b'], 'failed to load SNI cert and key: open /a: no such file or directory'],
    [['--watch-cache-sizes=pods#99999999999999999999'], 'invalid size of watch cache size: pods#99999999999999999999'],
    [['--log-flush-frequency=-1ns'], 'flushFrequency: Invalid value: "-1ns": Must be greater than zero'],
    // component-base/compatibility/registry.go, toVersionMap; version.go, Validate (v1.36.2)
    [['--min-compatibility-version=nope'], 'could not parse "nope" as version'],
    [['--min-compatibility-version=other=1.36'], 'component not registered: other'],
    [['--min-compatibility-version=1.36.1'], 'patch version not allowed, got: kube=1.36.1'],
    [['--emulated-version=1.36,kube=v1.36'], 'duplicate version flag, kube=1.36 and kube=1.36'],
    [['--emulated-version=1.36', '--min-compatibility-version=1.37'], 'minCompatibilityVersion version 1.37 is not between [1.34, 1.36]'],
    [
      ['--kubernetes-service-node-port=70000'],
      "[--kubernetes-service-node-port 70000 must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP, kubernetes service node port range 30000-32767 doesn't contain 70000]",
    ],
    [['--service-cluster-ip-range=10.96.0.0/12,'], 'service-cluster-ip-range[1] is not an ip net'],
    [['--service-account-jwks-uri=http://a'], 'service-account-jwks-uri requires https scheme, parsed as: http://a'],
    [
      ['--authorization-mode=ABAC', '--authorization-mode=RBAC', '--authorization-policy-file=/nope'],
      'invalid authorization config: open /nope: no such file or directory',
    ],
    [
      ['--encryption-provider-config=/nope'],
      'error while parsing file: error while loading file: error reading encryption provider configuration file "/nope": open /nope: no such file or directory',
    ],
    [['--tls-private-key-file=/etc/kubernetes/pki/sa.key'], 'tls: private key does not match public key'],
    [
      ['--tls-private-key-file=/etc/kubernetes/pki/apiserver.crt'],
      'tls: found a certificate rather than a key in the PEM for the private key',
    ],
    [
      ['--egress-selector-config-file=/nope'],
      'failed to read egress selector config: unable to read egress selector configuration from "/nope" [open /nope: no such file or directory]',
    ],
    [
      ['--admission-control-config-file=/nope'],
      'failed to apply admission: failed to read plugin config: unable to read admission control configuration from "/nope" [open /nope: no such file or directory]',
    ],
  ])('%j in 1.37', (args, text) => {
    const own = kubeadm('1.37').filter(
      (arg) =>
        !arg.startsWith('--authorization-mode') &&
        (!arg.startsWith('--service-cluster-ip-range') || !args[0]!.startsWith('--service-cluster')),
    )
    const mode = args[0]!.startsWith('--authorization-mode') ? [] : ['--authorization-mode=Node,RBAC']
    expect(parseFlags([...own, ...mode, ...args], machineFiles({}), releaseOf('1.37')).says.at(-1)).toBe(failed(text))
  })

  it.each([
    [
      '--requestheader-group-headers=a',
      'W authentication.go:87] --requestheader-group-headers is set without specifying the standard X-Remote-Group header - API aggregation will not work',
    ],
    [
      '--requestheader-allowed-names=',
      failed(
        '--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users',
      ),
    ],
    [
      '--service-account-max-token-expiration=3606s',
      'W options.go:349] service-account-extend-token-expiration is true, in order to correctly trigger safe transition logic, service-account-max-token-expiration must be set longer than 3607 seconds (currently 1h0m6s)',
    ],
    [
      '--service-account-max-token-expiration=24h',
      'W options.go:352] service-account-extend-token-expiration is true, enabling tokens valid up to 31536000 seconds, which is longer than service-account-max-token-expiration set to 24h0m0s',
    ],
  ])('%s, with the CA of clients for the proxy too, in 1.37', (arg, text) => {
    const own = kubeadm('1.37').filter((other) => !other.startsWith(arg.replace(/=.*/, '')))
    const args = [...own, '--requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt', arg]
    expect(parseFlags(args, machineFiles({}), releaseOf('1.37')).says[0]).toBe(text)
  })

  // Go's net/ip_test.go: parseIPTests, and which of them its sloppy parser takes
  const isIpFor = (flag: string) => (text: string) =>
    parseFlags([...kubeadm('1.37').filter((arg) => !arg.startsWith(`${flag}=`)), `${flag}=${text}`], machineFiles({}), releaseOf('1.37'))
      .exit === undefined
  const isBindAddress = isIpFor('--bind-address')
  it.each([
    ['127.0.1.2', true],
    ['127.0.0.255', true],
    ['0.0.0.0', true],
    ['127.001.002.003', false],
    ['127.0.0.01', false],
    ['00.0.0.0', false],
    ['::ffff:127.1.2.3', true],
    ['::ffff:127.001.002.003', false],
    ['::ffff:127.0.0.256', false],
    ['::ffff:7f01:0203', true],
    ['0:0:0:0:0000:ffff:127.1.2.3', true],
    ['0:0:0:0:000000:ffff:127.1.2.3', false],
    ['0:0:0:0::ffff:127.1.2.3', true],
    ['0:0:0:0:0:0:ffff:127.1.2.3', false],
    ['2001:4860:0:2001::68', true],
    ['2001:4860:0000:2001:0000:0000:0000:0068', true],
    ['2001:4860:0:2001:0:0:0', false],
    ['2001:4860:0:2001:0:0:0:68:9', false],
    ['1:2:3:4:5:6:7::', true],
    ['1:2:3:4::5:6:7:8', false],
    ['::', true],
    ['::1', true],
    ['1::', true],
    [':::', false],
    ['1::2::3', false],
    [':1:2:3:4:5:6:7', false],
    ['1:2:3:4:5:6:7:', false],
    ['1.2.3.4::', false],
    ['::1.2.3.4:5', false],
    ['::g', false],
    ['-0.0.0.0', false],
    ['0.-1.0.0', false],
    ['127.0.0.256', false],
    ['127.0.0', false],
    ['1.2.3.4.5', false],
    ['1.2..4', false],
    ['abc', false],
    ['123:', false],
    ['fe80::1%lo0', false],
  ])('an address to bind to such as %s is taken: %s', (text, isTaken) => expect(isBindAddress(text)).toBe(isTaken))

  it.each<[string[], string]>([
    [['--enable-admission-plugins=PodSecurity,PodSecurityPolicy'], 'Error: enable-admission-plugins plugin "PodSecurity" is unknown'],
    [
      ['--insecure-port=70000'],
      'Error: insecure port 70000 must be between 0 and 65535, inclusive. 0 for turning off insecure (HTTP) port',
    ],
    [
      ['--service-cluster-ip-range=10.0.0.0/8'],
      'Error: specified --service-cluster-ip-range is too large; for 32-bit addresses, the mask must be >= 12',
    ],
    [
      ['--service-cluster-ip-range=fd00::/64'],
      'Error: specified --service-cluster-ip-range is too large; for 128-bit addresses, the mask must be >= 108',
    ],
    [
      ['--encryption-provider-config=/nope'],
      'Error: error opening encryption provider configuration file "/nope": open /nope: no such file or directory',
    ],
    [['-v=08x'], 'Error: invalid argument "08x" for "-v, --v" flag: strconv.ParseInt: parsing "08x": invalid syntax'],
    [['--advertise-address='], 'Error: invalid argument "" for "--advertise-address" flag: failed to parse IP: ""'],
  ])('%j in 1.19', (args, last) => expect(run('1.19', '1.19', ...args)).toEqual([1, last]))

  const run9 = (release: string, ...args: string[]) => {
    const names = args.map((arg) => arg.split('=')[0]!)
    const own = kubeadm('1.9').filter((arg) => !names.includes(arg.split('=')[0]!))
    const { says, exit } = parseFlags([...own, ...args], machineFiles({}), releaseOf(release))
    return [exit ?? null, says.at(-1)]
  }
  it.each<[string, string[], number | null, string | undefined]>([
    ['1.9', ['--authorization-mode=RBCA'], 1, 'invalid authorization config: Unknown authorization mode RBCA specified'],
    ['1.9', ['--authorization-mode='], 1, 'invalid authorization config: At least one authorization mode should be passed'],
    ['1.9', ['--authorization-mode=RBAC,'], 1, 'invalid authorization config: Unknown authorization mode  specified'],
    ['1.9', ['--authorization-mode=ABAC'], 1, "invalid authorization config: ABAC's authorization policy file not passed"],
    [
      '1.9',
      ['--authorization-policy-file=/p'],
      1,
      'invalid authorization config: Cannot specify --authorization-policy-file without mode ABAC',
    ],
    [
      '1.9',
      ['--storage-backend=etcd'],
      1,
      "--storage-backend invalid, must be 'etcd3' or 'etcd2'. If not specified, it will default to 'etcd3'",
    ],
    ['1.9', ['--runtime-config=nope=maybe'], null, undefined],
    [
      '1.9',
      ['--runtime-config=api/v1=maybe'],
      1,
      'error in initializing storage factory: invalid value of api/v1: maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      '1.9',
      ['--runtime-config=apps/v3/deployments'],
      1,
      'error in initializing storage factory: group version apps/v3 that has not been registered',
    ],
    ['1.9', ['--v=abc'], 2, 'Usage of kube-apiserver:'],
    ['1.9', ['--secure-port=0', '--insecure-port=0'], 2, 'panic: runtime error: invalid memory address or nil pointer dereference'],
    ['1.9', ['--secure-port=0', '--insecure-port=8080'], null, undefined],
    ['1.9', ['--secure-port=-1'], 1, '--secure-port -1 must be between 0 and 65535, inclusive. 0 for turning off secure port.'],
    ['1.9', ['--max-requests-inflight=-1'], 2, 'panic: makechan: size out of range'],
    ['1.9', ['--request-timeout=-1s'], null, undefined],
    ['1.9', ['--experimental-keystone-url=http://x'], 1, 'invalid authentication config: Auth URL should be secure and start with https'],
    ['1.9', ['--service-cluster-ip-range=10.0.0.0/8'], 1, 'specified --service-cluster-ip-range is too large'],
    [
      '1.9',
      ['--service-cluster-ip-range=10.0.0.0/30'],
      1,
      'error determining service IP ranges: The service cluster IP range must be at least 8 IP addresses',
    ],
    ['1.9', ['--kubernetes-service-node-port=80'], 1, "kubernetes service port range 30000-32767 doesn't contain 80"],
    ['1.9', ['--help'], 2, 'Usage of kube-apiserver:'],
    ['1.9', ['--service-account-key-file=/n'], 1, 'invalid authentication config: open /n: no such file or directory'],
    [
      '1.9',
      ['--oidc-issuer-url=http://x', '--oidc-client-id=a'],
      1,
      `invalid authentication config: 'oidc-issuer-url' ("http://x") has invalid scheme ("http"), require 'https'`,
    ],
    [
      '1.9',
      ['--admission-control-config-file=/n'],
      1,
      'failed to initialize admission: failed to read plugin config: unable to read admission control configuration from "/n" [open /n: no such file or directory]',
    ],
    [
      '1.9',
      ['--requestheader-client-ca-file=/n'],
      1,
      'unable to load client CA file: unable to load client CA file: open /n: no such file or directory',
    ],
    [
      '1.10',
      ['--requestheader-client-ca-file=/n'],
      1,
      'error: unable to load client CA file: unable to load client CA file: open /n: no such file or directory',
    ],
    ['1.10', ['--authorization-mode=RBCA'], 1, 'error: invalid authorization config: Unknown authorization mode RBCA specified'],
    ['1.11', ['--authorization-mode=RBCA'], 1, 'error: authorization-mode "RBCA" is not a valid mode'],
    ['1.10', ['--admission-control=Nope'], 1, 'error: admission-control plugin "Nope" is unknown'],
    ['1.12', ['--secure-port=0'], 1, 'error: --secure-port 0 must be between 1 and 65535, inclusive. It cannot be turned off with 0'],
    [
      '1.16',
      ['--admission-control=NodeRestriction', '--tls-private-key-file=/n'],
      1,
      'error: unable to load server certificate: open /n: no such file or directory',
    ],
    ['1.17', ['--admission-control=NodeRestriction', '--tls-private-key-file=/n'], 1, 'error: open /n: no such file or directory'],
  ])('in %s %j', (release, args, exit, last) => {
    const [code, line] = run9(release, ...args)
    expect([code, exit === null ? undefined : line]).toEqual([exit, last])
  })

  const directives =
    '--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information'
  const sameVersion = 'EmulationForwardCompatible cannot be set to true if the emulation version is the same as the binary version'
  const peer = (name: string): string => `--${name} requires UnknownVersionInteroperabilityProxy feature to be turned on`
  const overrides =
    '--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated'

  /** What a real kube-apiserver 1.34.9 said; the arguments take the place of kubeadm's of the same name. */
  const run34 = (args: readonly string[], release = '1.34', files = {}) => {
    const names = args.map((arg) => arg.split('=')[0]!)
    const own = kubeadm('1.37').filter((arg) => !names.includes(arg.split('=')[0]!))
    const { says, exit } = parseFlags([...own, ...args], machineFiles(files), releaseOf(release))
    return [exit ?? null, says.at(-1)]
  }
  it.each<[string[], string]>([
    [['--service-cluster-ip-range=::/12'], 'service IP family "::/12" must match public address family "192.168.1.100"'],
    [['--service-cluster-ip-range=FD00:0:0::5/108'], 'service IP family "fd00::/108" must match public address family "192.168.1.100"'],
    [
      ['--service-cluster-ip-range=10.96.5.1/12', '--advertise-address=fd00::1'],
      'service IP family "10.96.0.0/12" must match public address family "fd00::1"',
    ],
    [['--runtime-config=batch/v2alpha1'], 'group version batch/v2alpha1 that has not been registered'],
    [['--runtime-config=storage.k8s.io/v1beta1=true,node.k8s.io/v9=true'], 'group version node.k8s.io/v9 that has not been registered'],
    [['--runtime-config=batch/v1/jobs=foo'], 'invalid value of batch/v1/jobs: foo, err: strconv.ParseBool: parsing "foo": invalid syntax'],
    [['--runtime-config=batch/v2alpha1', '--tls-cert-file=/nope'], 'open /nope: no such file or directory'],
    [['--watch-cache-sizes=foo'], 'invalid value of watch cache size: foo'],
    [['--watch-cache-sizes=pods#100,foo#bar'], 'invalid size of watch cache size: foo#bar'],
    [['--watch-cache-sizes=pods#-1'], 'watch cache size cannot be negative: pods#-1'],
    [
      ['--storage-media-type=foo'],
      '--storage-media-type "foo" invalid, allowed values: application/json, application/vnd.kubernetes.protobuf, application/yaml',
    ],
    [
      ['--service-account-max-token-expiration=1m', '--watch-cache-sizes=foo', '--livez-grace-period=-1s'],
      'the service-account-max-token-expiration must be between 1 hour and 2^32 seconds',
    ],
    [
      ['--tracing-config-file=/nope', '--token-auth-file=/nope2'],
      'failed to read tracing config: unable to read tracing configuration from "/nope": open /nope: no such file or directory',
    ],
    [['--strict-transport-security-directives=foo,max-age=1,preload'], directives],
    [
      ['--cors-allowed-origins=//a.example(:|$),nope'],
      `--cors-allowed-origins has an invalid regular expression: regular expression does not pin to start/end of host in the origin header, help: List of allowed origins for CORS, comma separated. An allowed origin can be a regular expression to support subdomain matching. If this list is empty CORS will not be enabled. Please ensure each expression matches the entire hostname by anchoring to the start with '^' or including the '//' prefix, and by anchoring to the end with '$' or including the ':' port separator suffix. Examples of valid expressions are '//example\\.com(:|$)' and '^https://example\\.com(:|$)'`,
    ],
    [
      ['--strict-transport-security-directives=foo, ', '--storage-initialization-timeout=-1s'],
      `[--storage-initialization-timeout can not be negative value, ${directives}, empty value in strict-transport-security-directives]`,
    ],
    [
      ['--peer-advertise-ip=1.2.3.4', '--peer-advertise-port=x', '--peer-ca-file=/x'],
      `[${['peer-ca-file', 'peer-advertise-ip', 'peer-advertise-port'].map(peer).join(', ')}]`,
    ],
    [
      ['--emulated-version=1.30'],
      '[emulation version 1.30 is not between [1.31, 1.34.0], minCompatibilityVersion version 1.31 is not between [1.31, 1.30]]',
    ],
    [['--emulated-version=1.35'], 'emulation version 1.35 is not between [1.31, 1.34.0]'],
    [['--emulated-version=2.0'], 'emulation version 2.0 is not between [1.31, 1.34.0]'],
    [['--emulated-version=foo', '--feature-gates=Nope=true'], 'could not parse "foo" as version'],
    [['--emulated-version=1'], 'illegal version string "1"'],
    [['--emulated-version=foo=1.33'], 'component not registered: foo'],
    [
      ['--emulation-forward-compatible=true', '--runtime-config-emulation-forward-compatible=true'],
      `[ServerRunOptions.${sameVersion}, ServerRunOptions.RuntimeConfig${sameVersion}]`,
    ],
    [['--oidc-signing-algs=RS256,none', '--oidc-issuer-url=https://x', '--oidc-client-id=a'], 'oidc: unsupported signing alg: "none"'],
    [
      ['--coordinated-leadership-lease-duration=1s', '--coordinated-leadership-renew-deadline=1s'],
      '[--coordinated-leadership-lease-duration must be greater than --coordinated-leadership-renew-deadline, --coordinated-leadership-renew-deadline must be greater than --coordinated-leadership-retry-period]',
    ],
    [
      ['--service-account-signing-endpoint=/x'],
      'service-account-signing-key-file and service-account-signing-endpoint are mutually exclusive and cannot be set at the same time',
    ],
    [['--etcd-servers-overrides=/events#https://127.0.0.1:2379;,foo'], overrides],
    [['--tls-cipher-suites=TLS_X', '--tls-sni-cert-key=/a,/b'], "Cipher suite TLS_X not supported or doesn't exist"],
    [
      ['--tls-sni-cert-key=/etc/kubernetes/pki/apiserver.crt,/etc/kubernetes/pki/sa.key'],
      'failed to load SNI cert and key: tls: private key does not match public key',
    ],
    [
      ['--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA'],
      'error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)',
    ],
  ])('%j in 1.34', (args, text) => expect(run34(args)).toEqual([1, failed(text)]))

  it.each<[string[]]>([
    [['--watch-cache-sizes=foo', '--watch-cache=false']],
    [['--service-cluster-ip-range=::/12', '--endpoint-reconciler-type=none']],
    [['--endpoint-reconciler-type=']],
    [['--audit-webhook-config-file=/nope']],
    [['--runtime-config=api/v1=true,api/legacy=false,apps/v1beta1=true']],
    [['--emulated-version=1.33', '--emulation-forward-compatible=true']],
    [['--emulated-version=1.33', '--feature-gates=AnonymousAuthConfigurableEndpoints=false']],
    [['--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA', '--tls-min-version=VersionTLS13']],
  ])('%j is well in 1.34', (args) => expect(run34(args)[0]).toBeNull())

  it.each<[string, string[], number | null, string?]>([
    ['1.9', ['--endpoint-reconciler-type=foo'], 255, 'F master.go:…] Reconciler not implemented: foo'],
    ['1.34', ['--endpoint-reconciler-type=foo'], 255, 'F instance.go:…] Reconciler not implemented: foo'],
    ['1.12', ['--audit-webhook-config-file=/nope'], 1],
    ['1.13', ['--audit-webhook-config-file=/nope'], null],
    ['1.28', ['--storage-media-type=foo'], null],
    ['1.29', ['--storage-media-type=foo'], 1],
    ['1.33', ['--etcd-servers-overrides=/events#'], null],
    ['1.30', ['--strict-transport-security-directives=foo'], null],
    ['1.31', ['--strict-transport-security-directives=foo'], 1],
    ['1.32', ['--emulated-version=1.31'], null],
    ['1.32', ['--emulated-version=1.30'], 1, failed('emulation version 1.30 is not between [1.31, 1.32.0]')],
    ['1.19', ['--service-cluster-ip-range=fd00::/112'], null],
    [
      '1.27',
      ['--service-cluster-ip-range=fd00::/112'],
      1,
      failed(
        'error creating bootstrap controller: service IP family "fd00::/112" must match public address family "192.168.1.100"',
      ).replace(':72', ':74'),
    ],
    ['1.20', ['--service-account-max-token-expiration=1m'], 1],
  ])('in %s %j', (release, args, exit, last) => {
    const found = release === '1.9' || release === '1.12' || release === '1.13' ? run9(release, ...args) : run34(args, release)
    expect([found[0], last === undefined ? undefined : found[1]]).toEqual([exit, last])
  })

  it.each<[string, string[], string]>([
    [
      'a word of its own',
      ['--secure-port', 'http'],
      'invalid argument "http" for --secure-port: strconv.ParseInt: parsing "http": invalid syntax',
    ],
    [
      'underscores',
      ['--anonymous_auth=flase'],
      'invalid argument "flase" for --anonymous_auth=flase: strconv.ParseBool: parsing "flase": invalid syntax',
    ],
    ['one letter', ['-v=x'], 'invalid argument "x" for v=x: strconv.Atoi: parsing "x": invalid syntax'],
    ['help first', ['--help', '--foo'], 'Usage of kube-apiserver:'],
    ['help last', ['--foo', '--help'], 'unknown flag: --foo'],
    ['no help', ['--help=false'], 'Usage of kube-apiserver:'],
  ])('1.9 tells of a flag as it was typed: %s', (_, args, first) => {
    const { says, exit } = parseFlags([...kubeadm('1.9'), ...args], machineFiles({}), releaseOf('1.9'))
    expect([says[0], exit]).toEqual([first, 2])
  })

  it.each([
    ['1.19', null],
    ['1.30', null],
    ['1.31', '--livez-grace-period can not be a negative value'],
  ])('in %s a --livez-grace-period below 0', (release, error) => {
    const from = release === '1.19' ? '1.19' : '1.37'
    const { says, exit } = parseFlags([...kubeadm(from), '--livez-grace-period=-1s'], machineFiles({}), releaseOf(release))
    expect([exit ?? null, says.join().includes('can not be a negative value')]).toEqual([error === null ? null : 1, error !== null])
  })

  it.each([
    ['1.19', undefined],
    ['1.21', undefined],
    [
      '1.22',
      'Error: invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive',
    ],
  ])('in %s no requests at a time at all', (release, error) => {
    const { says } = parseFlags(
      [...kubeadm('1.37'), '--max-requests-inflight=0', '--max-mutating-requests-inflight=0'],
      machineFiles({}),
      releaseOf(release),
    )
    expect(says.at(-1)).toBe(error)
  })

  it.each([
    ['1.9', 255, 'F storage_decorator.go:57] Unable to create storage backend: config (…), err (open /nope: no such file or directory)'],
    ['1.15', 255, 'F storage_decorator.go:57] Unable to create storage backend: config (…), err (open /nope: no such file or directory)'],
    ['1.16', 2, 'panic: open /nope: no such file or directory'],
    ['1.19', 1, 'Error: open /nope: no such file or directory'],
    ['1.37', 1, 'E run.go:72] "command failed" err="error creating storage factory: open /nope: no such file or directory"'],
  ])('in %s an etcd certificate that is not there ends it with %i', (release, code, line) => {
    const from = release === '1.9' || release === '1.19' ? release : release === '1.37' ? '1.37' : '1.19'
    const { says, exit } = parseFlags([...kubeadm(from), '--etcd-certfile=/nope'], machineFiles({}), releaseOf(release))
    expect([says.at(-1), exit]).toEqual([line, code])
  })

  const lastLine = '. It will be removed in a future release.'
  it.each([
    ['1.11', ['--feature-gates=CustomPodDNS=true,PersistentLocalVolumes=true'], []],
    [
      '1.13',
      ['--feature-gates=KubeletPluginsWatcher=true'],
      [`W feature_gate.go:198] Setting GA feature gate KubeletPluginsWatcher=true${lastLine}`],
    ],
    ['1.30', ['--feature-gates=AllAlpha=false'], []],
    [
      '1.34',
      ['--feature-gates=AllowDNSOnlyNodeCSR=true,MemoryQoS=true'],
      [`W feature_gate.go:350] Setting deprecated feature gate AllowDNSOnlyNodeCSR=true${lastLine}`],
    ],
    [
      '1.35',
      ['--feature-gates=SidecarContainers=true', '--feature-gates=JobSuccessPolicy=true'],
      ['SidecarContainers', 'JobSuccessPolicy'].map((gate) => `W feature_gate.go:410] Setting GA feature gate ${gate}=true${lastLine}`),
    ],
    [
      '1.37',
      ['--feature-gates=AllowDNSOnlyNodeCSR=true'],
      [`I feature_gate.go:442] "Warning: setting deprecated feature gate${lastLine}" featureGate="AllowDNSOnlyNodeCSR" value=true`],
    ],
  ])('warns on %s of gates that are GA or deprecated: %j', (release, add, expected) => {
    const from = releaseOf(release).insecurePort === 'gone' ? '1.37' : '1.19'
    const { says } = parseFlags([...kubeadm(from), ...add], machineFiles({}), releaseOf(release))
    expect(says.filter((line) => line.includes('feature_gate.go'))).toEqual(expected)
  })

  it.each([
    ['1.34', ['--emulated-version=1.33', '--feature-gates=KubeletPSI=true'], undefined],
    [
      '1.34',
      ['--emulated-version=1.33', '--feature-gates=PodCertificateRequest=true'],
      'PodCertificateRequest to true, feature is PreAlpha at emulated version 1.33',
    ],
    [
      '1.37',
      ['--emulated-version=1.36', '--feature-gates=H2CContainerProbe=true'],
      'H2CContainerProbe to true, feature is PreAlpha at emulated version 1.36, min compatibility version 1.35',
    ],
    [
      '1.37',
      ['--emulated-version=1.36', '--min-compatibility-version=1.36', '--feature-gates=H2CContainerProbe=true'],
      'H2CContainerProbe to true, feature is PreAlpha at emulated version 1.36, min compatibility version 1.36',
    ],
    ['1.37', ['--emulated-version=1.36', '--min-compatibility-version=1.36'], undefined],
    ['1.37', ['--feature-gates=NodeDeclaredFeatures=false'], 'NodeDeclaredFeatures to false, feature is locked to true'],
  ])('%s with %j: a gate that the emulated release lacks, or that is locked, is refused: %s', (release, add, refused) => {
    const { says } = parseFlags([...kubeadm('1.37'), ...add], machineFiles({}), releaseOf(release))
    const line = says.find((text) => text.includes('command failed'))
    expect(line).toBe(refused === undefined ? undefined : `E run.go:72] "command failed" err="cannot set feature gate ${refused}"`)
  })

  it.each(['1.9:AdvancedAuditing', '1.15:CSIMigration', '1.22:CSIMigrationGCE', '1.28:PodHostIPs', '1.36:PodsAPI'])(
    'knows the feature gate of %s',
    (which) => {
      const [release = '', gate = ''] = which.split(':')
      expect(checkGates(`${gate}=true`, releaseOf(release))).toBeUndefined()
    },
  )

  it.each([
    ['1.19', 2],
    ['1.20', null],
    ['1.21', null],
    ['1.22', null],
    ['1.30', null],
    ['1.31', 1],
  ])('in %s fewer requests at a time than none', (release, code) => {
    const { exit } = parseFlags(
      [...kubeadm(release === '1.19' ? '1.19' : '1.37'), '--max-requests-inflight=-1'],
      machineFiles({}),
      releaseOf(release),
    )
    expect(exit ?? null).toBe(code)
  })

  it.each([
    ['a tab', 'apiVersion: apiserver.config.k8s.io/v1\n\tkind: x\n', 'yaml: line 2: found a tab character that violates indentation'],
    [
      'a comma too many',
      '{"kind": "AuthenticationConfiguration",}',
      "couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string",
    ],
    ['a key and no value', 'kind\nanonymous: {}\n', 'yaml: line 2: mapping values are not allowed in this context'],
  ])('an authentication configuration with %s', (_, text, error) => {
    const { says } = parseFlags(
      [...kubeadm('1.37'), '--authentication-config=/a.yaml'],
      machineFiles({ '/a.yaml': text }),
      releaseOf('1.37'),
    )
    expect(says.at(-1)).toBe(failed(`failed to load authentication configuration from file "/a.yaml": ${error}`))
    const before = parseFlags([...kubeadm('1.37'), '--authentication-config=/a.yaml'], machineFiles({ '/a.yaml': text }), releaseOf('1.33'))
    expect(before.says.at(-1)).toBe(failed(error))
  })

  it.each([
    ['1.37', 'a,b\n', "token file '/t' must have at least 3 columns (token, user name, user uid), found 2"],
    ['1.37', 'a,"b,1\n', 'parse error on line 1, column 8: extraneous or missing \\" in quoted-field'],
    ['1.19', 'a,"b,1\n', 'record on line 1; parse error on line 2, column 0: extraneous or missing " in quoted-field'],
    ['1.37', 'a,é"b,1\n', 'parse error on line 1, column 5: bare \\" in non-quoted-field'],
    ['1.19', 'a,é"b,1\n', 'parse error on line 1, column 3: bare " in non-quoted-field'],
    [
      '1.37',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: [None]}]',
      'json: cannot unmarshal array into Go struct field PolicyRule.rules.level of type v1.Level: from file /t',
    ],
  ])('in %s a file %j', (release, text, error) => {
    const flag = text.includes('kind: Policy') ? 'audit-policy-file' : 'token-auth-file'
    const { says } = parseFlags([...kubeadm(release), `--${flag}=/t`], machineFiles({ '/t': text }), releaseOf(release))
    expect(says.at(-1)).toContain(error)
  })

  it('takes underscores for hyphens, and the last of two', () => {
    const { config } = parseFlags(
      [...kubeadm('1.37'), '--anonymous_auth=false', '--secure-port=7443', '--secure-port', '8443'],
      machineFiles({}),
      releaseOf('1.37'),
    )
    expect([config?.anonymous.enabled, config?.secure.port, config?.setBy['secure-port']]).toEqual([
      false,
      8443,
      kubeadm('1.37').length + 2,
    ])
  })

  it('suggests what was meant', () => {
    expect([nearestFlag('anonymus-auth', releaseOf('1.37')), nearestFlag('foo', releaseOf('1.37'))]).toEqual(['anonymous-auth', undefined])
  })
})

it.each([
  ['1.19', 'runtime-config=batch/v2alpha1=true', undefined],
  ['1.20', 'runtime-config=batch/v2alpha1=true', undefined],
  ['1.21', 'runtime-config=batch/v2alpha1=true', 'group version batch/v2alpha1 that has not been registered'],
  ['1.13', 'runtime-config=admissionregistration.k8s.io/v1alpha1=true', undefined],
  [
    '1.19',
    'runtime-config=admissionregistration.k8s.io/v1alpha1=true',
    'group version admissionregistration.k8s.io/v1alpha1 that has not been registered',
  ],
  ['1.26', 'runtime-config=admissionregistration.k8s.io/v1alpha1=true', undefined],
  ['1.33', 'runtime-config=resource.k8s.io/v1=true', 'group version resource.k8s.io/v1 that has not been registered'],
  ['1.34', 'runtime-config=resource.k8s.io/v1=true', undefined],
  // nobody has read which versions came with it
  ['1.37', 'runtime-config=resource.k8s.io/v9=true', undefined],
  ['1.12', 'runtime-config=auditregistration.k8s.io/v1alpha1=true', 'unknown api groups auditregistration.k8s.io'],
  ['1.30', 'cloud-provider=aws', undefined],
  ['1.31', 'cloud-provider=external', undefined],
  ['1.31', 'cloud-provider=aws', 'unknown --cloud-provider: aws'],
  [
    '1.31',
    'cloud-provider=gce',
    "[when using --cloud-provider set to 'gce', please set DisableCloudProviders feature to false, when using --cloud-provider set to 'gce', please set DisableKubeletCloudCredentialProviders feature to false]",
  ],
  ['1.32', 'cloud-provider=gce', 'unknown --cloud-provider: gce'],
])('kube-apiserver %s with --%s', (release, flag, error) => {
  const minor = Number(release.slice(2))
  const { says, exit } = parseFlags([...kubeadm(minor > 19 ? '1.37' : '1.19'), `--${flag}`], machineFiles({}), releaseOf(release))
  const own = says.filter((line) => /cloud-provider: \w|cloud-provider set|registered|unknown api groups/.test(line)).join()
  expect(own).toContain(error ?? '')
  expect(own === '').toBe(error === undefined)
  // one that is passed changes nothing of how the start ends
  const before = parseFlags(kubeadm(minor > 19 ? '1.37' : '1.19'), machineFiles({}), releaseOf(release))
  expect(exit).toBe(error === undefined ? before.exit : 1)
})

const QUANTITIES = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const [SYNTAX, RANGE] = ['invalid syntax', 'value out of range']

/** Follows: spf13/pflag, *_test.go; Go's strconv, atoi_test.go, and time, TestParseDuration; component-base/cli/flag, *_test.go. */
it.each<[type: FlagType, text: string, value: unknown, error?: string, kubernetes?: string]>([
  ['int', '0', 0],
  ['int', '-12', -12],
  ['int', '+12', 12],
  ['int', '0x1F', 31],
  ['int', '-0b101', -5],
  ['int', '0o17', 15],
  ['int', '017', 15],
  ['int', '08', SYNTAX, 'strconv.ParseInt: parsing "08": '],
  ['int', '1_000', 1000],
  ['int', '0x_f', 15],
  ['int', '0_7', 7],
  ['int', '1__0', SYNTAX, 'strconv.ParseInt: parsing "1__0": '],
  ['int', '_1', SYNTAX, 'strconv.ParseInt: parsing "_1": '],
  ['int', '', SYNTAX, 'strconv.ParseInt: parsing "": '],
  ['int', '1.0', SYNTAX, 'strconv.ParseInt: parsing "1.0": '],
  ['int', '9223372036854775808', RANGE, 'strconv.ParseInt: parsing "9223372036854775808": '],
  ['int', '-9223372036854775809', RANGE, 'strconv.ParseInt: parsing "-9223372036854775809": '],
  ['int32', '2147483647', 2147483647],
  ['int32', '-2147483648', -2147483648],
  ['int32', '2147483648', RANGE, 'strconv.ParseInt: parsing "2147483648": '],
  ['int32', '-2147483649', RANGE, 'strconv.ParseInt: parsing "-2147483649": '],
  ['int32s', '1,0x2', ['1', '0x2']],
  ['int32s', '1,2147483648', RANGE, 'strconv.ParseInt: parsing "2147483648": '],
  ['int32s', '1,', SYNTAX, 'strconv.ParseInt: parsing "": '],
  ['uint', '4294967296', 4294967296],
  ['uint', '-1', SYNTAX, 'strconv.ParseUint: parsing "-1": '],
  ['uint', '+1', SYNTAX, 'strconv.ParseUint: parsing "+1": '],
  ['uint', '18446744073709551616', RANGE, 'strconv.ParseUint: parsing "18446744073709551616": '],
  ['float', '1', 1],
  ['float', '-.5e+2', -50],
  ['float', '1_0.', 10],
  ['float', '.', SYNTAX, 'strconv.ParseFloat: parsing ".": '],
  ['float', '1e', SYNTAX, 'strconv.ParseFloat: parsing "1e": '],
  ['float', '1e400', RANGE, 'strconv.ParseFloat: parsing "1e400": '],
  ['float', 'inf', Infinity],
  ['float', '+Infinity', Infinity],
  ['float', '-Inf', -Infinity],
  ['float', 'NaN', NaN],
  ['level', '4', 4],
  ['level', '2147483647', 2147483647],
  ['level', '2147483648', RANGE, 'strconv.ParseUint: parsing "2147483648": '],
  ['level', '-1', SYNTAX, 'strconv.ParseUint: parsing "-1": '],
  ['level', '-1', -1, '', '1.22'],
  ['level', '+1', 1, '', '1.22'],
  ['level', '-2147483648', -2147483648, '', '1.22'],
  ['level', '-2147483649', RANGE, 'strconv.ParseInt: parsing "-2147483649": ', '1.22'],
  ['level', 'x', SYNTAX, 'strconv.Atoi: parsing "x": ', '1.15'],
  ['modules', 'a=1,,b=2', 'a=1,,b=2'],
  ['modules', 'a', 'does not have the pattern=N format', '"a" '],
  ['modules', '=1', 'does not have the pattern=N format', '"=1" '],
  ['modules', 'a=1=2', 'does not have the pattern=N format', '"a=1=2" '],
  ['modules', 'a=x', SYNTAX, 'parsing verbosity in "a=x": strconv.ParseUint: parsing "x": '],
  ['modules', 'a=x', 'syntax error: expect comma-separated list of filename=N', '', '1.22'],
  ['modules', 'a=', 'syntax error: expect comma-separated list of filename=N', '', '1.22'],
  ['duration', '0', 0],
  ['duration', '1h2m3.5s', 3723.5],
  ['duration', '-.5s', -0.5],
  ['duration', '1.s', 1],
  ['duration', '+100ms', 0.1],
  ['duration', '5us5µs5μs5ns', 0.000015005],
  ['duration', '0.0000000001s', 0],
  ['duration', '', 'time: invalid duration ""'],
  ['duration', '-', 'time: invalid duration "-"'],
  ['duration', '.s', 'time: invalid duration ".s"'],
  ['duration', '5', 'time: missing unit in duration "5"'],
  ['duration', '5', 'time: missing unit in duration 5', '', '1.18'],
  ['duration', '5d', 'time: unknown unit "d" in duration "5d"'],
  ['duration', '9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ['duration', '9223372036854775809ns', 'time: invalid duration "9223372036854775809ns"'],
  ['duration', '-9223372036854775808ns', -9223372036.854776],
  ['duration', '-9223372036854775809ns', 'time: invalid duration "-9223372036854775809ns"'],
  ['duration', '2562048h', 'time: invalid duration "2562048h"'],
  ['ip', ' 10.0.0.1 ', '10.0.0.1'],
  ['ip', '', ''],
  ['ip', '', 'failed to parse IP: ""', '', '1.33'],
  ['ip', '10.0.0.256', 'failed to parse IP: "10.0.0.256"'],
  ['ipnet', '10.0.0.0/8', '10.0.0.0/8'],
  ['ipnet', '10.0.0.0', 'invalid CIDR address: 10.0.0.0'],
  ['ipnet', '10.0.0/8', 'invalid CIDR address: 10.0.0/8'],
  ['ipnet', ' 10.0.0.0/8 ', '10.0.0.0/8'],
  ['ipnet', ' 10.0.0.0/33', 'invalid CIDR address: 10.0.0.0/33'],
  ['ipnet', '10.0.0.0/32', '10.0.0.0/32'],
  ['ipnet', '10.0.0.0/8/8', 'invalid CIDR address: 10.0.0.0/8/8'],
  ['ipnet', '10.0.0.0/', 'invalid CIDR address: 10.0.0.0/'],
  ['ipnet', '10.0.0.0/-8', 'invalid CIDR address: 10.0.0.0/-8'],
  ['ipnet', 'fd00::/108', 'fd00::/108'],
  ['ipnet', 'fd00::/128', 'fd00::/128'],
  ['ipnet', 'fd00::/129', 'invalid CIDR address: fd00::/129'],
  ['strings', '', []],
  ['strings', 'a,"b,c",d""', 'bare " in non-quoted-field', 'parse error on line 1, column 10: '],
  ['strings', 'a,"b,c",', ['a', 'b,c', '']],
  ['strings', '"a""b"', ['a"b']],
  ['strings', '\n', 'EOF'],
  ['stringArray', 'a,b', ['a,b']],
  ['map', 'a=1, b = 2 ,,c,a=3', { a: '3', b: '2', c: '' }],
  ['map', '=1', { '': '1' }],
  ['map', 'a=b=c', { a: 'b=c' }],
  ['pair', ' a = b,c=d ', { a: 'b,c=d' }],
  ['pair', 'a', 'malformed pair, expect string=string'],
  ['labels', 'a=1', { a: '1' }],
  ['labels', '"a,b=1"', { 'a,b': '1' }],
  ['labels', ' a = 1 ', { ' a ': ' 1 ' }],
  ['labels', 'a=1,b=2', { a: '1', b: '2' }],
  ['labels', 'a=1,b=2,c', 'c must be formatted as key=value'],
  ['labels', 'a', 'a must be formatted as key=value'],
  ['labels', '"a=1,b=2', 'extraneous or missing " in quoted-field', 'parse error on line 1, column 9: '],
  ['certKey', 'a,b', ['a,b']],
  ['certKey', 'a,b:c,d', ['a,b:c,d']],
  ['certKey', 'a,b:', 'empty names list is not allowed'],
  ['certKey', 'a', 'expected comma separated certificate and key file paths'],
  ['certKey', 'a,b,c:d', 'expected comma separated certificate and key file paths'],
  ['ports', '', ''],
  ['ports', ' 80-90 ', '80-90'],
  ['ports', '80', '80-80'],
  ['ports', '80+10', '80-90'],
  ['ports', '65535', '65535-65535'],
  ['ports', '65530+6', 'the port range cannot be greater than 65535: 65530+6'],
  ['ports', '65536', 'the port range cannot be greater than 65535: 65536'],
  ['ports', '90-80', 'end port cannot be less than start port: 90-80'],
  ['ports', '80-80', '80-80'],
  ['ports', '80-90+1', 'unable to parse port range: 80-90+1'],
  ['ports', '80-x', SYNTAX, 'strconv.Atoi: parsing "x": '],
  ['ports', '80-', SYNTAX, 'strconv.Atoi: parsing "": '],
  ['ports', '9223372036854775808', RANGE, 'strconv.Atoi: parsing "9223372036854775808": '],
  ['quantity', '1.5Gi', '1.5Gi'],
  ['quantity', '1e3', '1e3'],
  ['quantity', '-10m', '-10m'],
  ['quantity', '', QUANTITIES],
  ['quantity', '1.2.3', QUANTITIES],
  ['quantity', '1GB', QUANTITIES],
  ['quantity', '1GiB', QUANTITIES],
  ['quantity', '1iG', "unable to parse quantity's suffix"],
  ['version', 'raw', 'raw'],
  ['version', 'T', true],
  ['bool', '0', false],
  ['duration', '+30s', 30],
  ['duration', '+0', 0],
  ['duration', '-0', 0],
  ['map', 'a=1,a=2', { a: '2' }],
  ['map', 'a=1, a =', { a: '' }],
])('a flag of type %s reads %j: %j', (type, text, value, error = '', kubernetes = '1.37') => {
  const read = readValue({ type }, text, undefined, releaseOf(kubernetes))
  expect(read.error ?? read.value).toEqual(read.error === undefined ? value : `${error}${value as string}`)
})

it.each<[FlagType, string, string, unknown]>([
  ['strings', 'a', 'b,c', ['a', 'b', 'c']],
  ['stringArray', 'a', 'b', ['a', 'b']],
  ['int32s', '1', '2', ['1', '2']],
  ['certKey', 'a,b', 'c,d', ['a,b', 'c,d']],
  ['map', 'a=1,b=1', 'b=2', { a: '1', b: '2' }],
  ['map', 'a=1', 'a=', { a: '' }],
  ['labels', 'a=1', 'b=2', { a: '1', b: '2' }],
  ['pair', 'a=1', 'b=2', { a: '1', b: '2' }],
  ['string', 'a', 'b', 'b'],
  ['int', '1', '2', 2],
])('a flag of type %s that is written twice, %j and %j, is %j', (type, first, second, value) => {
  const read = (text: string, before: FlagValue | undefined) => readValue({ type }, text, before, releaseOf('1.37')).value
  expect(read(second, read(first, undefined))).toEqual(value)
})

const RUNS = undefined
it.each<[release: string, flags: string, said: string | undefined]>([
  ['1.22', '--logging-format=json --vmodule=a=1', RUNS],
  ['1.23', '--logging-format=json --vmodule=a=1', 'vmodule: Forbidden: Only supported for text log format'],
  ['1.37', '--logging-format=text --vmodule=a=1', RUNS],
  ['1.37', '--logging-format=json --vmodule=', RUNS],
  ['1.9', '--insecure-port=0', RUNS],
  ['1.9', '--insecure-port=0 --secure-port=0', 'panic: runtime error: invalid memory address or nil pointer dereference'],
  ['1.9', '--insecure-port=8080 --secure-port=0', RUNS],
  ['1.37', '--watch-cache-sizes=events#0', RUNS],
  ['1.37', '--watch-cache-sizes=events#-1', 'watch cache size cannot be negative: events#-1'],
  ['1.37', '--watch-cache-sizes=events#-1 --watch-cache=false', RUNS],
  ['1.37', '--token_auth_file=/nope', 'open /nope: no such file or directory'],
  ['1.37', '--Profiling=false', 'unknown flag: --Profiling'],
  ['1.37', '--request-timeout=+30s', RUNS],
  ['1.37', '--runtime-config=apps/v1=maybe,apps/v1=true', RUNS],
  ['1.37', '--runtime-config=apps/v1=true --runtime-config=apps/v1=maybe', 'invalid value of apps/v1: maybe'],
])('%s with %s ends with %s', (release, flags, said) => {
  const args = ['--etcd-servers=http://127.0.0.1:2379', '--service-cluster-ip-range=10.96.0.0/12', '--authorization-mode=RBAC']
  const accounts = ['issuer=https://a', 'key-file=/etc/kubernetes/pki/sa.pub', 'signing-key-file=/etc/kubernetes/pki/sa.key']
  const own = release === '1.9' ? [] : accounts.map((text) => `--service-account-${text}`)
  const { says, exit } = parseFlags([...args, ...own, ...flags.split(' ')], machineFiles({}), releaseOf(release))
  const last = exit === undefined ? 'runs' : says.at(-1)!
  expect(said === undefined ? last === 'runs' : last.includes(said)).toBe(true)
})

it('of files of which nobody knows what stands in them, the next is looked at too', () => {
  const believed = {
    ...machineFiles({}),
    cluster: 'believed' as const,
    read: (path: string) => (path === '/a' ? { text: '' } : { error: 'no such file or directory' as const }),
  }
  const flags = ['--client-ca-file=/a', '--requestheader-client-ca-file=/no']
  const all = ['--etcd-servers=http://127.0.0.1:2379', '--service-cluster-ip-range=10.96.0.0/12', ...flags]
  expect(parseFlags(all, believed, releaseOf('1.19')).says.at(-1)).toContain('open /no: no such file or directory')
  const own = kubeadm('1.37').filter((arg) => !arg.startsWith('--authorization-mode'))
  const anything = { ...believed, read: () => ({ text: '' }) }
  const { config } = parseFlags([...own, '--authentication-config=/a', '--authorization-config=/a'], anything, releaseOf('1.37'))
  expect(config?.authorization).toEqual({ modes: ['Node', 'RBAC'], because: { flag: 'authorization-config' } })
})
