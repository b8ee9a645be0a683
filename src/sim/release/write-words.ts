import { quoteGo } from '../../manifest/go/strconv.ts'
import { rule, valuesAt, type ValuesOf } from './rule.ts'

const notStatus =
  (line: number, error: (typed: string, error: string) => string) =>
  (text: string): string =>
    `E status.go:${line}] apiserver received an error that is not an metav1.Status: ${error(`rpctypes.EtcdError{code:0x8, desc:${JSON.stringify(text)}}`, text)}`

/** What a kube-apiserver says of writes that come to nothing: only runs with a control plane ask for it. */
const WRITE = {
  /** Where a post-start hook's end is logged. */
  hookFailedLog: rule('hooks.go:188', {
    14: 'hooks.go:195',
    16: 'hooks.go:194',
    18: 'hooks.go:202',
    25: 'hooks.go:203',
    31: 'hooks.go:210',
    32: 'hooks.go:204',
    36: 'hooks.go:203',
  }),
  /** What is logged of an error of etcd's that is no status. */
  notStatusLog: rule<(error: string) => string>(
    (error) => `E status.go:64] apiserver received an error that is not an metav1.Status: ${error}`,
    {
      12: notStatus(64, (typed) => typed),
      14: notStatus(71, (typed) => typed),
      21: notStatus(71, (typed, error) => `${typed}: ${error}`),
      31: (error) =>
        `E status.go:71] "Unhandled Error" err=${quoteGo(`apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:${JSON.stringify(error)}}: ${error}`)} logger="UnhandledError"`,
    },
  ),
  /** Whose clock says that a webhook has had its time: the client’s own, 30 s; the request’s, as the configuration has it. */
  webhookLate: rule<'client' | 'context'>('client', { 14: 'context' }),
  webhookError: rule<(name: string, why: string, isMutating: boolean) => string>(
    (name, why) => `failed calling admission webhook ${JSON.stringify(name)}: ${why}`,
    {
      13: (name, why) => `failed calling webhook ${JSON.stringify(name)}: ${why}`,
      22: (name, why, isMutating) =>
        `failed calling webhook ${JSON.stringify(name)}: ${isMutating ? 'failed to call webhook: ' : ''}${why}`,
      23: (name, why) => `failed calling webhook ${JSON.stringify(name)}: failed to call webhook: ${why}`,
    },
  ),
  /** Where it is logged that a webhook was not reached: the file, its lines of one that mutates and is ignored, or not, and of one that does not. */
  webhookLog: rule<readonly [file: string, ...lines: number[]]>(['admission.go', 252, 256, 257, 262], {
    10: ['admission.go', 243, 247, 236, 241],
    11: ['dispatcher.go', 67, 71, 66, 71],
    12: ['dispatcher.go', 68, 72, 67, 72],
    14: ['dispatcher.go', 70, 74, 68, 73],
    15: ['dispatcher.go', 136, 140, 105, 110],
    16: ['dispatcher.go', 168, 180, 128, 133],
    18: ['dispatcher.go', 169, 181, 128, 133],
    19: ['dispatcher.go', 170, 182, 129, 134],
    22: ['dispatcher.go', 176, 191, 139, 150],
    23: ['dispatcher.go', 180, 195, 142, 153],
    25: ['dispatcher.go', 180, 195, 174, 185],
    26: ['dispatcher.go', 181, 196, 176, 187],
    27: ['dispatcher.go', 202, 217, 197, 208],
    28: ['dispatcher.go', 206, 221, 201, 212],
    29: ['dispatcher.go', 210, 225, 205, 217],
  }),
}

/**
 * The words of a release.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go and validating/dispatcher.go (admission.go up to
 * v1.10), pkg/util/webhook/error.go, pkg/endpoints/handlers/responsewriters/status.go and pkg/server/hooks.go, each read at v1.9.0 … v1.36.0.
 */
export const writeWordsOf = (minor: number): ValuesOf<typeof WRITE> => valuesAt(WRITE, minor)
