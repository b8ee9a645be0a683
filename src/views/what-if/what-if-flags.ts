import { type DocumentField, fieldsOf } from '../../manifest/fields.ts'
import { own } from '../../manifest/own.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { flagOf, nearestFlag } from '../../sim/apiserver/flags/flag-table.ts'
import { allowedValues } from '../../sim/apiserver/flags/validate-flags.ts'
import { PKI_NAMES } from '../../sim/apiserver/pki.ts'
import { hostAtStart } from '../../sim/node/container-files.ts'
import { hostPathKind } from '../../sim/node/host-paths.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { listed } from '../text/words.ts'
import { argumentsOf, at, beside, changed, instead, type ManifestChange, type Part, runs } from './what-if-changes.ts'
import { addition, applied, type FieldValue, member, swap } from './what-if-edit.ts'
import { contentFor, fileMade } from './what-if-starts.ts'
import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import { lengthWords } from '../text/duration-words.ts'

/** What a person would try of a control plane's flags, and of the objects that a pod takes its variables and volumes from. */
export const flagsOf = (part: Part): ManifestChange[] => [
  ...otherFlag(part),
  ...parted(part),
  ...otherValue(part),
  ...otherFile(part),
  ...onNode(part),
  ...otherEtcd(part),
  ...etcdFiles(part),
  ...byTls(part),
  ...made(part),
]

/** A word of the command line with another in its place. */
const replaced = (part: Part, field: DocumentField, to: string): ManifestChange[] =>
  instead(part, field, to, { size: 0, path: `${field.path} ${to}`, notes: [] })

/** The words of the command line that set a flag. */
const flagged = (part: Part): { field: DocumentField; flag: string; value: string }[] =>
  argumentsOf(part).flatMap((field) => {
    const [, flag, value = ''] = /^--([\w-]+)(?:=(.*))?$/.exec(field.value.value) ?? []
    return flag === undefined ? [] : [{ field, flag, value }]
  })

/** A flag that a kube-apiserver of the release has not is spelt as one that it has. */
function otherFlag(part: Part): ManifestChange[] {
  const release = releaseOf(part.setting.inputs.kubernetes)
  if (!runs(part, 'kube-apiserver')) return []
  return flagged(part).flatMap(({ field, flag }) => {
    const near = flagOf(flag, release) ? undefined : nearestFlag(flag, release)
    return near === undefined ? [] : replaced(part, field, field.value.value.replace(flag, near))
  })
}

/** A flag and its value are one word, with a space between them where `=` should stand. */
const parted = (part: Part): ManifestChange[] =>
  argumentsOf(part).flatMap((field) => {
    const [, flag, value] = /^(--[\w-]+) +(\S+)$/.exec(field.value.value) ?? []
    return flag === undefined ? [] : replaced(part, field, `${flag}=${value}`)
  })

/** A value of those that are none of the few that a flag takes is spelt as one that is. */
function otherValue(part: Part): ManifestChange[] {
  if (!runs(part, 'kube-apiserver')) return []
  const allowed = allowedValues(releaseOf(part.setting.inputs.kubernetes))
  return flagged(part).flatMap(({ field, flag, value }) => {
    const names = own(allowed, flag)
    const near = value.split(',').map((name) => (names?.includes(name) ? name : nearestName(name, names ?? [])))
    const to = near.join(',')
    return near.includes(undefined) || to === value ? [] : replaced(part, field, `--${flag}=${to}`)
  })
}

const PKI = '/etc/kubernetes/pki'
/** Which of kubeadm's files a flag names, where its own does not lead to the right one. Follows: cmd/kubeadm/app/phases/controlplane/manifests.go. */
const OF_KUBEADM: Readonly<Record<string, string>> = {
  'etcd-cafile': `${PKI}/etcd/ca.crt`,
  'etcd-certfile': `${PKI}/apiserver-etcd-client.crt`,
  'etcd-keyfile': `${PKI}/apiserver-etcd-client.key`,
  'client-ca-file': `${PKI}/ca.crt`,
  'tls-cert-file': `${PKI}/apiserver.crt`,
  'tls-private-key-file': `${PKI}/apiserver.key`,
}

