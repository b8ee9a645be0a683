import { type PodErrors, optionalOneOf } from '../field-error.ts'
import { headerName, portName, portNumber } from '../names.ts'
import { type LifecycleHandler, PROBE_HANDLERS, type ProbeHandlerName } from '../types.ts'
import { assertUnreachable } from '../own.ts'
import { type ObjectTree, child, children, number, text, texts } from '../tree.ts'

/**
 * A probe of a container that may have one.
 *
 * Errors: added to `errors`; REQUIRED, INVALID, UNSUPPORTED, FORBIDDEN.
 * Follows: pkg/apis/core/validation/validation.go, validateLivenessProbe, validateReadinessProbe, validateStartupProbe and
 * validateProbe (v1.37.2).
 */
export function validateProbe(container: ObjectTree, name: string, at: string, grace: number, errors: PodErrors): void {
  validateProbeItself(container, name, at, grace, errors)
  validateProbeAs(container, name, at, errors)
}

/** What holds for each kind of probe. Follows: the same file, validateProbe (v1.36.2). */
export function validateProbeItself(container: ObjectTree, name: string, at: string, grace: number, errors: PodErrors): void {
  const probe = child(container, name)
  if (!probe) return
  const path = `${at}.${name}`
  validateHandler(probe, PROBE_HANDLERS, path, grace, errors)
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) {
    const value = number(probe, field)
    if (value < 0) errors.invalid(`${path}.${field}`, value, 'must be greater than or equal to 0')
  }
  const own = probe['terminationGracePeriodSeconds']
  if (typeof own === 'number' && own <= 0) errors.invalid(`${path}.terminationGracePeriodSeconds`, own, 'must be greater than 0')
}

/** What holds for a probe because it is a readiness probe, or none. Follows: as `validateProbe`. */
export function validateProbeAs(container: ObjectTree, name: string, at: string, errors: PodErrors): void {
  const probe = child(container, name)
  if (!probe) return
  const path = `${at}.${name}`
  const own = probe['terminationGracePeriodSeconds']
  if (name === 'readinessProbe' && typeof own === 'number')
    errors.invalid(`${path}.terminationGracePeriodSeconds`, own, 'must not be set for readinessProbes')
  const successes = number(probe, 'successThreshold')
  if (name !== 'readinessProbe' && successes !== 1) errors.invalid(`${path}.successThreshold`, successes, 'must be 1')
}

/**
 * The hooks of a container that may have some.
 *
 * Errors: added to `errors`. Follows: the same file, validateLifecycle (v1.37.2).
 */
export function validateLifecycle(container: ObjectTree, at: string, grace: number, errors: PodErrors, os: string | undefined): void {
  const lifecycle = child(container, 'lifecycle')
  if (!lifecycle) return
  for (const hook of ['postStart', 'preStop']) {
    const handler = child(lifecycle, hook)
    if (handler) validateHandler(handler, LIFECYCLE_HANDLERS, `${at}.lifecycle.${hook}`, grace, errors)
  }
  const signal = lifecycle['stopSignal']
  if (typeof signal !== 'string') return
  if (os === undefined) errors.forbidden(`${at}.lifecycle.stopSignal`, 'may not be set for containers with empty `spec.os.name`')
  else if (os === 'linux' && !SIGNALS.includes(signal)) errors.unsupported(`${at}.lifecycle.stopSignal`, signal, SIGNALS)
  else if (os === 'windows' && !ON_WINDOWS.includes(signal)) errors.unsupported(`${at}.lifecycle.stopSignal`, signal, ON_WINDOWS)
}

const ON_WINDOWS = ['SIGKILL', 'SIGTERM']
const NUMBERED = (sign: string, most: number): string[] => Array.from({ length: most }, (_, i) => `${sign}${i + 1}`)
/** Those of Linux, sorted. */
const SIGNALS = [
  ...`ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG
  USR1 USR2 VTALRM WINCH XCPU XFSZ`.split(/\s+/),
  ...['RTMIN', 'RTMAX'],
  ...NUMBERED('RTMIN+', 15),
  ...NUMBERED('RTMAX-', 14),
]
  .map((name) => `SIG${name}`)
  .toSorted()

