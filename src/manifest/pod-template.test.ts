import { expect, it } from 'vitest'
import { releaseOf } from '../sim/release/release.ts'
import { readManifest } from './parse.ts'
import { podTemplateOf } from './pod-template.ts'

const SPEC = '{containers: [{name: c, image: "x:1", args: ["yes", "1"]}]}'
const read = (text: string, release = '1.37') =>
  readManifest(text, { file: '/etc/kubernetes/manifests/x.yaml', nodeName: 'node', release: releaseOf(release) })

it.each([
  ['Deployment', `spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}`],
  ['DaemonSet', `spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}`],
  ['StatefulSet', `spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}`],
  ['ReplicaSet', `spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}`],
  ['Job', `spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}`],
  ['CronJob', `spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: web}}, spec: ${SPEC}}}}}`],
  ['PodTemplate', `template: {metadata: {labels: {app: web}}, spec: ${SPEC}}`],
])('takes the pod template out of a %s', (kind, rest) => {
  const template = podTemplateOf(`apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\n${rest}\n`)!
  expect(read(template.text)).toMatchObject({
    diagnostics: [],
    pod: {
      metadata: { name: 'web', namespace: 'shop' },
      spec: { containers: [{ name: 'c', args: ['yes', '1'] }] },
    },
  })
  // by it the kubelet and the chapters know a Job's pod
  expect(read(template.text).pod!.metadata.labels).toEqual({ app: 'web', ...(kind.endsWith('Job') ? { 'job-name': 'web' } : {}) })
  const limit = '; its backoffLimit of 6 is left out, so that it is started again where the Job would give up after 7 failures'
  expect(template.note).toBe(`a ${kind}: its pod template runs as a static pod named web${kind.endsWith('Job') ? limit : ''}`)
})

it.each([
  ['Deployment', 'replicas: 2', 'one of its 2'],
  ['Deployment', 'replicas: 1', 'a Deployment: its pod template runs as a static pod named web'],
  ['Job', 'backoffLimit: 4', 'its backoffLimit of 4 is left out, so that it is started again where the Job would give up after 5 failures'],
  ['Job', 'activeDeadlineSeconds: 60', 'its activeDeadlineSeconds of 60 is left out, so that nothing ends it then'],
])('says what of a %s with %s no static pod has, and what that means', (kind, field, says) => {
  const text = `kind: ${kind}\nmetadata: {name: web}\nspec:\n  ${field}\n  template: {spec: {containers: [{name: c, image: x}]}}\n`
  const { note } = podTemplateOf(text)!
  expect(note.split('; ').at(-1)).toBe(says)
})

it('of a Job that runs several at once one is', () => {
  expect(podTemplateOf(`kind: Job\nspec: {parallelism: 2, template: {spec: ${SPEC}}}\n`)!.note).toContain('; one of its 2; ')
})

it('says of a CronJob that one run of it is shown', () => {
  const { note } = podTemplateOf(
    'kind: CronJob\nmetadata: {name: web}\nspec: {schedule: "*/5 * * * *", jobTemplate: {spec: {backoffLimit: 2, template: {spec: {containers: [{name: c, image: x}]}}}}}\n',
  )!
  expect(note).toContain('; its backoffLimit of 2 is left out')
  expect(note.split('; ').at(-1)).toBe('one run of the job is shown, and its schedule, */5 * * * *, starts no other')
})

const REFERENCES = `
  serviceAccountName: robot
  imagePullSecrets: [{name: pull}]
  initContainers:
  - {name: init, image: x, envFrom: [{secretRef: {name: s}}]}
  containers:
  - name: c
    image: x
    env: [{name: A, value: "1"}, {name: B, valueFrom: {configMapKeyRef: {name: m, key: k}}}, {name: C, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
    volumeMounts: [{name: s, mountPath: /s}, {name: t, mountPath: /t}, {name: h, mountPath: /h}]
  volumes:
  - {name: s, secret: {secretName: s}}
  - {name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}
  - {name: c, cephfs: {monitors: [m], secretRef: {name: s}}}
  - {name: g, glusterfs: {endpoints: e, path: /}}
  - {name: h, hostPath: {path: /}}
`

