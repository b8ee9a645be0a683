import { expect, it, vi } from 'vitest'
import { importTexts } from '../../cases/import.ts'
import { MAX_LINK } from '../../share/link.ts'
import { readYamlLink } from './imported.ts'

vi.mock('./own-client.ts', () => ({
  importBrought: async (texts: Parameters<typeof importTexts>[0], release: string) => importTexts(texts, release),
}))

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: x}]}\n'
const SERVER = POD.replaceAll('web', 'kube-apiserver').replace(
  'image: x',
  'image: "registry.k8s.io/kube-apiserver:v1.30.2", command: [kube-apiserver, --advertise-address=10.1.2.3]',
)
const SCENARIO = 'whyrestart: 1\ntitle: Mine\nkubernetes: "1.25"\nlanes: [{name: One}, {name: Two}]\n'

/** What a link opens, in a line, or what it says. */
async function opened(link: string): Promise<string> {
  const read = await readYamlLink(link)
  if ('error' in read) return read.error
  const { common, lanes } = read.value.draft
  const files = Object.keys(lanes[0]!.fields.manifests ?? {}).join()
  return `${String(common.title)} on ${common.kubernetes} at ${common.node.ip}: ${lanes.map(({ name }) => name).join()}; ${files}; ${read.says ?? ''}`
}

it.each<[what: string, link: string, opens: string | RegExp]>([
  [
    'a pod',
    `yaml=${encodeURIComponent(POD)}`,
    /^web on 1\.37 at 192\.168\.1\.100: web; web\.yaml; The link’s text is a Pod: .* Assumed: web/,
  ],
  ['a pod without its beginning', encodeURIComponent(POD), /^web on 1\.37 /],
  ['two pods', `yaml=${encodeURIComponent(`${POD}---\n${POD.replaceAll('web', 'db')}`)}`, /: web; web\.yaml,db\.yaml; /],
  ['a kube-apiserver, with its release and its address', `yaml=${encodeURIComponent(SERVER)}`, /^kube-apiserver on 1\.30 at 10\.1\.2\.3: /],
  ['a scenario', `yaml=${encodeURIComponent(SCENARIO)}`, 'Mine on 1.25 at 192.168.1.100: One,Two; ; The link’s text is a scenario: Mine.'],
  [
    'a scenario with a name that is too long',
    `yaml=${encodeURIComponent(SCENARIO.replace('One', 'x'.repeat(201)))}`,
    /^It has more than the page can show/,
  ],
  ['what is none', 'yaml=hello', /^The link’s text is no Kubernetes object/],
  ['a % that begins nothing', 'yaml=%E0%A4%A', 'The link is damaged: a % in it begins no character.'],
  ['too much', `yaml=${'x'.repeat(MAX_LINK)}`, 'The link is too large to open.'],
])('a link that is written by hand opens %s, or says why not', async (_, link, opens) => {
  expect(await opened(link)).toMatch(opens)
})
