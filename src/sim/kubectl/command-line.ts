import { readBool } from '../../manifest/go/strconv.ts'
import { own } from '../../manifest/own.ts'

/** A command line, taken apart. */
export interface KubectlWords {
  words: string[]
  /** What stands behind the first `|`, if anything. */
  pipe?: string
  error?: string
}

/** Which options a command knows, by all their spellings; `value` where one follows. */
export type Options = Readonly<Record<string, { name: string; value: boolean }>>

/**
 * Options as a program's usage has them, with a comma behind each: `-n --namespace=, -A --all-namespaces`. `=` says that a value
 * follows; the last spelling is the option's name.
 */
export function optionTable(usage: string): Options {
  return Object.fromEntries(
    usage.split(',').flatMap((part) => {
      const spellings = part.trim().split(/\s+/)
      const option = { name: spellings.at(-1)!.replace(/^-+|=$/g, ''), value: part.trimEnd().endsWith('=') }
      return spellings.map((spelling) => [spelling.replace(/=$/, ''), option] as const)
    }),
  )
}

export interface ParsedOptions {
  rest: string[]
  options: Map<string, string[]>
  /** The first option that is not known. */
  unknown?: string
  /** The first option that lacks its value. */
  lacks?: string
}

/** More than anybody types; what is longer is refused rather than worked through. */
const MAX_LENGTH = 10_000

/**
 * Splits a command line as a shell does: blanks, quotes, backslashes.
 *
 * Errors: returned; an open quote, or a line beyond 10,000 characters.
 * Follows: POSIX shell, without expansions.
 */
export function splitWords(line: string): KubectlWords {
  if (line.length > MAX_LENGTH) return { words: [], error: `a command has ${MAX_LENGTH} characters at most` }
  const words: string[] = []
  let word = ''
  let open = false
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quote) {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"' && /["\\$`]/.test(line[i + 1] ?? '')) word += line[++i]!
      else word += c
    } else if (c === '"' || c === "'") {
      quote = c
      open = true
    } else if (c === '\\' && i + 1 < line.length) {
      word += line[++i]!
    } else if (c === '|') {
      if (open || word) words.push(word)
      return { words, pipe: line.slice(i + 1).trim() }
    } else if (/\s/.test(c)) {
      if (open || word) words.push(word)
      word = ''
      open = false
    } else word += c
  }
  if (quote) return { words, error: `unexpected EOF while looking for matching \`${quote}'` }
  if (open || word) words.push(word)
  return { words }
}

/**
 * Sorts words into options and the rest, as pflag does: `--name=value`, `--name value`, `-nvalue`, `-n value`, `-abc`.
 *
 * Errors: returned; the first unknown option, the first one without its value.
 * Follows: github.com/spf13/pflag, parseArgs.
 */
export function parseOptions(words: readonly string[], known: Options): ParsedOptions {
  const out: ParsedOptions = { rest: [], options: new Map() }
  const put = (name: string, value: string) => out.options.set(name, [...(out.options.get(name) ?? []), value])
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') {
      out.rest.push(...words.slice(i + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      out.rest.push(word)
      continue
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      const spelling = equals === -1 ? word : word.slice(0, equals)
      const option = own(known, spelling)
      if (!option) return { ...out, unknown: spelling }
      if (equals !== -1) put(option.name, word.slice(equals + 1))
      else if (!option.value) put(option.name, 'true')
      else if (i + 1 < words.length) put(option.name, words[++i]!)
      else return { ...out, lacks: spelling }
      continue
    }
    for (let j = 1; j < word.length; j++) {
      const option = own(known, `-${word[j]}`)
      if (!option) return { ...out, unknown: `-${word[j]}` }
      if (!option.value) {
        put(option.name, 'true')
        continue
      }
      const value = word.slice(j + 1).replace(/^=/, '')
      if (value) put(option.name, value)
      else if (i + 1 < words.length) put(option.name, words[++i]!)
      else return { ...out, lacks: `-${word[j]}` }
      break
    }
  }
  return out
}