/** A file that the node has under nearly that name, or that kubeadm has for that flag. */
function otherFile(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const host = hostAtStart(inputs, releaseOf(inputs.kubernetes).runtime)
  const files = [
    ...Object.keys(inputs.files),
    ...PKI_NAMES.map((name) => (name.endsWith('.conf') ? `/etc/kubernetes/${name}` : `${PKI}/${name}`)),
  ]
  return flagged(part).flatMap(({ field, flag, value }) => {
    if (!value.startsWith('/')) return []
    const isThere = hostPathKind(host, value) !== undefined
    const own = OF_KUBEADM[flag]
    const near = isThere ? undefined : nearestName(value, files)
    const wanted = [own, near].filter((path) => path !== undefined && path !== value && hostPathKind(host, path) === 'file')
    return [...new Set(wanted)].flatMap((path) => replaced(part, field, `--${flag}=${path}`))
  })
}

/** A file that the node has not, below a directory that is mounted from it. */
function onNode(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const host = hostAtStart(inputs, releaseOf(inputs.kubernetes).runtime)
  const valueAt = (path: string): string => at(part, path)?.value.value ?? ''
  const mounts = part.fields.flatMap(({ path, value }) => {
    if (!path.startsWith(`${part.path}.volumeMounts[`) || !path.endsWith('.mountPath')) return []
    const volume = part.fields.find(
      (field) => /^spec\.volumes\[\d+\]\.name$/.test(field.path) && field.value.value === valueAt(path.replace(/mountPath$/, 'name')),
    )
    const from = volume ? valueAt(volume.path.replace(/name$/, 'hostPath.path')) : ''
    return from === '' ? [] : [{ to: `${value.value}/`, from: `${from}/` }]
  })
  return flagged(part).flatMap(({ field, flag, value }) => {
    const mount = mounts.find(({ to }) => value.startsWith(to))
    const path = mount && value.replace(mount.to, mount.from)
    if (path === undefined || hostPathKind(host, path) !== undefined) return []
    return fileMade(part, field, path, contentFor(flag))
  })
}

