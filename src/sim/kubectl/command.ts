import { option, optionTable, type Options, type Parsed, parseOptions, splitWords } from './command-line.ts'

/** The verbs that change what the API holds. */
const ACTING_VERBS = ['delete', 'apply', 'create'] as const
type ActingVerb = (typeof ACTING_VERBS)[number]

/** A kubectl command that changes something, taken apart. */
export interface KubectlCommand {
  verb: ActingVerb
  /** What stands behind the verb. */
  words: readonly string[]
  parsed: Parsed
}

/** What a scenario may have kubectl do, for whoever wrote something else. */
export const KUBECTL_ALLOWED =
  'a kubectl command that changes something, such as delete pod NAME -n NAMESPACE, apply -f FILE or create clusterrolebinding NAME --clusterrole=ROLE --user=USER'

/** Their options. */
export const ACTING_OPTION_TABLE: Options = optionTable(
  '-n --namespace=, -f --filename=, --as=, --as-group=, --kubeconfig=, --grace-period=, --clusterrole=, --role=, --user=, --group=, --serviceaccount=, --verb=, --resource=, --resource-name=, --non-resource-url=, --from-literal=, --type=, --duration=, --audience=, --context=, --force, --now, --ignore-not-found, --wait',
)

/**
 * A kubectl command line that changes something; without `kubectl` in front.
 *
 * Errors: returned, in kubectl's words: an unknown command or option, an option without its value.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function parseKubectl(line: string | readonly string[]): { command: KubectlCommand } | { error: string } {
  const split = typeof line === 'string' ? splitWords(line) : { words: line }
  if ('error' in split && split.error !== undefined) return { error: split.error }
  const parsed = parseOptions(split.words, ACTING_OPTION_TABLE)
  const [verb, ...words] = parsed.rest
  if (parsed.unknown)
    return {
      error: parsed.unknown.startsWith('--')
        ? `unknown flag: ${parsed.unknown}`
        : `unknown shorthand flag: '${parsed.unknown.slice(1)}' in ${parsed.unknown}`,
    }
  if (parsed.lacks) return { error: `flag needs an argument: ${parsed.lacks}` }
  const acting = ACTING_VERBS.find((actingVerb) => actingVerb === verb)
  if (!acting) return { error: `unknown command ${JSON.stringify(verb ?? '')} for "kubectl"` }
  if (words.length === 0 && option(parsed, 'filename') === undefined)
    return {
      error: acting === 'apply' ? 'must specify one of -f and -k' : 'You must provide one or more resources by argument or filename.',
    }
  return { command: { verb: acting, words, parsed } }
}