/**
 * The last value of an option.
 *
 * Errors: undefined where it was not given. Follows: pflag, where the last one holds.
 */
export function option(parsed: ParsedOptions, name: string): string | undefined {
  return parsed.options.get(name)?.at(-1)
}

/** Whether an option without a value is given, and not as `--force=false`. */
export function isOn(parsed: ParsedOptions, name: string): boolean {
  return readBool(option(parsed, name) ?? 'false').value === true
}

/** The verbs that change what the API holds. */
const ACTING_VERBS = ['delete', 'apply', 'create'] as const
type ActingVerb = (typeof ACTING_VERBS)[number]

/** A kubectl command that changes something, taken apart. */
export interface WriteCommand {
  verb: ActingVerb
  /** What stands behind the verb. */
  words: readonly string[]
  parsed: ParsedOptions
}

/** A line that is none: `unknown`, the option that no such command has here. */
export interface WrongCommand {
  error: string
  unknown?: { verb: string; option: string }
}

/** What a scenario may have kubectl do, for whoever wrote something else. */
export const KUBECTL_ALLOWED =
  'a kubectl command that changes something, such as delete pod NAME -n NAMESPACE, apply -f FILE or create clusterrolebinding NAME --clusterrole=ROLE --user=USER'

export const NO_FILE = 'must specify one of -f and -k'
const NOTHING_GIVEN = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** How pflag says of an option that it lacks its value. */
export const lacking = (spelling: string): string =>
  `flag needs an argument: ${spelling.startsWith('--') ? spelling : `'${spelling.slice(1)}' in ${spelling}`}`

/** Their options; those that only some have. */
export const ACTING_OPTION_TABLE: Options = optionTable(
  '-n --namespace=, -f --filename=, --as=, --as-group=, --kubeconfig=, --grace-period=, --clusterrole=, --role=, --user=, --group=, --serviceaccount=, --verb=, --resource=, --resource-name=, --non-resource-url=, --from-literal=, --type=, --duration=, --audience=, --context=, --force, --now, --ignore-not-found, --wait',
)
const OWN_OPTIONS: Readonly<Partial<Record<string, Options>>> = {
  delete: optionTable('-l --selector=, --field-selector=, -A --all-namespaces, --all, -o --output='),
}

/**
 * A kubectl command line that changes something; without `kubectl` in front.
 *
 * Errors: returned, in kubectl's words: an unknown command or option, an option without its value.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function parseKubectl(line: string | readonly string[]): { command: WriteCommand } | WrongCommand {
  const split: { words: readonly string[]; error?: string } = typeof line === 'string' ? splitWords(line) : { words: line }
  if (split.error !== undefined) return { error: split.error }
  const options = { ...ACTING_OPTION_TABLE, ...OWN_OPTIONS.delete }
  const [named = ''] = parseOptions(split.words, options).rest
  const parsed = parseOptions(split.words, { ...ACTING_OPTION_TABLE, ...own(OWN_OPTIONS, named) })
  const [verb, ...words] = parsed.rest
  if (parsed.unknown)
    return {
      error: parsed.unknown.startsWith('--')
        ? `unknown flag: ${parsed.unknown}`
        : `unknown shorthand flag: '${parsed.unknown.slice(1)}' in ${parsed.unknown}`,
      unknown: { verb: named, option: parsed.unknown },
    }
  if (parsed.lacks) return { error: lacking(parsed.lacks) }
  const acting = ACTING_VERBS.find((actingVerb) => actingVerb === verb)
  if (!acting) return { error: `unknown command ${JSON.stringify(verb ?? '')} for "kubectl"` }
  if (words.length === 0 && option(parsed, 'filename') === undefined)
    return {
      error: acting === 'delete' ? NOTHING_GIVEN : NO_FILE,
    }
  return { command: { verb: acting, words, parsed } }
}
