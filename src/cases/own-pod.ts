import { kubeadmDoors } from '../sim/kubelet/kubeadm-doors.ts'
import type { NodeInputs } from '../sim/scenario/inputs.ts'

/**
 * A scenario as a person writes it, before `parseScenario` has judged it: the fields of the file format, loosely typed.
 * This is what the page edits, keeps and shares; JSON is YAML, so its text is a scenario file.
 */
export interface ScenarioDocument {
  whyrestart: 1
  title: string
  kubernetes: string
  seed: number
  clock: string
  /** Go style: `30m`. */
  duration: string
  node: NodeInputs
  lanes: readonly LaneDocument[]
  /** Any other field of the format. */
  [field: string]: unknown
}

/** A lane is laid over the scenario's own fields. */
export interface LaneDocument {
  name: string
  manifests?: Readonly<Record<string, string>>
  files?: Readonly<Record<string, string>>
  [field: string]: unknown
}

/** The scenario file's text. */
export function documentText(document: ScenarioDocument): string {
  return `${JSON.stringify(document, null, 1)}\n`
}

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

/** Half an hour of a node that kubeadm has set up. */
export function onKubeadmNode(release: string, title: string, node: string, lanes: readonly LaneDocument[]): ScenarioDocument {
  return {
    whyrestart: 1,
    title,
    kubernetes: release,
    seed: 1,
    clock: '2026-11-24T14:15:43.491Z',
    duration: '30m',
    node: { name: node, ip: '192.168.1.100' },
    kubelet: kubeadmDoors(release),
    lanes,
  }
}

/** A scenario of one lane without any file. */
export const empty = (release: string): ScenarioDocument =>
  onKubeadmNode(release, 'My own pod', 'node', [{ name: 'As it is', manifests: {} }])

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
