import { goString, type Row } from './row.ts'

/** What a kube-apiserver says of writes that come to nothing: only runs with a control plane ask for it. */
interface WriteWords {
  /** Where a post-start hook's end is logged. */
  hookFailedLog: string
  /** What is logged of an error of etcd's that is no status. */
  notStatusLog: (error: string) => string
  /** Whose clock says that a webhook has had its time: the client’s own, 30 s; the request’s, as the configuration has it. */
  webhookLate: 'client' | 'context'
  webhookError: (name: string, why: string, isMutating: boolean) => string
  /** Where it is logged that a webhook was not reached: the file, its lines of one that mutates and is ignored, or not, and of one that does not. */
  webhookLog: readonly [file: string, ...lines: number[]]
}

const BASE: WriteWords = {
  hookFailedLog: 'hooks.go:188',
  notStatusLog: (error) => `E status.go:64] apiserver received an error that is not an metav1.Status: ${error}`,
  webhookLate: 'client',
  webhookError: (name, why) => `failed calling admission webhook ${JSON.stringify(name)}: ${why}`,
  webhookLog: ['admission.go', 252, 256, 257, 262],
}

const notStatus =
  (line: number, error: (typed: string, error: string) => string) =>
  (text: string): string =>
    `E status.go:${line}] apiserver received an error that is not an metav1.Status: ${error(`rpctypes.EtcdError{code:0x8, desc:${JSON.stringify(text)}}`, text)}`

const ROWS: readonly Row<WriteWords>[] = [
  { since: 10, set: { webhookLog: ['admission.go', 243, 247, 236, 241] } },
  { since: 11, set: { webhookLog: ['dispatcher.go', 67, 71, 66, 71] } },
  { since: 12, set: { webhookLog: ['dispatcher.go', 68, 72, 67, 72] } },
  { since: 12, set: { notStatusLog: notStatus(64, (typed) => typed) } },
  { since: 13, set: { webhookError: (name, why) => `failed calling webhook ${JSON.stringify(name)}: ${why}` } },
  { since: 14, set: { webhookLog: ['dispatcher.go', 70, 74, 68, 73] } },
  { since: 14, set: { notStatusLog: notStatus(71, (typed) => typed) } },
  { since: 14, set: { webhookLate: 'context' } },
  { since: 14, set: { hookFailedLog: 'hooks.go:195' } },
  { since: 15, set: { webhookLog: ['dispatcher.go', 136, 140, 105, 110] } },
  { since: 16, set: { webhookLog: ['dispatcher.go', 168, 180, 128, 133] } },
  { since: 16, set: { hookFailedLog: 'hooks.go:194' } },
  { since: 18, set: { webhookLog: ['dispatcher.go', 169, 181, 128, 133] } },
  { since: 18, set: { hookFailedLog: 'hooks.go:202' } },
  { since: 19, set: { webhookLog: ['dispatcher.go', 170, 182, 129, 134] } },
  { since: 21, set: { notStatusLog: notStatus(71, (typed, error) => `${typed}: ${error}`) } },
  { since: 22, set: { webhookLog: ['dispatcher.go', 176, 191, 139, 150] } },
  {
    since: 22,
    set: {
      webhookError: (name, why, isMutating) =>
        `failed calling webhook ${JSON.stringify(name)}: ${isMutating ? 'failed to call webhook: ' : ''}${why}`,
    },
  },
  { since: 23, set: { webhookLog: ['dispatcher.go', 180, 195, 142, 153] } },
  { since: 23, set: { webhookError: (name, why) => `failed calling webhook ${JSON.stringify(name)}: failed to call webhook: ${why}` } },
  { since: 25, set: { webhookLog: ['dispatcher.go', 180, 195, 174, 185] } },
  { since: 25, set: { hookFailedLog: 'hooks.go:203' } },
  { since: 26, set: { webhookLog: ['dispatcher.go', 181, 196, 176, 187] } },
  { since: 27, set: { webhookLog: ['dispatcher.go', 202, 217, 197, 208] } },
  { since: 28, set: { webhookLog: ['dispatcher.go', 206, 221, 201, 212] } },
  { since: 29, set: { webhookLog: ['dispatcher.go', 210, 225, 205, 217] } },
  { since: 31, set: { hookFailedLog: 'hooks.go:210' } },
  {
    since: 31,
    set: {
      notStatusLog: (error) =>
        `E status.go:71] "Unhandled Error" err=${goString(`apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:${JSON.stringify(error)}}: ${error}`)} logger="UnhandledError"`,
    },
  },
  { since: 32, set: { hookFailedLog: 'hooks.go:204' } },
  { since: 36, set: { hookFailedLog: 'hooks.go:203' } },
]

/**
 * The words of a release.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go and validating/dispatcher.go (admission.go up to
 * v1.10), pkg/util/webhook/error.go, pkg/endpoints/handlers/responsewriters/status.go and pkg/server/hooks.go, each read at v1.9.0 … v1.36.0.
 */
export function writeWordsOf(minor: number): WriteWords {
  return Object.assign({}, BASE, ...ROWS.filter((row) => row.since <= minor).map((row) => row.set)) as WriteWords
}
