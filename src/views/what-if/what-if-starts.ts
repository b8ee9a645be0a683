import obtaining from '../../texts/images-obtained.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import { podsOf } from '../../sim/scenario/specs.ts'
import { nearestName } from '../../manifest/nearest.ts'
import type { DocumentField } from '../../manifest/fields.ts'
import { own } from '../../manifest/own.ts'
import { copyOf } from '../../sim/apiserver/pki.ts'
import { healthOnly } from '../../sim/apiserver/flags/health-only.ts'
import { lifeOf } from '../../sim/control-plane/trust.ts'
import { shortages } from '../../sim/kubelet/admission.ts'
import { amountOf } from '../../sim/node/node-size.ts'
import { CERTIFICATE_NAMES } from '../../sim/scenario/certificates.ts'
import { cleanPath } from '../../sim/node/host-paths.ts'
import { imageOf, programsOf, wholeName } from '../../sim/node/images.ts'
import { statementsOf } from '../../sim/node/shell-words.ts'
import { listed } from '../text/words.ts'
import { likeliest } from '../why/asked-wrong.ts'
import { argumentsOf, at, beside, type ManifestChange, changed, instead, type Part } from './what-if-changes.ts'
import { addition, member, swap } from './what-if-edit.ts'

/** What a person would try of a container’s command, image, user and files. */
export const startsOf = (part: Part): ManifestChange[] => [
  ...otherProgram(part),
  ...otherImage(part),
  ...mounted(part),
  ...hostFiles(part),
  ...asUser(part),
  ...fitting(part),
  ...anonymousOnHealth(part),
  ...renewed(part),
]

// --- what is started

/** A command in one word is taken apart, and one that stands elsewhere in the image, or is nearly another, is called so. */
function otherProgram(part: Part): ManifestChange[] {
  const programs = programsOf(part.setting.inputs, at(part, `${part.path}.image`)!.value.value) ?? []
  const firsts = part.fields.filter(({ path }) => path.startsWith(part.path) && /\.command\[0\]$/.test(path))
  const words = firsts.flatMap((field) => {
    const { value } = field.value
    const name = value.split('/').at(-1)!
    const put = (all: readonly string[]) => swap(field, all.map((word) => JSON.stringify(word)).join(betweenOf(field)))
    const apart = statementsOf(value, new Map())
    const near = programs.includes(value) ? undefined : likeliest(value, programs)
    return [
      ...(/\s/.test(value) && apart.length === 1
        ? changed(part, field, {
            title: `command: ${JSON.stringify(apart[0])} instead of [${JSON.stringify(value)}]`,
            edits: put(apart[0]!),
          })
        : []),
      ...programs
        .filter((program) => program !== value && (program.split('/').at(-1) === name || program === near))
        .flatMap((program) => changed(part, field, { title: `${program} instead of ${value}`, edits: put([program]) })),
    ]
  })
  return [...words, ...inScript(part, programs)]
}

/** What stands between two members of the list that a member is in. */
const betweenOf = ({ parent }: DocumentField): string => (parent.flow ? ', ' : `\n${' '.repeat(parent.start.column)}- `)

/** A shell’s script calls a program as the image has it. */
function inScript(part: Part, programs: readonly string[]): ManifestChange[] {
  if (programs.length === 0) return []
  return argumentsOf(part).flatMap((field) => {
    const { start, end, value } = field.value
    const written = part.text.slice(start.index, end.index)
    const names = new Set(/\s/.test(value) ? statementsOf(value, new Map()).flatMap(([name]) => name ?? []) : [])
    return [...names].flatMap((name) => {
      const near = programs.some((program) => program === name || program.split('/').at(-1) === name)
        ? undefined
        : likeliest(name, programs)
      if (near === undefined || !written.includes(name)) return []
      return changed(part, field, { title: `${near} instead of ${name} in its script`, edits: swap(field, written.replaceAll(name, near)) })
    })
  })
}

/** An image that cannot be had is spelt as another that the node has, or that stands beside it. */
function otherImage(part: Part): ManifestChange[] {
  const field = at(part, `${part.path}.image`)!
  const { value } = field.value
  const beside = part.fields.flatMap(({ path, value: { value: name } }) => (/ontainers\[\d+\]\.image$/.test(path) ? [name] : []))
  const names = [...Object.keys(part.setting.inputs.images), ...beside].filter((name) => name !== value && !name.endsWith('*'))
  const near = nearestName(value, names)
  return near === undefined ? obtained(part, field) : instead(part, field, near, { name: 'image: ' })
}

/** What people do where the name is not that of another image: by what pulling it comes to. */
const OBTAINED = readTable(obtaining, 'pull', 'title', 'note', 'command')

