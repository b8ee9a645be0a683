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
  ['{{range $i, $p := .items}}{{.metadata.name}};{{end}}', 'a;b;'],
  ['{{range $p := .items}}{{.metadata.name}};{{end}}', 'a;b;'],
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
  ['{{and .gone "x"}} {{and "" .gone}} {{and "a" "b"}}', '<no value>  b'],
  ['{{or .gone ""}} {{or "" .gone}} {{or .gone "x" "y"}}', ' <no value> x'],
  [
    '{{lt 1 2}} {{lt 2 2}} {{le 2 2}} {{le 3 2}} {{gt 2 1}} {{gt 2 2}} {{ge 2 2}} {{ge 1 2}}',
    'true false true false true false true false',
  ],
  ['{{lt "a" "b"}} {{ge "a" "a"}} {{eq 1 2 1}} {{eq 1 2}} {{ne 1 2}} {{ne "a" "a"}}', 'true true true false true false'],
  ['{{len .metadata.name}} {{len .status.containerStatuses}} {{len .items}}', '1 1 0'],
  ['{{print 1 "a"}}|{{println "a" true}}|{{nil}}', '1a|a true\n|<no value>'],
  ['{{printf "%5s|%-3d|%03d|%v%%" "ab" 7 7 true}}', '   ab|7  |007|true%'],
  ['{{if .items}}some{{else}}none{{end}} {{if .metadata.labels}}some{{end}}{{if 0}}no{{end}}', 'none some'],
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
  ['{{len .gone}}', /error calling len: <no value> has no length/],
  ['{{len 3}}', /error calling len: 3 has no length/],
  ['{{len "a" "b"}}', /wrong number of args for len: want 1 got 2/],
  ['{{lt 1 "a"}}', /error calling lt: incompatible types for comparison/],
  ['{{index .status.containerStatuses -1}}', /out of range/],
  ['{{index .metadata.name 0}}', /can't index item of a/],
  ['{{(.a}}', /unclosed left paren/],
  ['{{.a .b}}', /can't give argument to non-function \.a/],
  ['{{| len}}', /missing value for command/],
  ['{{.a)}}', /unexpected "\)"/],
  ['{{}}', /missing value for command/],
  ['{{"\\x"}}', /invalid syntax: "\\x"/],
])('%s is refused', (template, error) => expect(goTemplate(template, POD).error).toMatch(error))

it('takes no more turns than 20000, the range among them', () => {
  const ofItems = (n: number) => goTemplate('{{range .items}}{{.}}{{end}}', { items: Array.from({ length: n }, () => 1) })
  expect(ofItems(19_999).error).toBeUndefined()
  expect(ofItems(20_000).error).toMatch(/it takes too many turns/)
})
