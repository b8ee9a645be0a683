import type { LaneDrawing } from '../lanes/lanes.ts'

/** A word of the page in two sentences, and what of a drawing shows it. */
export interface Term {
  title: string
  says: string
  show?: Shown
}

/** What can be gone to: the first one of its kind in a lane. */
export type Shown =
  | 'passed'
  | 'failed'
  | 'warning'
  | 'unknown'
  | 'kill'
  | 'restart-all'
  | 'exit'
  | 'completed'
  | 'start'
  | 'ready'
  | 'back-off'
  | 'serving'
  | 'starting'
  | 'shutting-down'
  | 'hung'
  | 'no-etcd'
  | 'mirror'
  | 'standstill'
  | 'action'

/** Every word that is explained in place, by a name that does not change. */
export const TERMS = {
  probe: {
    title: 'probe',
    says: 'A question that the kubelet puts to a container again and again: an HTTP request, a connection, a command. What it does with the answer depends on the kind of probe.',
    show: 'failed',
  },
  liveness: {
    title: 'live: the liveness probe',
    says: 'Asked again and again while the container runs. When it has failed failureThreshold times in a row, the kubelet kills the container and starts it anew.',
    show: 'failed',
  },
  readiness: {
    title: 'ready: the readiness probe',
    says: 'Asked again and again while the container runs. While it fails the pod is not Ready, so no Service sends it requests; nothing is restarted.',
    show: 'ready',
  },
  startup: {
    title: 'start: the startup probe',
    says: 'Asked first; until it has passed once, the other probes wait. When it has failed failureThreshold times in a row, the kubelet kills the container.',
    show: 'failed',
  },
  passed: {
    title: 'passed',
    says: 'The probe got what it wants: a status from 200 to 399, a connection, or exit code 0. One pass sets the count of failures back to none.',
    show: 'passed',
  },
  failed: {
    title: 'failed',
    says: 'The answer was wrong, too late, or there was none. One failure alone does nothing: it takes failureThreshold of them in a row.',
    show: 'failed',
  },
  warning: {
    title: 'warning',
    says: 'The answer sends the kubelet to another host, where it does not go. It is told as a warning, and counts as passed.',
    show: 'warning',
  },
  errored: {
    title: 'could not be made',
    says: 'The probe itself could not be performed, for instance because the command is not in the image. Such an error never counts, so it never kills: the container looks healthy for ever.',
    show: 'unknown',
  },
  killed: {
    title: 'killed',
    says: 'The kubelet stops the container: SIGTERM first, SIGKILL when the grace period is over. Then it starts a new one at once, or after the back-off.',
    show: 'kill',
  },
  'restart-all': {
    title: 'all restarted',
    says: 'A container has ended with a code for which one of its rules says RestartAllContainers (on since 1.36): the kubelet kills the others without their preStop hooks, removes all of them, and runs the init containers again. No back-off holds what is started so.',
    show: 'restart-all',
  },
  exited: {
    title: 'exited by itself',
    says: 'The program has ended without anybody stopping it, as with an exit code of 1. The kubelet notices within a second or so, and starts it again if restartPolicy says so.',
    show: 'exit',
  },
  completed: {
    title: 'completed',
    says: 'The program has ended with exit code 0. With restartPolicy Always even that means: start again.',
    show: 'completed',
  },
  'ended-by-action': {
    title: 'ended by an action',
    says: 'The scenario itself has ended the program, for instance with SIGKILL. No line of a manifest could have prevented it.',
    show: 'action',
  },
  ready: {
    title: 'ready',
    says: 'The container runs, has started, and its readiness probe, if it has one, passes. A container without a readiness probe is ready as soon as it runs.',
    show: 'ready',
  },
  'not-ready': {
    title: 'not ready',
    says: 'The container runs, but its startup or readiness probe has not passed yet, or fails again. Nothing is restarted for that alone.',
    show: 'start',
  },
  'back-off': {
    title: 'back-off',
    says: 'How long the kubelet waits before it starts a container again: 10 s, doubled at each start, at most 300 s. It looks at the exit before the last one, so the first restarts do not wait.',
    show: 'back-off',
  },
  serving: {
    title: 'serving',
    says: 'The kube-apiserver answers, and everything that it needs is there. That it serves does not mean that the kubelet’s probe is let in.',
    show: 'serving',
  },
  starting: {
    title: 'starting',
    says: 'The kube-apiserver is up, but does not serve yet: first connections are refused, then held, then answered with 403 and 500. It takes a few seconds.',
    show: 'starting',
  },
  'no-etcd': {
    title: 'not serving, without etcd',
    says: 'The kube-apiserver runs, but its store etcd does not answer, so it can neither read nor write. Its health checks then say 500.',
    show: 'no-etcd',
  },
  'shutting-down': {
    title: 'shutting down',
    says: 'The kube-apiserver has been told to end (SIGTERM), and finishes what is under way. One open watch can hold it up until the grace period is over.',
    show: 'shutting-down',
  },
  hung: {
    title: 'hung',
    says: 'The process is there but does nothing more, as after SIGSTOP or in a deadlock. Connections are still accepted, by the kernel, so a TCP probe passes for ever.',
    show: 'hung',
  },
  'static-pod': {
    title: 'static pod',
    says: 'A pod that the kubelet runs because its file lies in a directory on the node, usually /etc/kubernetes/manifests. It needs no API server: that is how the kube-apiserver itself is started.',
    show: 'start',
  },
  mirror: {
    title: 'mirror: the mirror pod',
    says: 'The picture of a static pod that the kubelet keeps in the API, so that kubectl can show it. Deleting it restarts nothing, and AGE counts from when it was made.',
    show: 'mirror',
  },
  standstill: {
    title: 'no pod is synced',
    says: 'The kubelet’s one loop over all its pods waits for a request of its own, the deletion of a removed pod’s mirror pod. Until the kube-apiserver answers nothing is started, killed or told of; probes go on.',
    show: 'standstill',
  },
  action: {
    title: 'action',
    says: 'Something that the scenario does at this time: a fault, an edit of a file, a command. Every lane gets the same ones.',
    show: 'action',
  },
  estimated: {
    title: 'time estimated',
    says: 'It happened, but when is not told, as between the first and the last of a merged Event.',
  },
  idle: {
    title: 'no effect',
    says: 'The action found nothing to do in this lane, for instance because the program was not running. Its card says why.',
  },
  'exit-code': {
    title: 'exit code',
    says: 'The number with which a program ends: 0 is success, 1 to 127 its own error, 128 and more the signal that ended it. 137 is SIGKILL (128 + 9), 143 is SIGTERM (128 + 15).',
    show: 'exit',
  },
  grace: {
    title: 'grace period',
    says: 'How long a program may take from SIGTERM to its end: 30 s where nothing is said. After it comes SIGKILL, which no program can refuse.',
    show: 'kill',
  },
  '401': {
    title: '401 Unauthorized',
    says: 'The server does not know who is asking, and does not let unknown callers in. For a probe it is a failure like any other.',
    show: 'failed',
  },
  '403': {
    title: '403 Forbidden',
    says: 'The server knows who is asking, if only as system:anonymous, and that caller may not do this. For a probe it is a failure like any other.',
    show: 'failed',
  },
  Running: {
    title: 'Running',
    says: 'At least one container of the pod runs. It says nothing about health: a container can fail every probe and the pod still says Running.',
    show: 'start',
  },
  Pending: {
    title: 'Pending',
    says: 'The kubelet has not started all of the pod’s containers yet. It may wait for an image, a volume, or an init container.',
  },
  CrashLoopBackOff: {
    title: 'CrashLoopBackOff',
    says: 'The container has ended and may not start again yet: it waits for its back-off. It is no state of its own, but what kubectl prints while that wait lasts.',
    show: 'back-off',
  },
  Error: {
    title: 'Error',
    says: 'The container has ended with an exit code other than 0, and has not been started again yet.',
    show: 'exit',
  },
  Completed: {
    title: 'Completed',
    says: 'The container has ended with exit code 0, and has not been started again yet.',
    show: 'completed',
  },
  ContainerCreating: {
    title: 'ContainerCreating',
    says: 'The pod is known, and its containers are being made. It stays so while an image is pulled, or a volume is not there.',
  },
  lane: {
    title: 'lane',
    says: 'One variant of the pod, and its row on the timeline. All lanes run at the same time, under the same faults, so that their pictures can be compared. Click its name to edit it, double-click to rename it.',
  },
  programs: {
    title: 'behaviour',
    says: 'How the programs in the containers behave: which ports they open, what they answer, when they end. A real cluster runs an image; here it is written down.',
  },
  'edit-at': {
    title: 'Edit at …',
    says: 'Changes the file at this moment of the cluster’s life, as somebody does on a running node. The text above is how the run begins; this becomes an action on the timeline.',
  },
  'fault-at': {
    title: 'Fault at …',
    says: 'Lets something happen at the cursor’s time: the program hangs, crashes or is slow, etcd is lost, a file is edited. It becomes an action on the timeline, which can be moved and removed.',
  },
  curtain: {
    title: 'Hide what comes',
    says: 'Hides all that comes after this moment. Play goes on behind it, so that you can guess first and look then; press it again to see everything.',
  },
  check: {
    title: 'Check my fix',
    says: 'The goals say whether the exercise is solved, with other random seeds and releases too. This tries more on your manifest than they do: a hang, a crash, a slow minute, the next release; and draws the first run that goes badly below yours. What it finds is advice.',
  },
  hint: {
    title: 'Hint',
    says: 'Shows the next hint; the last one gives nearly everything away. How many you have taken is counted, and nothing else comes of it.',
  },
  'start-over': {
    title: 'Start over',
    says: 'Your lane becomes what it was when the exercise began. Undo brings your edits back.',
  },
  solution: {
    title: 'Show the solution',
    says: 'Writes the solution into your lane, so that the goals hold. Undo takes it out again.',
  },
  next: {
    title: 'Next exercise',
    says: 'Opens the exercise that follows. What you did here is kept, and the list of the course leads back to it.',
  },
  'hand-in': {
    title: 'Hand in',
    says: 'Makes a link that holds your attempt: your changes, your hints and your time. Nothing is sent: you paste it where your trainer collects them.',
  },
  'back-to-own': {
    title: 'Back to my own',
    says: 'Leaves the exercise for what you had open before. Your attempt is kept, and Learn leads back to it.',
  },
  reveal: {
    title: 'Reveal',
    says: 'Takes your answer, and runs the time on to what really happens. An answer cannot be changed afterwards.',
  },
  OOMKilled: {
    title: 'OOMKilled',
    says: 'The program used more memory than its limit, and the kernel ended it with SIGKILL: exit code 137. Raising the limit, or using less, is the only cure.',
    show: 'exit',
  },
} as const satisfies Readonly<Record<string, Term>>