function obtained(part: Part, field: DocumentField): ManifestChange[] {
  const { inputs } = part.setting
  const { value } = field.value
  const image = imageOf(inputs, value)
  const how = image?.present === false ? OBTAINED.find(({ pull }) => pull === image.pull) : undefined
  if (!how) return []
  const filled = (text: string): string => text.replaceAll('{image}', value).replaceAll('{registry}', wholeName(value).split('/')[0]!)
  return changed(part, field, {
    size: 0,
    title: filled(how.title),
    path: `${field.path} in its registry`,
    edits: [],
    images: { ...inputs.images, [value]: { ...image!, pull: { after: PULL_SECONDS } } },
    notes: [filled(how.note)],
    ...(how.command === '' ? {} : { command: filled(how.command) }),
  })
}

const PULL_SECONDS = 2

// --- files of a kube-apiserver

/** What a file may hold that the node is not known to have, by the flag that names it. */
const CONTENTS: Readonly<Record<string, string>> = {
  '--audit-policy-file': 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n',
  '--admission-control-config-file': 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: []\n',
  '--encryption-provider-config':
    'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - identity: {}\n',
  '--token-auth-file': 'sesame,probe,1000,"probes"\n',
}

/** What a file may hold that a flag names and nobody has described. */
export const contentFor = (flag: string): string =>
  own(CONTENTS, `--${flag}`) ?? (/-?ca-file$/.test(flag) ? copyOf('/etc/kubernetes/pki/ca.crt')! : '')

/** A file that a flag names, and that no mount holds, is mounted from the node. */
function mounted(part: Part): ManifestChange[] {
  const mounts = part.fields.filter(({ path }) => path.startsWith(`${part.path}.volumeMounts[`) && path.endsWith('.mountPath'))
  const held = mounts.map(({ value }) => cleanPath(value.value))
  return argumentsOf(part).flatMap((field) => {
    const [, flag = '', named = ''] = /^(--[\w-]+)=(\/.*)$/.exec(field.value.value) ?? []
    const path = cleanPath(named)
    const isThere = Object.hasOwn(part.setting.inputs.files, path)
    const content = own(CONTENTS, flag)
    if ((content === undefined && !isThere) || held.some((mount) => path === mount || path.startsWith(`${mount}/`))) return []
    const name = flag.slice(2)
    const volumes = at(part, 'spec.volumes')
    const list = at(part, `${part.path}.volumeMounts`)
    const mount = { mountPath: path, name, readOnly: true }
    const volume = { hostPath: { path, type: 'File' }, name }
    const edits = [
      ...(list ? member(part.text, list.value, mount) : addition(part.text, part.container.value, 'volumeMounts', [mount])),
      ...(volumes ? member(part.text, volumes.value, volume) : addition(part.text, at(part, 'spec')!.value, 'volumes', [volume])),
    ]
    return changed(part, field, {
      size: 0,
      title: `a mount of ${path}`,
      path: `${part.path}.volumeMounts ${flag}`,
      edits,
      ...(isThere || content === undefined
        ? {}
        : { files: { [path]: content }, notes: [`The file has to lie on the node: one is assumed there, in its shortest form.`] }),
    })
  })
}

/** A file on the node; with what it holds it costs nothing. */
export const fileMade = (part: Part, field: DocumentField, path: string, content: string | undefined): ManifestChange[] =>
  changed(part, field, {
    ...(content === undefined ? {} : { size: 0 as const }),
    title: `the file ${path} on the node`,
    path: `${field.path} file`,
    edits: [],
    files: { [path]: content ?? '' },
    notes: ['What has to stand in it, its program says.'],
  })

/** A file that a volume wants on the node: under the name that the node has, or made there. */
function hostFiles(part: Part): ManifestChange[] {
  const { files } = part.setting.inputs
  const isNamed = (path: string): boolean =>
    argumentsOf(part).some((word) => own(CONTENTS, word.value.value.replace(`=${path}`, '')) !== undefined)
  const wanted = part.fields.filter(({ path, value }) => {
    const type = path.endsWith('.hostPath.path') ? at(part, path.replace(/path$/, 'type'))?.value.value : ''
    return type === 'File' || ((type === undefined || type === 'DirectoryOrCreate') && isNamed(cleanPath(value.value)))
  })
  return wanted.flatMap((field) => {
    const path = cleanPath(field.value.value)
    if (Object.hasOwn(files, path)) return []
    const near = nearestName(path, Object.keys(files))
    const content = Object.entries(CONTENTS).find(([flag]) => argumentsOf(part).some((word) => word.value.value === `${flag}=${path}`))?.[1]
    return [
      ...(near === undefined ? [] : instead(part, field, near, { name: 'path in hostPath: ' })),
      ...fileMade(part, field, path, content),
    ]
  })
}

