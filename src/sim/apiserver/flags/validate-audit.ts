import type { Release } from '../../release/release.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'

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
