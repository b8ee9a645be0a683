import { own } from '../../manifest/own.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import { apiServerURL } from '../../sim/node/network.ts'
import { RESOURCES } from '../../sim/apiserver/requests/discovery.ts'
import { CRICTL_VERBS } from '../node/crictl-command.ts'
import { type RuntimeContainer, runtimeContainers } from '../node/crictl.ts'
import { CERTIFICATES, CURL_OPTIONS } from '../curl/curl-command.ts'
import { FILTERS } from './filters.ts'
import { KUBECTL_OPTIONS, VERBS } from '../kubectl/kubectl.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { absolute, pathsAt } from './paths.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import { COMMAND_NAMES } from '../terminal.ts'

/** What Tab makes of a line: the line as far as it is certain, and the words it may go on with where it is not. */
export interface ShellCompletion {
  line: string
  choices: readonly string[]
}

/**
 * Tab: completes the line's last word by commands, their own commands and options, types, pods, containers and files.
 *
 * What cannot be completed stays.
 * Follows: bash's readline.
 */
export function complete(line: string, moment: Moment, directory = MANIFEST_DIRECTORY): ShellCompletion {
  const word = /[^\s|;&]*$/.exec(line)![0].replace(/^.*\$\(/, '')
  const before = line.slice(0, line.length - word.length)
  // each command of a line is completed by itself
  const words = before
    .split(/\||&&|;|\$\(/)
    .at(-1)!
    .split(/\s+/)
    .filter((part) => part !== '' && part !== 'sudo')
  const fitting = [...new Set(candidates(words, word, moment, directory))].filter((text) => text.startsWith(word)).toSorted()
  const [only] = fitting
  if (only === undefined) return { line, choices: [] }
  if (fitting.length === 1) return { line: `${before}${only}${/[=/]$/.test(only) ? '' : ' '}`, choices: [] }
  let common = only
  for (const text of fitting) while (!text.startsWith(common)) common = common.slice(0, -1)
  return { line: before + common, choices: fitting }
}

/** A line up to the word that is completed. */
interface LineToComplete {
  moment: Moment
  directory: string
  /** The command's words before that word, and the last of them. */
  words: readonly string[]
  last: string
  word: string
}

function candidates(words: readonly string[], word: string, moment: Moment, directory: string): readonly string[] {
  const [command] = words
  if (command === undefined) return COMMAND_NAMES.filter((name) => name !== 'k')
  const typed: LineToComplete = { moment, directory, words, last: words.at(-1)!, word }
  return own(CANDIDATES, command)?.(typed) ?? (TAKES_FILES.includes(command) ? filesAfter(typed) : [])
}

const filesAfter = ({ word, moment, directory }: LineToComplete): string[] => files(word, moment, directory)
const containers = (moment: Moment, digits: number, isFit: (container: RuntimeContainer) => boolean = () => true): string[] =>
  runtimeContainers(moment)
    .filter(isFit)
    .map(({ id }) => id.slice(0, digits))
const kubectl = ({ words, last, word, moment }: LineToComplete): readonly string[] => kubectlWords(words.slice(1), last, word, moment)
const commands = (): readonly string[] => COMMAND_NAMES

const CANDIDATES: Readonly<Record<string, (typed: LineToComplete) => readonly string[]>> = {
  kubectl,
  k: kubectl,
  crictl: ({ words: [, verb], moment }) => {
    if (verb === undefined) return CRICTL_VERBS
    if (verb === 'ps') return ['-a', '-q', '--name']
    return verb === 'pods' || verb === 'images' ? [] : containers(moment, 13, ({ running }) => verb !== 'stop' || running)
  },
  journalctl: ({ last }) => (last === '-u' ? ['kubelet'] : ['-u', '-n', '--since', '-f', '--no-pager']),
  systemctl: ({ words: [, verb] }) => (verb === undefined ? ['status', 'is-active', 'restart', 'reboot'] : ['kubelet']),
  ss: () => ['-ltn', '-ltnp', '-tulpn'],
  curl: ({ word, last, moment }) => {
    if (word.startsWith('-')) return CURL_OPTIONS
    return /^(--cert|--key|--cacert|-E)$/.test(last)
      ? [...CERTIFICATES, '/etc/kubernetes/pki/ca.crt', '/etc/kubernetes/pki/apiserver-kubelet-client.key']
      : urls(moment)
  },
  docker: ({ words: [, verb], moment }) =>
    verb === undefined ? ['inspect', 'kill', 'logs', 'ps', 'stop', 'version'] : containers(moment, 12),
  ps: () => ['aux', '-ef'],
  openssl: (typed) => {
    if (typed.words[1] === undefined) return ['x509']
    return typed.word.startsWith('-') ? ['-in', '-noout', '-subject', '-issuer', '-dates', '-ext'] : filesAfter(typed)
  },
  ...{ watch: commands, time: commands, sudo: commands, xargs: commands },
  cd: (typed) => filesAfter(typed).filter((path) => path.endsWith('/')),
}

const TAKES_FILES: readonly string[] = [
  'cat',
  'ls',
  'diff',
  'vi',
  'vim',
  'nano',
  'cp',
  'mv',
  'rm',
  'tee',
  'touch',
  'find',
  ...Object.keys(FILTERS),
  'sed',
]

const CREATES = ['clusterrole', 'clusterrolebinding', 'configmap', 'namespace', 'role', 'rolebinding', 'secret', 'serviceaccount', 'token']

function kubectlWords(words: readonly string[], last: string, word: string, moment: Moment): readonly string[] {
  if (last === '-n' || last === '--namespace') return ['default', 'kube-node-lease', 'kube-public', 'kube-system']
  if (last === '-o' || last === '--output') return ['wide', 'yaml', 'json', 'name', 'jsonpath=', 'go-template=']
  if (word.startsWith('-')) return KUBECTL_OPTIONS
  const plain = words.filter((word, i) => !word.startsWith('-') && !/^-(n|o|-namespace|-output|c)$/.test(words[i - 1] ?? ''))
  const [verb, type] = plain
  const namespace = /(?:^| )(?:-n|--namespace)[ =]?(\S+)/.exec(words.join(' '))?.[1] ?? 'default'
  const pods = (): string[] => kubeletPods(moment).flatMap((pod) => (pod.namespace === namespace ? pod.name : []))
  if (verb === undefined) return VERBS
  if (verb === 'logs') return pods()
  if (last === '-f' || last === '--filename') return Object.keys(moment.inputs.files)
  if (verb === 'config') return ['view']
  if (verb === 'auth')
    return plain.length === 1
      ? ['can-i', 'whoami']
      : plain.length === 2
        ? ['get', 'list', 'create', 'delete', 'watch']
        : ['pods', 'nodes', 'secrets', '/healthz', '/livez', '/version']
  const types = RESOURCES.filter(({ isWritable }) => isWritable).map(({ name }) => name)
  if (type === undefined)
    return (
      {
        get: ['pods', 'nodes', 'events', 'all', 'namespaces', 'services', 'componentstatuses', ...types],
        describe: ['pod', 'node', ...types],
        wait: ['pod'],
        explain: ['pod'],
        delete: ['pod', ...types],
        create: CREATES,
        apply: ['-f'],
      }[verb] ?? []
    )
  return /^no(de|$)/.test(type) ? [moment.inputs.node.name] : /^po/.test(type) ? pods() : []
}

function urls(moment: Moment): string[] {
  const { inputs } = moment
  const { port, healthzPort } = kubeletSettings(inputs)
  const secure = apiServerURL(inputs)
  return [
    `${secure}/healthz`,
    `${secure}/livez`,
    `${secure}/readyz`,
    `${secure}/version`,
    `https://${joinHostPort(inputs.node.ip, port)}/pods`,
    ...(healthzPort === 0 ? [] : [`http://127.0.0.1:${healthzPort}/healthz`]),
  ]
}

/** A directory at a time, as a shell does. */
function files(word: string, moment: Moment, directory: string): string[] {
  const folder = word.slice(0, word.lastIndexOf('/') + 1)
  const there = absolute({ directory }, folder || '.')
  const all = pathsAt(moment)
  const inside = [...all].filter((path) => path !== '/' && path.slice(0, path.lastIndexOf('/')) === (there === '/' ? '' : there))
  return [
    ...inside.map(
      (path) => `${folder}${path.slice(path.lastIndexOf('/') + 1)}${[...all].some((other) => other.startsWith(`${path}/`)) ? '/' : ''}`,
    ),
    ...(word ? [] : ['/']),
  ]
}