/** A user who is not root, where nothing else may run and nobody says which it is. */
function asUser(part: Part): ManifestChange[] {
  const held = part.fields.filter(({ path }) => path === 'spec.securityContext' || path === `${part.path}.securityContext`)
  const own = held.find(({ path }) => at(part, `${path}.runAsNonRoot`)?.value.value === 'true')
  if (!own || held.some(({ path }) => at(part, `${path}.runAsUser`))) return []
  return changed(part, own, {
    title: `runAsUser: ${SOME_USER} in securityContext`,
    path: `${own.path}.runAsUser`,
    edits: addition(part.text, own.value, 'runAsUser', SOME_USER),
    notes: ['Any number but 0 does: what it reads and writes has to be open to it.'],
  })
}

const SOME_USER = 1000

/** Requests that leave a pod as much as its node has left for it. */
function fitting(part: Part): ManifestChange[] {
  const { inputs, pod: name } = part.setting
  const pods = podsOf(inputs)
  const pod = pods.find(({ metadata }) => metadata.name === name)
  const lacks = pod
    ? shortages(
        pod,
        pods.filter((other) => other !== pod),
        inputs.node,
      )
    : []
  const moved = lacks.flatMap(({ resource, requested, used, capacity }) => {
    if (resource === 'pods') return []
    const fields = part.fields.filter(({ path }) => path.endsWith(`.resources.requests.${resource}`))
    const whole = fields.length > 0 ? fields : part.fields.filter(({ path }) => path.endsWith(`.resources.limits.${resource}`))
    const least = requested - (capacity - used)
    const amounts = whole.map((field) => ({ field, left: amountOf(field.value.value, resource) - least }))
    const most = amounts.toSorted((a, b) => b.left - a.left)[0]
    return most && most.left > 0
      ? [{ field: most.field, resource, to: resource === 'cpu' ? `${most.left}m` : `${Math.floor(most.left / 1024 ** 2)}Mi` }]
      : []
  })
  const [first] = moved
  if (!first || moved.length < lacks.length) return []
  const title = `${moved.map(({ resource, to }) => `${resource}: ${to}`).join(', ')} instead of ${moved.map(({ field }) => field.value.value).join(', ')}`
  const edits = moved.flatMap(({ field, to }) => swap(field, to))
  return changed(part, first.field, {
    size: 0,
    title,
    edits,
    notes: ['It is promised so much less: a node that is busy gives it no more.'],
  })
}

/** Certificates whose time is over are made anew, as kubeadm does it. */
function renewed(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const { cluster } = inputs
  const over = CERTIFICATE_NAMES.filter((name) => cluster.certificates?.[name] && lifeOf(inputs, name).notAfter < inputs.duration)
  if (over.length === 0) return []
  const left = Object.entries(cluster.certificates!).filter(([name]) => !over.some((text) => text === name))
  const command = over.map((name) => (/ca$/.test(name) ? `kubeadm init phase certs ${name}` : `kubeadm certs renew ${name}`)).join('\n')
  return beside(part, {
    title: `${listed(over)} renewed`,
    path: 'certificates',
    cluster: { ...cluster, certificates: Object.fromEntries(left) },
    command,
    notes: ['The control plane’s pods have to be restarted to take it up.'],
  })
}

const ANONYMOUS = '--anonymous-auth=false'

/** Anonymous requests on the paths of health alone, in each form that a release may want. */
function anonymousOnHealth(part: Part): ManifestChange[] {
  const args = argumentsOf(part)
  const flag = args.find(({ value }) => value.value === ANONYMOUS)
  const ca = args.map(({ value }) => /^--client-ca-file=(\/.*)\/[^/]+$/.exec(value.value)?.[1]).find((text) => text !== undefined)
  if (!flag || ca === undefined || args.some(({ value }) => /^--(feature-gates|authentication-config)=/.test(value.value))) return []
  const file = `${ca}/authentication.yaml`
  const gates = ['', `${betweenOf(flag)}--feature-gates=AnonymousAuthConfigurableEndpoints=true`]
  return (['v1', 'v1beta1'] as const).flatMap((version) =>
    gates.flatMap((gate) =>
      changed(part, flag, {
        size: 3,
        title: `an AuthenticationConfiguration for the health paths alone instead of ${ANONYMOUS}`,
        path: `${flag.path} conditions`,
        edits: swap(flag, `--authentication-config=${file}${gate}`),
        files: { [file]: healthOnly(version) },
        notes: [`It takes a file more on the node, ${file}.`],
      }),
    ),
  )
}
