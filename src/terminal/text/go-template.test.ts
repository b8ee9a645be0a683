import { expect, it } from 'vitest'
import { goTemplate } from './go-template.ts'

const POD = {
  metadata: { name: 'a', labels: { x: '1', b: '2' } },
  status: { containerStatuses: [{ name: 'c', restartCount: 6, ready: true }], phase: 'Running' },
}
const LIST = { items: [POD, { metadata: { name: 'b' }, status: {} }] }

it.each<[string, string]>([
  ['{{.metadata.name}}', 'a'],
  ['{{.nothing.at.all}}', '<no value>'],
  ['{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
  ['{{range .items}}{{range .status.containerStatuses}}{{.name}}: {{.restartCount}};{{else}}none;{{end}}{{end}}', 'c: 6;none;'],
  ['{{range $i, $p := .items}}{{$i}}={{$p.metadata.name}} {{end}}', '0=a 1=b '],
  ['{{range $k, $v := .metadata.labels}}{{$k}}{{$v}}{{end}}', 'b2x1'],
  ['{{if eq .status.phase "Running"}}yes{{else}}no{{end}}', 'yes'],
  ['{{if and .status.phase (not .gone)}}both{{end}}', 'both'],
  ['{{if .gone}}a{{else if .status.phase}}b{{else}}c{{end}}', 'b'],
  ['{{with .status}}{{.phase}} {{$.metadata.name}}{{end}}', 'Running a'],
  ['{{(index .status.containerStatuses 0).restartCount}}', '6'],
  ['{{index .metadata.labels "x"}} {{len .metadata.labels}}', '1 2'],
  ['{{printf "%-5s|%d" .status.phase 3}}', 'Running|3'],
  ['{{.metadata.name | printf "%q"}}', '"a"'],
  ['{{.metadata.labels}} {{.status.containerStatuses}}', 'map[b:2 x:1] [map[name:c ready:true restartCount:6]]'],
  ['a {{- /* said */ -}} b', 'ab'],
  ['{{$x := .metadata.name}}{{$x}}', 'a'],
])('%s', (template, text) =>
  expect(goTemplate(template, template.includes('.items}}{{') || template.includes('$p') ? LIST : { ...POD, items: [] })).toEqual({ text }),
)

it.each<[string, RegExp]>([
  ['{{.a', /unclosed action/],
  ['{{range .items}}', /unexpected EOF/],
  ['{{end}}', /unexpected \{\{end\}\}/],
  ['{{frob .a}}', /function "frob" not defined/],
  ['{{$y}}', /undefined variable "\$y"/],
  ['{{range .metadata.name}}{{end}}', /range can't iterate over a/],
  ['{{index .status.containerStatuses 7}}', /out of range/],
  ['{{.metadata.name.more}}', /can't evaluate field more/],
])('%s is refused', (template, error) => expect(goTemplate(template, POD).error).toMatch(error))

it('takes no more turns than 20000, the range among them', () => {
  const ofItems = (n: number) => goTemplate('{{range .items}}{{.}}{{end}}', { items: Array.from({ length: n }, () => 1) })
  expect(ofItems(19_999).error).toBeUndefined()
  expect(ofItems(20_000).error).toMatch(/it takes too many turns/)
})
