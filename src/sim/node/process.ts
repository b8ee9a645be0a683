import type { Container, Pod } from '../../manifest/types.ts'
import type { Recorder } from '../trace/recorder.ts'
import type { ContainerFiles } from './container-files.ts'
import type { Outcome } from './network.ts'
import type { Running } from './who-runs.ts'

/** SIGKILL as an exit code: 128 + 9. */
export const KILLED = { code: 137, signal: 'SIGKILL' } as const

/** A program in a container, from its start to its end. */
export interface Process {
  /** What is done to the node's etcd is done to it. */
  readonly isEtcd?: boolean
  start(): void
  /** SIGTERM: it may end, at once or later, or not at all. */
  terminate(): void
  /** SIGKILL. */
  kill(): void
  /** SIGSTOP and SIGCONT; `cause` is the entry of who sent it. */
  stop(cause: number): void
  resume(cause: number): void
  /** Whether it is stopped: it does nothing then, whatever falls due. */
  readonly stopped: boolean
  /**
   * From now on each answer comes so much later, as from a slow handler: the TLS handshake is not slowed, so the client's own
   * time-out decides. Requests under way are left as they are. It goes with the process: a new one is not slow.
   */
  slow(seconds: number, cause: number): void
  /** By how much it is slow. */
  readonly slowSeconds: number
  /** Entries that explain why it does not answer, or does not listen on a port; undefined once it has ended. */
  because?(port?: number): readonly number[] | undefined
  /** It ends by itself, as on a panic. */
  crash(code: number): void
  /** What a command run in its container does. */
  exec(command: readonly string[]): ExecResult
}

export type ExecResult = ({ missing: true } | { missing: false; code: number; output: string; after: number }) & {
  /** The rule that says so. */
  because?: readonly number[]
}

/** Told once, when the process has ended; `cause` where it knows better than that it was started. */
export type OnExit = (end: { code: number; signal?: string; reason?: string; cause?: number | readonly number[] }) => void

/** The entries of a process's life, for what follows from them. */
export interface LifeEntries {
  /** Of its start. */
  start(): number
  /** Of what stops it; undefined while nothing does. */
  stop(): number | undefined
}

/** Why a stopped process does not answer. */
export const STOPPED = 'The process is stopped: the kernel accepts the connection, nobody answers.'

/** A slow program's answer, which would have come sooner but for an action: that had a say in it, though not in what it says. */
export function paced(outcome: Outcome, pacedBy: readonly number[]): Outcome {
  if (pacedBy.length === 0) return outcome
  if (outcome.is === 'grpc') return { ...outcome, because: [...outcome.because, ...pacedBy] }
  if (outcome.is !== 'response') return outcome
  const { response } = outcome
  return { is: 'response', response: { ...response, because: [...(response.because ?? []), ...pacedBy] } }
}

/** What all lives of a container have in common. */
export interface ProgramPlace {
  /** `cause`: the entry with which the kubelet took it up. */
  pod: { name: string; uid: string; ip: string; hostNetwork: boolean; cause: number; manifest: Pod }
  /** What it sees of files, its host's among them, now. */
  files: () => ContainerFiles
  /** The line of the manifest that says a field of the container, such as `args[0]`. */
  field: (path: string) => number
}

/** What a program's process is told of the container that it runs in. */
export interface ProgramSite extends ProgramPlace {
  container: Container
  running: Running
  attempt: number
  life: LifeEntries
  onExit: OnExit
}

/** The manifest line of an argument, by its place behind the program's name; of that name, or the image, where it is below 0. */
export function argumentRoot({ running, field }: Pick<ProgramSite, 'running' | 'field'>, index: number): number {
  return field((index < 0 ? running.programPlace : running.places[index]) ?? 'image')
}

/** It writes a line: its entry. */
export function tellLine(trace: Recorder, { pod, container, attempt }: ProgramSite, text: string, cause: readonly number[]): number {
  const { name } = container
  return trace.add({ id: 0, t: 0, kind: 'log', cause, pod: pod.name, container: name, source: name, text, attempt })
}

/** It listens, for these reasons beside its having been started. */
export function tellListening(trace: Recorder, { pod, container, attempt, life }: ProgramSite, roots: readonly number[]): void {
  const cause = [life.start(), ...roots]
  const of = { pod: pod.name, uid: pod.uid, container: container.name }
  trace.add({ id: 0, t: 0, kind: 'process', cause, ...of, op: 'listening', attempt })
}

/** What runs in a container: the kubelet runs all programs without knowing any. */
export type FindProgram = (running: Running) => Program

/** A kind of program that is simulated. */
export interface Program {
  /** Whether it is the cluster's API server, which the kubelet then looks for on its own node. */
  servesAPI: boolean
  make(site: ProgramSite): Process
  /** The kubelet has taken a pod up that runs it: the entry of that is `cause`. */
  taken?(hostNetwork: boolean, cause: number): void
}
