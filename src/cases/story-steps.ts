import type { StoryStep } from '../sim/scenario/steps.ts'
import { STORY_CURSOR } from './the-strange-case.ts'

const FILE = 'kube-apiserver.yaml'
const CALM = 'As kubeadm writes it'
const OFF = 'Anonymous requests off'

/** The strange case, told in nine steps of two sentences; each number in them is one of what is to be seen at that step. */
export const STORY: readonly StoryStep[] = [
  {
    says: 'whyrestart shows, second by second, why a pod keeps restarting. Here one line too many has led to 6 restarts.',
    at: STORY_CURSOR,
    lane: OFF,
    panel: 'why',
    line: { file: FILE, has: '--anonymous-auth=false' },
  },
  {
    says: 'The kube-apiserver is a static pod: the kubelet on the node runs it from this file. Every 10 seconds it asks the server whether it is well, by the liveness probe; each dot is a good answer.',
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
    says: 'From then on the answer is 401, for the kubelet asks without credentials. Each failed probe is a cross; by now there are 4 of them, and after 8 in a row the kubelet acts.',
    at: 60,
    lane: OFF,
    panel: 'why',
    line: { file: FILE, has: 'failureThreshold:' },
  },
  {
    says: 'After 8 failures in a row, at 1 min 35 s, the kubelet kills the container and starts a new one, which gives the same answers. Press any mark to see why it is there.',
    at: 100,
    lane: OFF,
    panel: 'why',
    select: 'kill',
  },
  {
    says: 'So it goes on, every 80 seconds: at 7 min there have been 5 restarts. The wait before each is 10 s, then 20 s, then 40 s, but it counts from the end before the last one, so it is over already.',
    at: 420,
    lane: OFF,
    panel: 'events',
  },
  {
    says: 'This is what the administrator saw at 8 min 45 s: Running, 6 restarts, and an AGE of 7m, which counts from when the API first heard of the pod. Running only says that a program runs; it fails every probe.',
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
    says: 'Three of the lanes are ways out, and none is free: Verdicts shows, over the whole half hour, what each costs when the server hangs, loses its database etcd, or a stranger asks. The exercises let you choose one.',
    at: STORY_CURSOR,
    lane: 'Fix 1, insecure port',
    panel: 'verdicts',
  },
]
