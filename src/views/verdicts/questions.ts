import type { QuestionId } from './cell.ts'

/** What the questions are about, in the order in which they are shown. */
export const GROUPS = {
  restart: 'Does it restart?',
  noticed: 'What is noticed, and how soon?',
  callers: 'Who gets in?',
  releases: 'Where does it work?',
} as const
type Group = keyof typeof GROUPS

/** A question that is asked of every lane. */
export interface VerdictQuestion {
  id: QuestionId
  /** Beside its row. */
  head: string
  group: Group
  /** Exactly what is asked, in one sentence. */
  definition: string
  /** As a person says it to whom it matters. */
  matters: string
  /** Only a simulated kube-apiserver can be asked. */
  server: boolean
}

/** In the order in which they are tried. */
export const QUESTIONS: readonly VerdictQuestion[] = [
  {
    id: 'calm',
    head: 'Restarts, no fault',
    group: 'restart',
    matters: 'No needless restarts',
    server: false,
    definition:
      'How often the kubelet starts the lane’s containers again in 30 minutes in which nothing goes wrong (the scenario’s own actions are left out), and whether its pods are ready at 30 min.',
  },
  {
    id: 'hang',
    head: 'Hang: restarted after',
    group: 'noticed',
    matters: 'A hang is noticed',
    server: false,
    definition:
      'How long it takes from a SIGSTOP of the main process at 10 min, or as soon after it as it is up, until its container is started again; never means not within 20 minutes, also without it means that a run without the hang has its next restart no later.',
  },
  {
    id: 'etcd',
    head: 'etcd lost: restarted after',
    group: 'restart',
    matters: 'A lost etcd restarts nothing',
    server: true,
    definition:
      'How long it takes from a kill of etcd at 10 min, which then stays down, until the kube-apiserver is started again, which helps nobody, and how often that happens in 10 minutes; never means not at all, and then whether the pod still counts as ready; also without it means that a run with etcd has as many restarts in the same time.',
  },
  {
    id: 'etcdHung',
    head: 'etcd hung: restarted after',
    group: 'restart',
    matters: 'A hung etcd restarts nothing',
    server: true,
    definition: 'The same for an etcd that is stopped by a SIGSTOP at 10 min and stays so for 10 minutes.',
  },
  {
    id: 'crash',
    head: 'Crash: serves after',
    group: 'noticed',
    matters: 'A crash is soon over',
    server: false,
    definition:
      'How long it takes from the end of the main process with exit code 1 at 10 min, or as soon after it as it is up, until it serves again.',
  },
  {
    id: 'edit',
    head: 'Edit: serves after',
    group: 'noticed',
    matters: 'An edit is soon over',
    server: false,
    definition:
      'How long it takes from an edit of the manifest at 10 min that adds one annotation until the new pod serves, and for how long of that nobody serves.',
  },
  {
    id: 'outside',
    head: 'Readable from outside',
    group: 'callers',
    matters: 'Nobody outside reads anything',
    server: true,
    definition:
      'What a request without credentials may read from outside the cluster at 2 min, of 15 paths of the kube-apiserver, on its secure and its insecure port.',
  },
  {
    id: 'pod',
    head: 'Readable from a pod',
    group: 'callers',
    matters: 'Pods read nothing',
    server: true,
    definition: 'What a request without credentials may read from a pod of the cluster at 2 min, of the same paths on the same ports.',
  },
  {
    id: 'node',
    head: 'Readable from the node',
    group: 'callers',
    matters: 'Programs on the node read nothing',
    server: true,
    definition:
      'What a request without credentials may read from the node itself at 2 min, of the same paths on the same ports, 127.0.0.1 included.',
  },
  {
    id: 'account',
    head: 'Readable by a pod’s account',
    group: 'callers',
    matters: 'A pod’s account reads no more',
    server: true,
    definition:
      'What a request from a pod with the token of its service account, default in the namespace default, may read at 2 min, of the same paths on the secure port.',
  },
  {
    id: 'kubelet',
    head: 'Readable: kubelet’s ports',
    group: 'callers',
    matters: 'The kubelet tells nobody',
    server: true,
    definition:
      'What a request without credentials may read of the kubelet at 2 min, of 7 paths on its own port and on its read-only port, one that runs a command included, and from how far away.',
  },
  {
    id: 'admin',
    head: 'Open admin ports',
    group: 'callers',
    matters: 'No open admin port',
    server: true,
    definition:
      'Ports on which a request without credentials may list all secrets, or run a command in a container, at 2 min, and from where.',
  },
  {
    id: 'secrets',
    head: 'Secrets in the spec',
    group: 'callers',
    matters: 'No secret in the spec',
    server: true,
    definition:
      'Tokens and passwords that stand in the httpHeaders, env, command and args of the lane’s pods, where whoever may read the pod reads them; accepted means that the kube-apiserver knows by one at 2 min who asks, and what is not accepted counts where its name says that it is secret.',
  },
  {
    id: 'starts',
    head: 'Starts on releases',
    group: 'releases',
    matters: 'Starts on today’s release',
    server: true,
    definition:
      'Releases from 1.9 to 1.37 on which the same files bring up a kube-apiserver that serves within 6 minutes, whatever becomes of it.',
  },
  {
    id: 'passes',
    head: 'Probes pass on releases',
    group: 'releases',
    matters: 'Its probes pass on today’s release',
    server: true,
    definition:
      'Releases from 1.9 to 1.37 on which, besides, nobody ends it, each of its probes has passed last and the pod is ready, within 6 minutes.',
  },
]
