import type { StoryStep } from '../sim/scenario/steps.ts'
import { STORY_CURSOR } from './the-strange-case.ts'

const FILE = 'kube-apiserver.yaml'
const CALM = 'As kubeadm writes it'
const OFF = 'Anonymous requests off'

/** The strange case, told in nine steps of two sentences; each number in them is one of what is to be seen at that step. */
export const STORY: readonly StoryStep[] = [
  {
    says: 'whyrestart shows, second by second, why a pod keeps restarting: you change its manifest, and see what comes of it. Here, on Kubernetes 1.9, one line too many has led to 6 restarts.',
    at: STORY_CURSOR,
    lane: OFF,
  },
  {
    says: 'This is the kube-apiserver, which kubectl and all other parts of Kubernetes ask, and kubeadm sets it up as a static pod: a file on the node, which the kubelet there reads and runs. Every 10 seconds the kubelet asks it whether it is well, its liveness probe; each dot is a good answer.',
    at: 240,
    lane: CALM,
    panel: 'why',
    line: { file: FILE, has: 'livenessProbe:' },
  },
  {
    says: 'An administrator reads that anonymous requests are a risk, and adds one line: --anonymous-auth=false. Nothing else is different.',
    at: 15,
    lane: OFF,
    panel: 'why',
    line: { file: FILE, has: '--anonymous-auth=false' },
  },
  {
    says: 'From the first question on the answer is 401: the kubelet asks without credentials, and nobody without credentials is let in any more. Each failed probe is a cross; by now there are 4 of them, and after 8 in a row the kubelet acts.',
    at: 60,
    lane: OFF,
    panel: 'why',
    line: { file: FILE, has: 'failureThreshold:' },
  },
  {
    says: 'After 8 failures in a row, at 1 min 35 s, the kubelet kills the container and starts a new one. The new one is asked the same question, and gives the same answer.',
    at: 100,
    lane: OFF,
    panel: 'why',
    select: 'kill',
  },
  {
    says: 'So it goes on, every 80 seconds: at 7 min there have been 5 restarts. The kubelet would wait before each, 10 s, then 20 s, then 40 s, but it counts from the end before the last one, 80 seconds ago, so the wait is over already.',
    at: 420,
    lane: OFF,
    panel: 'events',
  },
  {
    says: 'This is what the administrator saw at 8 min 45 s: kubectl says Running, 6 restarts, and an AGE of 7m, for it counts from when the API first heard of the pod. Running only says that a program runs; it fails every single probe.',
    at: STORY_CURSOR,
    lane: OFF,
    panel: 'why',
  },
  {
    says: 'After the seventh kill, at 9 min 35 s, the wait is longer than the life before it: this back-off is 160 seconds. All that time the cluster has no API, and kubectl is refused.',
    at: 620,
    lane: OFF,
    panel: 'terminal',
  },
  {
    says: 'Three of the lanes are ways out, and none is free: the table Verdicts shows, over the whole half hour and not only up to 8 min 45 s, what each costs when the server hangs, when it loses its database etcd, or when a stranger asks. The exercises let you choose one: for a bank, for a home lab, and for a cluster that is to last.',
    at: STORY_CURSOR,
    lane: 'Fix 1, insecure port',
    panel: 'verdicts',
  },
]
