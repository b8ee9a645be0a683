import { FieldErrors } from '../../../manifest/field-error.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import { dnsSubdomain } from '../../../manifest/names.ts'
import type { Release } from '../../release/release.ts'
import { heldAgainst, readConfigFile, schemeText } from './files/config-file.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'
import { aggregate } from './say.ts'

const GROUP = 'audit.k8s.io'
const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse']
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

/** What comes of an audit policy: why it is none, in upstream's words; or what the log says of one that can be used. */
export type AuditPolicy = { error: string } | { warns: readonly string[] }

/**
 * Reads an audit policy, of which the log and the webhook make use.
 *
 * Without the words before it and the file's name behind.
 * Follows: staging/src/k8s.io/apiserver/pkg/audit/policy/reader.go, LoadPolicyFromBytes, and pkg/apis/audit/validation/validation.go
 * (v1.36.2).
 */
export function readAuditPolicy(text: string, release: Release): AuditPolicy {
  const versions = release.auditVersions.map((version) => version.split('/')[1]!)
  const scheme = schemeText(release, 'k8s.io/apiserver/pkg/audit/scheme.go:32')
  const read = readConfigFile(text, 'Policy', versions, scheme, GROUP)
  if ('error' in read) return { error: `failed decoding: ${read.error}` }
  const { value, repeated } = read
  const { error, unknown } = heldAgainst(value, structs())
  if (error !== undefined) return { error: `failed decoding: ${error}` }
  const rules = ((value['rules'] ?? []) as readonly (Record<string, unknown> | null)[]).map((rule) => rule ?? {})
  const errors = new FieldErrors(release)
  stages(value['omitStages'], 'omitStages', errors)
  rules.forEach((rule, i) => validateRule(rule, `rules[${i}]`, errors, release))
  if (errors.list.length > 0) return { error: aggregate(errors.list.map((fieldError) => fieldError.text)) }
  if (rules.length === 0) return { error: 'loaded illegal policy with 0 rules' }
  const version = String(value['apiVersion'])
  const strange = release.auditPolicyDecoding === 'strict' ? [...repeated, ...unknown] : []
  return {
    warns: [
      ...(strange.length > 0
        ? [`W reader.go:79] Audit policy contains errors, falling back to lenient decoding: strict decoding error: ${strange.join(', ')}`]
        : []),
      ...(release.auditPolicyDecoding === 'warned' && version !== `${GROUP}/v1`
        ? [`W reader.go:81] ${JSON.stringify(version)} is deprecated and will be removed in a future release, use "${GROUP}/v1" instead`]
        : []),
    ],
  }
}

