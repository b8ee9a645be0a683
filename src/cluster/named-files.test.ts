import { expect, it } from 'vitest'
import { incidentOf } from './cluster-incident.ts'

const APISERVER = (flag: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver-node-1
  namespace: kube-system
  uid: 0b1d5c3c-0f7d-4a0a-8f3f-5a4c2f7b0d3c
  annotations: {kubernetes.io/config.source: file, kubernetes.io/config.mirror: abc}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.34.1
    command:
    - kube-apiserver
    - --client-ca-file=/etc/kubernetes/pki/ca.crt
    - --etcd-servers=https://127.0.0.1:2379
${flag}
    volumeMounts:
    - {mountPath: /etc/kubernetes/pki, name: k8s-certs, readOnly: true}
  volumes:
  - hostPath: {path: /etc/kubernetes/pki, type: DirectoryOrCreate}
    name: k8s-certs
status:
  phase: Running
  startTime: "2026-03-09T07:12:04Z"
  containerStatuses:
  - name: kube-apiserver
    restartCount: 0
    ready: true
    state: {running: {startedAt: "2026-03-09T07:12:05Z"}}
`

const named = (flag: string): string[] => incidentOf([APISERVER(flag)], '1.34').untold.filter((line) => line.startsWith('The file '))

it.each(['authentication-config', 'authorization-config'])('names the file of --%s, which no text has', (flag) => {
  const [said, ...more] = named(`    - --${flag}=/etc/kubernetes/access/file.yaml`)
  expect(more).toEqual([])
  expect(said).toContain(`The file /etc/kubernetes/access/file.yaml, which --${flag} of kube-apiserver names`)
  expect(said).toContain('so that kube-apiserver cannot start with it')
})

it('says nothing of a file that is named without its place, nor of none', () => {
  expect(named('    - --authorization-config=access/file.yaml\n    - --authentication-config=')).toEqual([])
})

it('says nothing of the certificates that kubeadm lays there', () => {
  expect(named('    - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt')).toEqual([])
})
