/**
 * A scenario: everything that a run depends on, strict and with times in seconds. `parseScenario` makes one from text.
 * Follows: nothing upstream; the format is the project's own.
 */
export interface Scenario extends Inputs {
  whyrestart: 1
  title: string
  /** At least one; `inputs` is the scenario's own fields with the lane's laid over. */
  lanes: readonly Lane[]
}

export interface Lane {
  name: string
  inputs: Inputs
}

/** What one lane's run depends on. */
export interface Inputs {
  /** `1.9` … `1.37` */
  kubernetes: string
  seed: number
  /** RFC 3339; the wall clock at t = 0. */
  clock: string
  duration: number
  node: { name: string; ip: string }
  manifests: Readonly<Record<string, string>>
  files: Readonly<Record<string, string>>
  kubelet: KubeletConfiguration
  cluster: { attached: boolean; etcd: EtcdState }
  firewall: readonly FirewallRule[]
  processes: Readonly<Record<string, ProcessScript>>
  actions: readonly Action[]
  requests: readonly ScenarioRequest[]
  chance: Chance
}

export type EtcdState = 'up' | 'down' | 'hung'
export type Origin = 'node' | 'pod' | 'outside'

export interface KubeletConfiguration {
  authentication: { anonymous: { enabled: boolean } }
  authorization: { mode: 'AlwaysAllow' | 'Webhook' }
  readOnlyPort: number
}

export interface FirewallRule {
  block: number
  from: Origin
}

export interface ProcessScript {
  listens: readonly { port: number; tls: boolean; after: number }[]
  answers: readonly ScriptedAnswer[]
  exits?: { after: number; code: number }
  onTerm: 'ignore' | { after: number; code: number }
  execs: readonly { command: readonly string[]; code: number; output: string; after: number; missing: boolean }[]
}

/** From `from` seconds after the process's start on; the last that has begun holds. */
export interface ScriptedAnswer {
  from: number
  status?: number
  location?: string
  body?: string
  after?: number
  hang?: boolean
  reset?: boolean
  refuse?: boolean
}

export type Action = { at: number } & (
  | { hang: string }
  | { resume: string }
  | { etcd: 'kill' | 'start' | 'hang' | 'resume' }
  | { write: string; content: string }
  | { remove: string }
  | { kill: string }
  | { crictl: string }
)

export interface Caller {
  bearer?: string
  /** `user:password` */
  basic?: string
  certificate?: { cn: string; o: readonly string[]; ca: 'cluster' | 'stranger' | 'front-proxy' }
}

export interface ScenarioRequest {
  at: number
  from: Origin
  method: string
  url: string
  caller: Caller
  userAgent: string
  headers: Readonly<Record<string, string>>
  body?: string
}

/** Pins what is chance otherwise; times in seconds. */
export interface Chance {
  syncs: Readonly<Record<string, readonly number[]>>
  started: Readonly<Record<string, readonly number[]>>
  seen: Readonly<Record<string, readonly (number | null)[]>>
  initialSleep: Readonly<Record<string, Readonly<Partial<Record<'startup' | 'readiness' | 'liveness', number>>>>>
}