const LIFECYCLE_HANDLERS: readonly (keyof LifecycleHandler)[] = ['exec', 'httpGet', 'tcpSocket', 'sleep']
type HandlerName = ProbeHandlerName | keyof LifecycleHandler

function validateHandler(of: ObjectTree, names: readonly HandlerName[], path: string, grace: number, errors: PodErrors): void {
  const found = names.filter((name) => child(of, name))
  for (const name of found.slice(1)) errors.forbidden(`${path}.${name}`, 'may not specify more than 1 handler type')
  const [first] = found
  if (first === undefined) return errors.required(path, 'must specify a handler type')
  // the first stands first in the list of errors
  const extra = errors.list.splice(errors.list.length - found.length + 1)
  validateAction(child(of, first) as ObjectTree, first, `${path}.${first}`, grace, errors)
  errors.list.push(...extra)
}

function validateAction(action: ObjectTree, name: HandlerName, path: string, grace: number, errors: PodErrors): void {
  switch (name) {
    case 'exec':
      if (texts(action, 'command').length === 0) errors.required(`${path}.command`)
      return
    case 'httpGet': {
      validatePort(action, path, errors)
      const scheme = text(action, 'scheme')
      if (scheme !== 'HTTP' && scheme !== 'HTTPS') errors.unsupported(`${path}.scheme`, scheme, ['HTTP', 'HTTPS'])
      for (const header of children(action, 'httpHeaders')) {
        const wrong = text(header, 'name')
        errors.each(`${path}.httpHeaders`, wrong, headerName(wrong))
      }
      if (errors.gates.http2) validateProtocol(action, path, errors)
      return
    }
    case 'grpc': {
      validatePort(action, path, errors)
      if (errors.gates.grpcTls) optionalOneOf(action, 'mode', GRPC_MODES, path, errors)
      return
    }
    case 'tcpSocket':
      return validatePort(action, path, errors)
    case 'sleep':
      return validateSleep(number(action, 'seconds'), path, grace, errors)
    default:
      return assertUnreachable(name)
  }
}

/** What `httpGet.protocol` and `grpc.mode` may be. */
export const HTTP_PROTOCOLS: readonly string[] = ['HTTP1', 'HTTP2']
export const GRPC_MODES: readonly string[] = ['Plaintext', 'TLS']

/**
 * Nothing is held against it while the gate is off: a kubelet takes it then.
 *
 * Follows: validateHTTPGetAction as its change proposed it (kubernetes/kubernetes#139429); what it says of a host is assumed, and so is that
 * the release has not changed the words.
 */
function validateProtocol(action: ObjectTree, path: string, errors: PodErrors): void {
  const protocol = action['protocol']
  if (typeof protocol !== 'string') return
  if (!HTTP_PROTOCOLS.includes(protocol)) return errors.unsupported(`${path}.protocol`, protocol, HTTP_PROTOCOLS)
  if (protocol === 'HTTP1') return
  if (text(action, 'scheme') === 'HTTPS') errors.invalid(`${path}.protocol`, protocol, 'HTTP2 cannot be combined with scheme HTTPS')
  else if (text(action, 'host') !== '') errors.forbidden(`${path}.host`, 'may not be set when protocol is HTTP2')
}

function validateSleep(seconds: number, path: string, grace: number, errors: PodErrors): void {
  const { sleepWords } = errors.rules
  const mayBeZero = sleepWords === 'not negative'
  if ((mayBeZero ? seconds >= 0 : seconds > 0) && seconds <= grace) return
  const words = mayBeZero ? 'must be non-negative' : 'must be greater than 0'
  const tail = sleepWords === 'greater, or a gate' ? '. Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.' : ''
  errors.invalid(path, seconds, `${words} and less than terminationGracePeriodSeconds (${grace})${tail}`)
}

function validatePort(action: ObjectTree, path: string, errors: PodErrors): void {
  const port = action['port']
  if (typeof port === 'string') {
    errors.each(`${path}.port`, port, portName(port, errors.rules))
  } else {
    const value = typeof port === 'number' ? port : 0
    errors.each(`${path}.port`, value, portNumber(value))
  }
}