it('leaves out what a static pod may not refer to, and names it', () => {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:${REFERENCES}`
  expect(read(pod).error).toContain('static pods may not reference')
  const { text, note } = podTemplateOf(pod)!
  expect(read(text)).toMatchObject({
    pod: {
      raw: {
        spec: {
          containers: [{ env: [{ name: 'A', value: '1' }, { name: 'B' }, { name: 'C' }], volumeMounts: [{ name: 'h' }] }],
          volumes: [{ name: 'h', hostPath: {} }],
        },
      },
    },
  })
  expect(note).toBe(
    'a Pod: it runs as a static pod named web, without its service account, pull secrets, variables and volumes, for a static pod may not refer to objects of the API',
  )
})

it('a StatefulSet’s claims are volumes, which are left out', () => {
  const text = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  volumeClaimTemplates: [{metadata: {name: data}}]\n  template: {spec: {containers: [{name: db, image: x, volumeMounts: [{name: data, mountPath: /data}]}]}}\n`
  const { text: pod, leftOut } = podTemplateOf(text)!
  expect(leftOut).toEqual(['volumes'])
  expect(read(pod).pod?.spec.containers[0]?.volumeMounts).toEqual([])
})

it('a claim takes the place of a volume of its name, as the controller does, and of no other', () => {
  const text = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  volumeClaimTemplates: [{metadata: {name: data}}]\n  template: {spec: {volumes: [{name: data, emptyDir: {}}, {name: tmp, emptyDir: {}}], containers: [{name: db, image: x, volumeMounts: [{name: data, mountPath: /data}]}]}}\n`
  const { pod, diagnostics } = read(podTemplateOf(text)!.text)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(pod?.spec.volumes.map(({ name }) => name)).toEqual(['tmp'])
})

it('a pod as the API holds it becomes the file that it came from', () => {
  const live = `apiVersion: v1
kind: Pod
metadata:
  annotations: {kubernetes.io/config.mirror: abc, kubernetes.io/config.hash: abc, mine: "1"}
  creationTimestamp: "2026-11-24T14:15:00Z"
  name: web-node-1
  namespace: kube-system
  ownerReferences: [{apiVersion: v1, kind: Node, name: node-1, uid: x}]
  resourceVersion: "1"
  generateName: web-
  generation: 1
  managedFields: []
  selfLink: /api
  uid: abc
spec: {nodeName: node-1, containers: [{name: c, image: x}]}
status: {phase: Running}
`
  const { text } = podTemplateOf(live)!
  expect(/^metadata:\n([^]*)^spec:/m.exec(text)![1]!.match(/^  \w+/gm)).toEqual(['  name', '  namespace', '  annotations'])
  const { pod } = read(text)
  expect(pod?.metadata).toEqual({ name: 'web', namespace: 'kube-system', labels: {}, annotations: { mine: '1' } })
  expect(pod?.raw).not.toHaveProperty('status')
  expect(pod?.raw['spec']).not.toHaveProperty('nodeName')
  // only a mirror pod has its node's name
  expect(podTemplateOf(live.replace('kubernetes.io/config.mirror: abc, ', ''))!.name).toBe('web-node-1')
  // the node's name is the last part of its own, whatever stands before it
  const named = (name: string, node: string) => podTemplateOf(live.replace('web-node-1', name).replace('nodeName: node-1, ', node))!.name
  expect([named('a-node-1-b-node-1', 'nodeName: node-1, '), named('a-b', ''), named('a-b', 'nodeName: node-1, ')]).toEqual([
    'a-node-1-b',
    'a-b',
    'a-b',
  ])
})

it.each([
  ['a good static pod', `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ${SPEC}\n`],
  ['a Service', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n'],
  ['a Deployment without a template', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n'],
  ['something else', 'constructor: {spec: {}}\nkind: constructor\n'],
  ['what cannot be read', 'kind: ['],
])('%s is left alone', (_, text) => {
  expect(podTemplateOf(text)).toBeUndefined()
})
