import { own } from '../../manifest/own.ts'

/** Who asks, by which credentials. */
export interface Caller {
  bearer?: string
  /** `user:password` */
  basic?: string
  certificate?: { cn: string; o: readonly string[]; ca: 'cluster' | 'stranger' | 'front-proxy' | 'etcd' }
  /** `namespace/name`: the token that its pods have in their files when they ask. */
  serviceAccount?: string
}

/** How the program in a container behaves; times in seconds from its start, at every start anew. */
export interface ProcessScript {
  listens: readonly ScriptedPort[]
  answers: readonly ScriptedAnswer[]
  exits?: ScriptedExit
  onTerm: 'ignore' | { after: number; code: number }
  /** Until then a shell runs in its place, which does not hear SIGTERM. Of an assumed program alone. */
  deafUntil?: number
  execs: readonly ScriptedExec[]
  /** What it holds: from when on how many MiB. Above the container's limit the kernel kills it. */
  memory?: readonly { from: number; mib: number }[]
  needs?: Need
  /** What is otherwise in single lives: the first member is the first start's. A start without one behaves as the fields above say. */
  lives?: readonly ScriptedLife[]
}

/** A port that a program listens on. */
export interface ScriptedPort {
  port: number
  tls: boolean
  after: number
  /** Of which address; left out: of all. One that nobody has is the node's from then on. */
  address?: string
  /** False: no HTTP/1.1, in cleartext. */
  http1?: boolean
  /** True: HTTP/2 in cleartext, by prior knowledge. */
  http2?: boolean
}

/** What one life of a program has of its own; each field takes the place of the program's. */
export interface ScriptedLife {
  listens?: ProcessScript['listens']
  answers?: ProcessScript['answers']
  /** Null: it does not end by itself in this life. */
  exits?: ScriptedExit | null
  onTerm?: ProcessScript['onTerm']
  execs?: ProcessScript['execs']
  memory?: ProcessScript['memory']
}

/** The program ends by itself: with a code, or by a signal, whose code is 128 more. */
export interface ScriptedExit {
  after: number
  code: number
  /** Error where it is left out. */
  reason?: 'Error' | 'OOMKilled'
  signal?: number
}

/** What a command run in the container does, from `from` on; without an entry that fits it is missing. */
export interface ScriptedExec {
  from?: number
  command: readonly string[]
  code: number
  output: string
  after: number
  missing: boolean
}

/** What the standard health service answers; UNIMPLEMENTED where there is none. */
export type GrpcStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN' | 'UNIMPLEMENTED'

/** For which requests an answer is meant; what is left out is any. */
export interface AnswerScope {
  /** The request's path begins so, with its query where this one has a `?`. */
  path?: string
  port?: number
  method?: string
  headers?: Readonly<Record<string, string>>
  /** The server answers the standard health service so; nothing else is asked by gRPC here. */
  grpc?: GrpcStatus
  /** The service that is asked for; left out: any. */
  service?: string
}

/** From `from` seconds after the process's start on; of those that fit, the most specific one holds, of equal ones the last. */
export interface ScriptedAnswer extends AnswerScope {
  from: number
  status?: number
  location?: string
  body?: string
  after?: number
  hang?: boolean
  reset?: boolean
  refuse?: boolean
  /** Gives the answer of this URL, asked for as `caller`; 502 where there is none. */
  proxy?: string
  caller?: Caller
}

/** Another that the program cannot do without: asked every so often, and once it has not answered for so long the program ends. */
export interface Need {
  url: string
  every: number
  for: number
  code: number
  /** The last line of its log. */
  says?: string
}

/** What an image is. */
export interface Image {
  /** It is on the node already. */
  present: boolean
  /** What pulling it comes to. */
  pull: { after: number } | 'notFound' | 'unauthorized' | 'unreachable' | 'refused'
  /** What can be started in it, absolute or found on PATH; left out: anything. */
  programs?: readonly string[]
  /** What is there too, absolute, and cannot be started. */
  files?: readonly string[]
  /** What runs where the manifest has no `command`. */
  entrypoint?: readonly string[]
  /** A number, or a name; left out: nobody knows. */
  user?: string | number
}

/**
 * Under which name `processes` describe a container's program: with its pod's before it, else its own.
 *
 * Errors: undefined where nobody describes it.
 */
export const processKey = (processes: Readonly<Record<string, ProcessScript>>, pod: string, container: string): string | undefined =>
  [`${pod}/${container}`, container].find((key) => Object.hasOwn(processes, key))

/** How `processes` describe a container's program. Errors: as `processKey`. */
export function describedScript(
  processes: Readonly<Record<string, ProcessScript>>,
  pod: string,
  container: string,
): ProcessScript | undefined {
  const key = processKey(processes, pod, container)
  return key === undefined ? undefined : own(processes, key)
}
