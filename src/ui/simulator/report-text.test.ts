import { expect, it } from 'vitest'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { answers } from './answers.ts'
import { present } from './runs.ts'

const MISSING = { 'example.org/wep:1': { present: false, pull: 'notFound' }, 'example.org/web:1': {} }
const UP = { web: { listens: [{ port: 8080 }], answers: [{ status: 200 }] } }

it.each<[what: string, container: string, spec: string, more: object, says: readonly string[]]>([
  [
    'a named port that is missing',
    'ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {port: htpp}}',
    '',
    {},
    ['## What would let web become ready', '**port in readinessProbe: 8080 instead of htpp**: 0 restarts.'],
  ],
  [
    'a program that is misspelt',
    'command: [/bin/sevre]',
    '',
    { images: { 'example.org/web:1': { programs: ['/bin/serve'] } } },
    ['/bin/serve instead of /bin/sevre'],
  ],
  [
    'a mount that fails',
    'volumeMounts: [{name: a, mountPath: /a}]',
    'volumes: [{name: a, hostPath: {path: /etc/polciy.yaml, type: File}}], ',
    { files: { '/etc/policy.yaml': 'x' } },
    ['**path in hostPath: /etc/policy.yaml instead of /etc/polciy.yaml**: 0 restarts.'],
  ],
  [
    'an image that cannot be pulled',
    'image: example.org/wep:1',
    '',
    { images: MISSING },
    ['**image: example.org/web:1 instead of example.org/wep:1**'],
  ],
  [
    'an image of which no other name is known',
    'image: example.org/wep:1',
    '',
    { images: { 'example.org/wep:1': { present: false, pull: 'notFound' } } },
    ['**example.org/wep:1 in its registry**: 0 restarts.'],
  ],
  [
    'a deadline',
    'env: []',
    'activeDeadlineSeconds: 5, ',
    {},
    ['## What would have prevented the end by the deadline', '**without activeDeadlineSeconds**: its deadline does not end it.'],
  ],
])('the page’s report offers what mends %s', async (_, container, spec, more, says) => {
  const image = container.startsWith('image') ? '' : 'image: "example.org/web:1", '
  const manifest = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {${spec}containers: [{name: web, ${image}${container}}]}\n`
  const { scenario } = parseScenarioJson(
    JSON.stringify({ whyrestart: 1, duration: '5m', manifests: { 'web.yaml': manifest }, processes: UP, ...more }),
  )
  present.scenario = scenario!
  const text = await answers.report({ lane: 0, as: 'report', title: 'Why?', name: 'web', at: 300 })
  for (const words of says) expect(text).toContain(words)
})
