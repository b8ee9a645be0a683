import { isRecord } from '../../manifest/own.ts'
import { readYaml } from '../../manifest/yaml/read.ts'
import { readArguments } from './arguments.ts'
import { type EtcdConfig, readEtcdFlags } from './etcd-flags.ts'

/** What such files usually say, where nobody tells what stands in one: it serves its own machine, as kubeadm's does. */
const USUAL: readonly string[] = [
  '--listen-client-urls=https://127.0.0.1:2379',
  '--listen-peer-urls=https://127.0.0.1:2380',
  '--listen-metrics-urls=http://127.0.0.1:2381',
]
const SECTIONS: Readonly<Record<string, string>> = { 'client-transport-security': '', 'peer-transport-security': 'peer-' }

/** The file that an etcd's `--config-file` names; it reads no other flag then. Errors: undefined where it names none. */
export function etcdConfigFile(args: readonly string[]): { path: string; at: number } | undefined {
  const { flags } = readArguments(args, () => false)
  const found = flags.get('config-file')
  return found && { path: found.value, at: found.at }
}

/**
 * What the text of such a file comes to; every error is at the argument that names it.
 *
 * Errors: as `readEtcdFlags`. Follows: etcd, server/embed/config.go, ConfigFromFile (v3.5).
 */
export function readEtcdFile(text: string, at: number): EtcdConfig | { error: string; exit: number; at: number } {
  const read = readEtcdFlags(argumentsOf(text))
  if ('error' in read) return { ...read, at }
  return { ...read, flags: new Map([...read.flags].map(([flag, argument]) => [flag, { ...argument, at }])) }
}

function argumentsOf(text: string): readonly string[] {
  const { value } = readYaml(text, { yamlScannerLine: 'exact' })
  if (!isRecord(value)) return USUAL
  return Object.entries(value).flatMap(([name, given]): string[] => {
    const prefix = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined
    if (prefix === undefined || !isRecord(given)) return isPlain(given) ? [`--${name}=${String(given)}`] : []
    return Object.entries(given).flatMap(([key, one]) => (isPlain(one) ? [`--${prefix}${key}=${String(one)}`] : []))
  })
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