export type TermId = keyof typeof TERMS

/**
 * Where a lane shows such a thing first, with the entry that says why.
 *
 * Units: seconds on the simulated clock. Errors: undefined where the lane has none.
 */
export function firstShown({ tracks, mirror, standstills, actions }: LaneDrawing, shown: Shown): { t: number; id: number } | undefined {
  const found = tracks.flatMap((track): { t: number; id: number }[] => {
    switch (shown) {
      case 'passed':
      case 'failed':
      case 'warning':
      case 'unknown': {
        const wanted = PROBE_RESULTS.indexOf(shown)
        return track.probes.flatMap(({ results, times, ids }) => {
          const n = results.indexOf(wanted)
          return n < 0 ? [] : [{ t: times[n]!, id: ids[n]! }]
        })
      }
      case 'kill':
      case 'restart-all':
        return track.kills.filter(({ all }) => (shown === 'kill') !== (all === true)).slice(0, 1)
      case 'exit':
      case 'completed': {
        const life = track.lives.find(({ end }) => end === (shown === 'exit' ? 'exited' : 'completed'))
        return life?.endId === undefined ? [] : [{ t: life.to, id: life.endId }]
      }
      case 'start':
        return track.lives.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'ready':
        return track.ready.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'back-off':
        return track.waits.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'mirror':
      case 'standstill':
      case 'action':
        return []
      default:
        return track.server.filter(({ state }) => state === shown).map(({ from, id }) => ({ t: from, id }))
    }
  })
  if (shown === 'mirror') found.push(...mirror.map(({ from, id }) => ({ t: from, id })))
  if (shown === 'standstill') found.push(...standstills.map(({ from, id }) => ({ t: from, id })))
  if (shown === 'action') found.push(...actions.map(({ t, id }) => ({ t, id })))
  return found.toSorted((a, b) => a.t - b.t)[0]
}

/** As RESULTS has them, in the page's words. */
const PROBE_RESULTS: readonly Shown[] = ['passed', 'failed', 'warning', 'unknown']