/** Where the etcd of the node's own directory says that it listens; kubeadm's, which no file shows, listens on the machine itself. */
function otherEtcd(part: Part): ManifestChange[] {
  const flags = flagged(part)
  const servers = flags.find(({ flag }) => flag === 'etcd-servers')
  const [, own] = /^(https?):/.exec(servers?.value ?? '') ?? []
  if (!servers || own === undefined || !runs(part, 'kube-apiserver')) return []
  const urls = Object.values(part.setting.inputs.manifests).flatMap(
    (text) => /--listen-client-urls=([^\s"']+)/.exec(text)?.[1]?.split(',') ?? [],
  )
  const scheme = flags.some(({ flag }) => flag === 'etcd-cafile' || flag === 'etcd-certfile') ? 'https' : own
  const here = urls.find((url) => url.includes('127.0.0.1')) ?? urls[0] ?? `${scheme}://127.0.0.1:2379`
  return servers.value.split(',').includes(here) ? [] : replaced(part, servers.field, `--etcd-servers=${here}`)
}

const ETCD_FILES = ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile']

/** What kubeadm's etcd is asked with, where a server that has kubeadm's files leaves some of it out. */
function etcdFiles(part: Part): ManifestChange[] {
  const flags = flagged(part)
  const servers = flags.find(({ flag, value }) => flag === 'etcd-servers' && value.startsWith('https://'))
  const missing = ETCD_FILES.filter((name) => !flags.some(({ flag }) => flag === name)).map((flag) => `--${flag}=${OF_KUBEADM[flag]}`)
  const isKubeadms = runs(part, 'kube-apiserver') && flags.some(({ value }) => value.startsWith(`${PKI}/`))
  if (!servers || missing.length === 0 || !isKubeadms) return []
  return changed(part, servers.field, {
    size: 0,
    title: listed(missing),
    path: `${servers.field.path} files`,
    // each comes before the one that is put there next
    edits: missing.toReversed().flatMap((word) => member(part.text, servers.field.parent, word)),
  })
}

/** An issuer of tokens is asked by TLS alone. */
const byTls = (part: Part): ManifestChange[] =>
  flagged(part).flatMap(({ field, flag, value }) =>
    flag === 'oidc-issuer-url' && value.startsWith('http://')
      ? replaced(part, field, `--${flag}=${value.replace(/^http:/, 'https:')}`)
      : [],
  )

/** What a pod takes from the API, and with which words kubectl makes it. */
const OBJECTS = [
  { kind: 'Secret', make: 'secret generic', path: /\.(secretKeyRef\.name|secretRef\.name|secret\.secretName)$/ },
  { kind: 'ConfigMap', make: 'configmap', path: /\.(configMapKeyRef\.name|configMapRef\.name|configMap\.name)$/ },
] as const

/** Secrets and ConfigMaps that nobody has made. */
function made(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const texts = inputs.cluster.objects.map((file) => inputs.files[file]!)
  const namespace = at(part, 'metadata.namespace')?.value.value ?? 'default'
  const isThere = (kind: string, name: string): boolean =>
    texts.some((text) => text.includes(`kind: ${kind}`) && new RegExp(`name: *["']?${name.replaceAll('.', '\\.')}\\b`).test(text))
  const missing = part.fields.flatMap((field) => {
    const what = OBJECTS.find(({ path }) => path.test(field.path))
    const name = field.value.value
    if (!what || isThere(what.kind, name)) return []
    const key = at(part, field.path.replace(/name$/, 'key'))?.value.value
    return [{ field, ...what, name, key }]
  })
  const [first] = missing
  if (!first) return []
  const names = [...new Map(missing.map((item) => [`${item.kind} ${item.name}`, item])).values()]
  const keysOf = ({ kind, name }: (typeof missing)[number]): string[] => [
    ...new Set(missing.flatMap((item) => (item.kind === kind && item.name === name && item.key !== undefined ? [item.key] : []))),
  ]
  const file = '/root/objects.yaml'
  const text = names
    .map((item) => {
      const field = item.kind === 'Secret' ? 'stringData' : 'data'
      const data = keysOf(item).map((key) => `${JSON.stringify(key)}: "…"`)
      return `apiVersion: v1\nkind: ${item.kind}\nmetadata: {name: ${item.name}, namespace: ${namespace}}\n${data.length > 0 ? `${field}: {${data.join(', ')}}\n` : ''}`
    })
    .join('---\n')
  const commands = names.map(
    (item) =>
      `kubectl create ${item.make} ${item.name} -n ${namespace}${keysOf(item)
        .map((key) => ` --from-literal=${key}=…`)
        .join('')}`,
  )
  return changed(part, first.field, {
    size: 0,
    title: `${names.map(({ kind, name }) => `the ${kind} ${name}`).join(', ')} in ${namespace}`,
    path: `${first.field.path} made`,
    edits: [],
    files: { [file]: text },
    cluster: { ...inputs.cluster, objects: [...inputs.cluster.objects, file] },
    command: commands.join('\n'),
    notes: ['What has to stand in it, its program says.'],
  })
}

/** What people do where writes do not come through: room is made in etcd, a webhook is ignored or left out of kube-system, the disk is fast again. */
export const writesOf = (part: Part): ManifestChange[] => [...roomMade(part), ...webhooksSpared(part), ...otherDisk(part)]

/** So soon after the alarm: a leader that cannot renew its lease gives up after ten seconds. */
const SOON_SECONDS = 5
const MAKE_ROOM = [
  `rev=$(etcdctl endpoint status --write-out=json | grep -o '"revision":[0-9]*' | grep -o '[0-9]*')`,
  'etcdctl compact $rev',
  'etcdctl defrag',
  'etcdctl alarm disarm',
].join('\n')

function roomMade(part: Part): ManifestChange[] {
  const { actions } = part.setting.inputs
  const at = actions.findIndex((action) => 'etcd' in action && action.etcd === 'fill')
  const fill = actions[at]
  if (!fill) return []
  const made: Action = { at: fill.at + SOON_SECONDS, etcd: 'defrag' }
  return beside(part, {
    title: 'etcd compacted, defragmented and its alarm disarmed',
    path: 'etcd’s room',
    actions: [...actions, made].toSorted((a, b) => a.at - b.at),
    command: MAKE_ROOM,
    notes: [
      `It is done ${lengthWords(SOON_SECONDS)} after the alarm here: leases are lost after ten. While it is defragmented etcd answers nobody.`,
    ],
  })
}

function otherDisk(part: Part): ManifestChange[] {
  const { actions } = part.setting.inputs
  const without = (kind: 'slowDisk' | 'fullDisk', title: string, note: string): ManifestChange[] => {
    const left = actions.filter((action) => !(kind in action))
    return left.length === actions.length ? [] : beside(part, { title, path: `the disk, ${kind}`, actions: left, notes: [note] })
  }
  return [
    ...without('slowDisk', 'etcd’s data on a disk of their own', 'It takes a disk that writes within 10 ms.'),
    ...without('fullDisk', 'etcd’s data on a disk that has room', 'It takes a larger disk, or one that nothing else fills.'),
  ]
}

/** Each file of webhooks that an action has broken, with its failurePolicy or its namespaces changed. */
function webhooksSpared(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const names = inputs.actions.flatMap((action) => ('webhook' in action && action.is !== 'answers' ? [action.webhook] : []))
  if (names.length === 0) return []
  const isHung = inputs.actions.some((action) => 'webhook' in action && action.is === 'hangs')
  return inputs.cluster.objects.flatMap((file) => {
    const text = inputs.files[file]!
    if (!names.some((name) => text.includes(name))) return []
    const ignored = withPolicy(text)
    const spared = releaseOf(inputs.kubernetes).namespaceLabel ? withSelector(text) : undefined
    // one that answers nobody at once is not waited for
    const quick = isHung ? withTimeout(ignored) : undefined
    return [
      ...put(part, inputs, file, ignored, {
        title: 'failurePolicy: Ignore for the webhook',
        path: 'the webhook’s policy',
        notes: ['What it forbids or changes is let through unchanged while it is away.'],
      }),
      ...put(part, inputs, file, spared, {
        title: 'kube-system left out of the webhook’s namespaces',
        path: 'the webhook’s namespaces',
        notes: ['What it guards is not guarded in kube-system.'],
      }),
      ...put(part, inputs, file, quick, {
        title: 'failurePolicy: Ignore for the webhook, and timeoutSeconds: 1',
        path: 'the webhook’s patience',
        distance: 1,
        notes: ['What it forbids or changes is let through unchanged while it is away, and each such write waits for a second.'],
      }),
    ]
  })
}

function put(
  part: Part,
  { files }: Inputs,
  file: string,
  text: string | undefined,
  change: Pick<ManifestChange, 'title' | 'path'> & Partial<ManifestChange>,
): ManifestChange[] {
  if (text === undefined || text === files[file]) return []
  const before = (files[file] ?? '').split('\n')
  const line = text.split('\n').findIndex((row, i) => row !== before[i]) + 1
  return beside(part, { ...change, title: `${change.title} (${file})`, line, files: { [file]: text } })
}

const ONLY_OTHERS = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }
const withPolicy = (text: string): string => withField(text, 'failurePolicy', 'Ignore')
const withTimeout = (text: string): string => withField(text, 'timeoutSeconds', 1)
const withSelector = (text: string): string | undefined =>
  /\bnamespaceSelector["']?\s*:/.test(text) ? undefined : withField(text, 'namespaceSelector', { matchExpressions: [ONLY_OTHERS] })

/** Sets a field of each webhook that a file of objects has. */
const withField = (text: string, name: string, value: FieldValue): string =>
  text
    .split(/^(?=---)/m)
    .map((document) => {
      const fields = fieldsOf(document)
      const hooks = fields.filter(({ path }) => /(?:^|\.)webhooks\[\d+\]$/.test(path))
      return applied(
        document,
        hooks.flatMap((hook) => {
          const field = fields.find(({ key, parent }) => parent === hook.value && key?.value === name)
          return field ? swap(field, String(value)) : addition(document, hook.value, name, value)
        }),
      )
    })
    .join('')