function validateRule(rule: Record<string, unknown>, path: string, errors: FieldErrors, release: Release): void {
  const level = rule['level'] ?? ''
  if (level === '') errors.required(`${path}.level`)
  else if (!LEVELS.includes(String(level))) errors.unsupported(`${path}.level`, String(level), LEVELS)
  const urls = texts(rule['nonResourceURLs'])
  urls.forEach((url, i) => {
    const at = `${path}.nonResourceURLs[${i}]`
    if (url === '*') return
    if (!url.startsWith('/')) errors.invalid(at, url, "non-resource URL rules must begin with a '/' character")
    if (url.slice(0, -1).includes('*')) errors.invalid(at, url, "non-resource URL wildcards '*' must be the final character of the rule")
  })
  const resources = ((rule['resources'] ?? []) as readonly (Record<string, unknown> | null)[]).map((resource) => resource ?? {})
  for (const resource of resources) {
    const group = String(resource['group'] ?? '')
    const names = texts(resource['resourceNames'])
    const wrong = group === '' || group === '*' ? [] : dnsSubdomain(group, release)
    if (wrong.length > 0) errors.invalid(`${path}.resources.group`, group, wrong.join(','))
    if (names.length > 0 && texts(resource['resources']).length === 0)
      errors.invalid(`${path}.resources.resourceNames`, names, 'using resourceNames requires at least one resource')
  }
  stages(rule['omitStages'], `${path}.omitStages`, errors)
  if (urls.length > 0 && (resources.length > 0 || texts(rule['namespaces']).length > 0))
    errors.invalid(`${path}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs')
}

function stages(given: unknown, path: string, errors: FieldErrors): void {
  texts(given).forEach((stage, i) => {
    if (!STAGES.includes(stage)) errors.invalid(`${path}[${i}]`, stage, `allowed stages are ${STAGES.join(',')}`)
  })
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const structs = (): string => `
Policy: metadata:any rules:[]PolicyRule omitStages:[]Stage omitManagedFields:bool
PolicyRule: level:Level users:[]string userGroups:[]string verbs:[]string resources:[]GroupResources namespaces:[]string nonResourceURLs:[]string omitStages:[]Stage omitManagedFields:bool
GroupResources: group:string resources:[]string resourceNames:[]string
`

const FORMATS = ['legacy', 'json']

/**
 * What is wrong with the flags of the audit log and of the audit webhook, each of which counts only where it is on.
 *
 * Errors: the texts, each with its flags.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/audit.go, Validate (v0.20.15).
 */
export function validateAudit(flags: FlagReader, release: Release): Wrong[] {
  const where = (on: string, check: () => Wrong[]): Wrong[] =>
    flags.text(on) === '' ? [] : check().map(([text, ...about]): Wrong => [text, ...about, on])
  if (release.auditChecks === 'always the webhook') return validateWhole(flags, release)
  return [
    ...where('audit-log-path', () => validateLog(flags, release)),
    ...where('audit-webhook-config-file', () => validateBackend('webhook', flags, { mode: 'batch', size: 400, throttled: true }, release)),
  ]
}

/**
 * Where the webhook is looked at whether it is on or not, and the log too.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/audit.go, Validate (v1.9.4).
 */
function validateWhole(flags: FlagReader, release: Release): Wrong[] {
  const number = (what: string, otherwise: number): number => flags.number(`audit-webhook-batch-${what}`, otherwise)
  const mode = flags.text('audit-webhook-mode') || 'batch'
  const rows: readonly (readonly [what: string, flag: string, value: number])[] = [
    ['buffer size', 'buffer-size', number('buffer-size', 10000)],
    ['max batch size', 'max-size', number('max-size', 400)],
    ['throttle QPS', 'throttle-qps', number('throttle-qps', 10)],
    ['throttle burst', 'throttle-burst', number('throttle-burst', 15)],
  ]
  return [
    ...(release.auditModes.includes(mode) ? [] : [wrongMode('webhook', mode, release)]),
    ...rows
      .filter(([, , value]) => value <= 0)
      .map(([what, flag, value]): Wrong => [
        `invalid audit batch webhook ${what} ${value}, must be a positive number`,
        `audit-webhook-batch-${flag}`,
      ]),
    ...validateLogFile(flags),
  ]
}

function wrongMode(name: string, mode: string, release: Release): Wrong {
  return [`invalid audit ${name} mode ${mode}, allowed modes are ${quoteGo(release.auditModes.join(','))}`, `audit-${name}-mode`]
}

function validateLog(flags: FlagReader, release: Release): Wrong[] {
  return [...validateBackend('log', flags, { mode: 'blocking', size: 1, throttled: false }, release), ...validateLogFile(flags)]
}

function validateLogFile(flags: FlagReader): Wrong[] {
  const errors: Wrong[] = []
  const format = flags.text('audit-log-format') || 'json'
  if (!FORMATS.includes(format))
    errors.push([`invalid audit log format ${format}, allowed formats are ${quoteGo(FORMATS.join(','))}`, 'audit-log-format'])
  for (const name of ['audit-log-maxage', 'audit-log-maxbackup', 'audit-log-maxsize']) {
    const value = flags.number(name, 0)
    if (value < 0) errors.push([`--${name} ${value} can't be a negative number`, name])
  }
  return errors
}

/** Of the batch only the first mistake is told. */
function validateBackend(
  name: string,
  flags: FlagReader,
  fallback: { mode: string; size: number; throttled: boolean },
  release: Release,
): Wrong[] {
  const errors: Wrong[] = []
  const number = (what: string, otherwise: number): number => flags.number(`audit-${name}-${what}`, otherwise)
  const mode = flags.text(`audit-${name}-mode`) || fallback.mode
  const throttled = flags.bool(`audit-${name}-batch-throttle-enable`, fallback.throttled)
  const batch: readonly (readonly [what: string, flag: string, value: number])[] = [
    ['buffer size', 'batch-buffer-size', number('batch-buffer-size', 10000)],
    ['max batch size', 'batch-max-size', number('batch-max-size', fallback.size)],
    ...(throttled
      ? ([
          ['throttle QPS', 'batch-throttle-qps', number('batch-throttle-qps', 10)],
          ['throttle burst', 'batch-throttle-burst', number('batch-throttle-burst', 15)],
        ] as const)
      : []),
  ]
  const wrong = batch.find(([, , value]) => value <= 0)
  if (!release.auditModes.includes(mode)) errors.push(wrongMode(name, mode, release))
  else if (mode === 'batch' && wrong)
    errors.push([`invalid audit batch ${name} ${wrong[0]} ${wrong[2]}, must be a positive number`, `audit-${name}-${wrong[1]}`])
  if (!release.auditVersionsChecked) return errors
  const [event, whole] = [number('truncate-max-event-size', 102400), number('truncate-max-batch-size', 10485760)]
  if (event <= 0)
    errors.push([
      `invalid audit truncate ${name} max event size ${event}, must be a positive number`,
      `audit-${name}-truncate-max-event-size`,
    ])
  else if (whole < event)
    errors.push([
      `invalid audit truncate ${name} max batch size ${whole}, must be greater than max event size (${event})`,
      `audit-${name}-truncate-max-batch-size`,
    ])
  const version = flags.text(`audit-${name}-version`) || 'audit.k8s.io/v1'
  if (version.split('/').length > 2) errors.push([`unexpected GroupVersion string: ${version}`, `audit-${name}-version`])
  else if (!release.auditVersions.includes(version))
    errors.push([`invalid group version, allowed versions are [${release.auditVersions.map(quoteGo).join(' ')}]`, `audit-${name}-version`])
  return errors
}
