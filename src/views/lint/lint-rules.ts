import { type Container, type Pod, targetOf } from '../../manifest/types.ts'
import { scriptOf } from '../../sim/node/assumed-commands.ts'
import { withoutTag } from '../../sim/node/images.ts'
import { statementsOf } from '../../sim/node/shell-words.ts'
import rules from '../../texts/lint-rules.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** How much a finding weighs; a configuration may say otherwise for each rule. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
/** What a rule weighs. */
export type Severity = (typeof SEVERITIES)[number]

/** A rule of the check. */
export interface LintRule {
  id: RuleId
  severity: Severity
  /** What it looks for, in a sentence. */
  title: string
  /** Why that matters, and what is tried to find it. */
  explanation: string
}

/** What trial runs can show of a manifest. Names are for configurations and reports, and stay. */
export const RULE_IDS = [
  'refused',
  'dropped-field',
  'same-name',
  'flag-note',
  'asks-elsewhere',
  'probe-host',
  'not-simulated',
  'restarts-when-calm',
  'hang-unnoticed',
  'hang-noticed-late',
  'crash-not-recovered',
  'slow-start-killed',
  'exec-looks-healthy',
  'etcd-restarts',
  'admin-port-open',
  'readable-from-outside',
  'secret-in-spec',
  'breaks-on-release',
  'user-assumed',
  'file-assumed',
  'liveness-port',
  'same-probes',
  'image-tag',
  'asks-dependency',
  'heap-above-limit',
] as const
/** A rule’s name. */
export type RuleId = (typeof RULE_IDS)[number]

/** Every rule: what it weighs, what it looks for, and why. Errors: throws for a line that names no rule, and for a rule without one. */
export const RULES: Readonly<Record<RuleId, Omit<LintRule, 'id'>>> = readRules()

function readRules(): Record<RuleId, Omit<LintRule, 'id'>> {
  const rows = new Map(readTable(rules, 'rule', 'severity', 'title', 'explanation').map((row) => [row.rule, row]))
  const entries = RULE_IDS.map((id) => {
    const { severity, title, explanation } = rows.get(id)!
    return [id, { severity: SEVERITIES.find((name) => name === severity)!, title, explanation }] as const
  })
  return Object.fromEntries(entries) as Record<RuleId, Omit<LintRule, 'id'>>
}

/** What the spec says by itself, as far as it bears on restarts. */
export interface SpecFinding {
  rule: RuleId
  message: string
  /** Below the container. */
  path: string
}

/** What is to be seen of a container without a run: kube-linter and kube-score have rules of these kinds. */
export const ofSpec = (pod: Pod, container: Container): SpecFinding[] => [
  ...undeclared(container),
  ...alike(container),
  ...floating(pod, container),
  ...heap(container),
]

/** A probe that ends the container asks a port that stands in none of its ports, where it has any. */
function undeclared({ name, ports, ...container }: Container): SpecFinding[] {
  const declared = ports.map(({ containerPort }) => containerPort)
  if (declared.length === 0) return []
  return (['livenessProbe', 'startupProbe'] as const).flatMap((type) => {
    const { handler, host, port } = (container[type] && targetOf(container[type])) ?? {}
    if (handler === undefined || host !== '' || typeof port !== 'number' || declared.includes(port)) return []
    const message = `The ${type.replace('Probe', '')} probe asks ${port}, which is none of the ports that ${name} declares (${[...new Set(declared)].join(', ')}). Where nobody listens there it is restarted for ever; the trials take it that somebody does.`
    return [{ rule: 'liveness-port', message, path: `${type}.${handler}.port` }]
  })
}

/** Liveness and readiness ask the same, and have the same patience. */
function alike({ livenessProbe, readinessProbe }: Container): SpecFinding[] {
  if (!livenessProbe || !readinessProbe) return []
  const { successThreshold: _own, ...live } = livenessProbe
  const { successThreshold: _other, ...ready } = readinessProbe
  if (JSON.stringify(live) !== JSON.stringify(ready)) return []
  const message =
    'Liveness and readiness are the same probe: what should only take it out of its Services restarts it too. A liveness probe with more patience, or one that asks less, leaves it time to recover.'
  return [{ rule: 'same-probes', message, path: 'livenessProbe' }]
}

