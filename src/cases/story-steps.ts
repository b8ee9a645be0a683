import { STORY_CURSOR } from './the-strange-case.ts'

/** One state of the page and what is to be seen there: a moment, a lane, a panel, a line, two sentences. */
export interface Step {
  says: string
  /** Seconds on the simulated clock; left out: nothing moves. */
  at?: number
  /** A lane's name. */
  lane?: string
  panel?: 'why' | 'request' | 'terminal' | 'events' | 'verdicts'
  /** A line of a file, by a text that it holds. */
  line?: { file: string; has: string }
  /** The kind of thing that is explained: the first kill, or start, at or before the moment. */
  select?: 'kill' | 'start'
  /** For the speaker alone. */
  notes?: string
}

const FILE = 'kube-apiserver.yaml'
const CALM = 'As kubeadm writes it'
const OFF = 'Anonymous requests off'

/** The strange case, told in nine steps of two sentences. */
export const STORY: readonly Step[] = [
  {
    says: 'whyrestart shows, second by second, why a pod keeps restarting: you change its manifest, and see what comes of it. Here, on Kubernetes 1.9, one line too many led to 6 restarts in 7 minutes.',
  },
  {
    says: 'This is the kube-apiserver as kubeadm sets it up. Every 10 seconds the kubelet asks it whether it is well (a dot), and each answer is good.',
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
    says: 'From the first question on the answer is 401: the kubelet asks without credentials, and nobody without credentials is let in any more. A failed probe is a cross; one alone does nothing.',
    at: 60,
    lane: OFF,
    panel: 'why',
    line: { file: FILE, has: 'failureThreshold:' },
  },
  {
    says: 'After eight failures in a row the kubelet kills the container and starts a new one. The new one is asked the same question, and gives the same answer.',
    at: 100,
    lane: OFF,
    panel: 'why',
    select: 'kill',
  },
  {
    says: 'So it goes every 80 seconds: on 1.9 the later kills take only seven failures. The first restarts do not wait, because the kubelet looks at the exit before the last one.',
    at: 420,
    lane: OFF,
    panel: 'events',
  },
  {
    says: 'This is what the administrator saw: kubectl says Running, with 6 restarts. Running only says that a program runs; it fails every single probe.',
    at: STORY_CURSOR,
    lane: OFF,
    panel: 'why',
  },
  {
    says: 'After the seventh kill the back-off holds it back: 160 seconds, then 300. All that time the cluster has no API, and kubectl is refused.',
    at: 620,
    lane: OFF,
    panel: 'terminal',
  },
  {
    says: 'Below stand three ways out, and none is free: Verdicts shows what each costs when the server hangs, loses etcd, or is asked by a stranger. Which one would you choose? The exercises let you try.',
    at: STORY_CURSOR,
    lane: 'Fix 1, insecure port',
    panel: 'verdicts',
  },
]
