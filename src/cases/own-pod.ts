import { kubeadmDoors } from '../sim/kubelet/kubeadm-doors.ts'
import type { ScenarioDocument } from './document.ts'

/** What somebody who brings a pod of their own begins with: a good one, whose program begins to fail after a minute. */
export function ownPod(release: string): ScenarioDocument {
  return {
    ...empty(release),
    lanes: [
      {
        name: 'As it is',
        manifests: { 'web.yaml': WEB },
        processes: {
          web: {
            listens: [{ port: 8080 }],
            answers: [
              { from: '0s', status: 200 },
              { from: '60s', status: 500 },
            ],
          },
        },
      },
    ],
  }
}

/** A scenario of one lane without any file. */
export function empty(release: string): ScenarioDocument {
  return {
    whyrestart: 1,
    title: 'My own pod',
    kubernetes: release,
    seed: 1,
    clock: '2026-11-24T14:15:43.491Z',
    duration: '30m',
    node: { name: 'node', ip: '192.168.1.100' },
    kubelet: kubeadmDoors(release),
    lanes: [{ name: 'As it is', manifests: {} }],
  }
}

const WEB = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: example.org/web:1
    ports:
    - containerPort: 8080
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
      periodSeconds: 10
      failureThreshold: 3
`