/** An image without a tag, or the tag latest, may be another one after a restart. */
function floating({ spec }: Pod, { name, image, imagePullPolicy }: Container): SpecFinding[] {
  if (image === '' || image.includes('@') || spec.restartPolicy === 'Never') return []
  const tag = image.slice(withoutTag(image).length + 1)
  if (tag !== '' && tag !== 'latest') return []
  const what = tag === '' ? 'has no tag' : 'has the tag latest'
  const then =
    imagePullPolicy === undefined || imagePullPolicy === 'Always'
      ? 'each start asks its registry for it, so that a restart may bring another program, and nothing starts while the registry is away'
      : 'two nodes may have different programs of that name'
  return [{ rule: 'image-tag', message: `The image of ${name}, ${image}, ${what}: ${then}.`, path: 'image' }]
}

/** Java’s -Xmx is more than the container may hold; the command line’s goes before a variable’s, and of one the last holds. */
function heap({ name, command, args, env, memoryLimit = Infinity }: Container): SpecFinding[] {
  const options = env.map(({ name, value }, i) => [/(OPTS|OPTIONS)$/.test(name) ? value : '', `env[${i}].value`] as const)
  const words = [...command.map((word, i) => [word, `command[${i}]`] as const), ...args.map((word, i) => [word, `args[${i}]`] as const)]
  const [set] = [...options, ...words]
    .flatMap(([text, path]) => [...text.matchAll(/(?<![\w-])-Xmx(\d+)([kmgt]?)(?!\w)/gi)].map((match) => ({ match, path })))
    .slice(-1)
  const bytes = set ? Number(set.match[1]) * 1024 ** ' kmgt'.indexOf(set.match[2]!.toLowerCase() || ' ') : 0
  if (!set || bytes <= memoryLimit) return []
  const message = `${set.match[0]} lets the heap of ${name} grow beyond its memory limit of ${Math.round(memoryLimit / 1024 ** 2)} MiB: the kernel kills it before the heap is full (OOMKilled).`
  return [{ rule: 'heap-above-limit', message, path: set.path }]
}

/** This machine, and this pod by its own variables. */
const OWN = /^(localhost|127\.|::1|\[::1\]|0\.0\.0\.0|\/|\$|%|[^.]*\$\(?\{?(HOSTNAME|POD|MY_))/

/** Whom a probe's command asks, where that is somebody else: `pg_isready -h db`, `curl http://api/`, `nc -z db 5432`. */
export function asksElse(command: readonly string[]): string | undefined {
  const script = scriptOf(command)
  for (const words of script === undefined ? [command] : statementsOf(script, new Map())) {
    const program = words[0]?.split('/').at(-1) ?? ''
    const flag = words.findIndex((word) => /^(-h|-H|--host|--hostname)$/.test(word))
    const host =
      words
        .map(
          (word) =>
            /^(?:--host(?:name)?=|-h(?=[a-z]+[.-]?))([^=\s]+)$/.exec(word)?.[1] ??
            /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?]+)/.exec(word)?.[1],
        )
        .find(Boolean) ??
      (flag > 0 && HOST_FLAG.test(program) ? words[flag + 1] : undefined) ??
      (/^(nc|ncat|netcat|ping)$/.test(program) ? words.slice(1).find((word) => !word.startsWith('-') && !/^\d+$/.test(word)) : undefined)
    if (host !== undefined && host !== '' && !OWN.test(host)) return host
  }
  return undefined
}

/** Programs whose -h is a host, and no help. */
const HOST_FLAG = /^(pg_isready|psql|pg_\w+|mysql|mysqladmin|mariadb(-admin)?|redis-cli|mongo(sh)?|rabbitmq\w*|cqlsh|clickhouse-client)$/
