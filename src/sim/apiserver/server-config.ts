import type { FirstInEtcd } from './flags/flag-words.ts'
import type { Admits } from '../node/node.ts'
import type { Because } from '../trace/trace.ts'
import type { Authority } from './pki.ts'
import type { Release } from '../release/release.ts'
import { NO_STORAGE, type Storage } from './objects/object-storage.ts'
import { NOTHING_STORED, type StoredChanges } from './objects/stored.ts'
import type { User } from './requests/attributes.ts'

/** A row of a token file or a basic-auth file. */
export interface SecretRow {
  secret: string
  name: string
  uid: string
  groups: readonly string[]
}

export interface AnonymousConfig {
  enabled: boolean
  /** Exact paths; absent: all. */
  paths?: readonly string[]
  because: Because
}

/** What a line of a file of policies allows; an empty text is for nobody and nothing, `*` for all. */
export interface AbacPolicy {
  line: number
  user: string
  group: string
  readonly: boolean
  namespace: string
  resource: string
  apiGroup: string
  nonResourcePath: string
}

/** A KMS plugin, and whether somebody listens at its socket. */
export interface KmsPlugin {
  version: 'v1' | 'v2'
  socket: string
  isThere: boolean
}

/** What flags and files come to; the chain reads nothing else. */
export interface ApiserverConfig {
  release: Release
  /** Which argument set a flag last: place in the args. */
  setBy: Readonly<Record<string, number>>
  secure: { bind: string; port: number }
  /** Serves without TLS, authentication and authorization. */
  insecure?: { bind: string; port: number }
  advertiseAddress: string
  anonymous: AnonymousConfig
  /** The AuthenticationConfiguration may say for which paths anonymous requests are. */
  conditionsOn: boolean
  /** Why no event of the audit log can be written; the server goes on without. */
  auditLogError?: string
  clientCA?: { authority: Authority; file: string }
  requestHeader?: {
    authority: Authority
    file: string
    /** Empty: any. */
    allowedNames: readonly string[]
    userHeaders: readonly string[]
    groupHeaders: readonly string[]
  }
  tokenFile?: { file: string; rows: readonly SecretRow[] }
  basicFile?: { file: string; rows: readonly SecretRow[] }
  /** Whose tokens of service accounts count, and for whom they have to be; absent: nobody's. */
  serviceAccounts: {
    issuers: readonly string[]
    audiences: readonly string[]
    /** For whom a token has to be, where a review says it. */
    wanted?: readonly string[]
    mostSeconds: number
    /** Whether the Secret and the account of a token from a Secret have to be there. */
    lookup: boolean
  }
  bootstrapTokens: boolean
  /** What the flag says of feature gates. */
  gates: Readonly<Record<string, string>>
  /** Requests wait by priority and fairness, as against being counted alone. */
  fairness: boolean
  /** It shows aggregated servers a certificate. */
  proxyCertificate: boolean
  authorization: {
    modes: readonly string[]
    because: Because
    /** Of the mode ABAC. */
    policyFile?: string
    policies?: readonly AbacPolicy[]
  }
  /** The admission plugin that keeps the namespaces of the system, and objects out of namespaces that there are not. */
  namespaceLifecycle: boolean
  admits: Admits
  servesLogs: boolean
  profiling: boolean
  shutdownDelaySeconds: number
  livezGraceSeconds: number
  /** The issuer that /.well-known/openid-configuration names; empty where it is no plain https URL, and nothing of it is served. Follows: pkg/serviceaccount/openidmetadata.go (v1.36.2). */
  issuer: string
  etcdServers: readonly string[]
  firstInEtcd: FirstInEtcd
  /** The KMS plugins that encrypt what goes to etcd; how their health check is called depends on whether the file is read again. */
  kms: { plugins: readonly KmsPlugin[]; reloads: boolean }
  /** Files that it shows and trusts there; empty where none is given. */
  etcdCA: string
  etcdCertificate: string
  /** Whose they are, and so the etcd that they are for. */
  whoseEtcd: 'others' | 'kubeadm' | 'unsaid'
  /** How long each of the etcd checks waits. */
  etcdCheckSeconds: Readonly<Record<string, number>>
  /** Where the addresses of services come from. */
  serviceRanges: readonly string[]
}

/** What the server can do at the moment. */
export interface ServerState {
  /** The authorizer has the RBAC objects; until then it knows no role. */
  rbacReady: boolean
  /** All post-start hooks are done, and the informers have synced. */
  hooksReady: boolean
  /** Within --livez-grace-period of its start, /livez takes the hooks for done. */
  livezGrace: boolean
  etcd: 'up' | 'down'
  /** The checks that etcd has not answered in time. */
  etcdFailed: readonly string[]
  shuttingDown: boolean
  node: { name: string; ip: string }
  /** The full version, where the image says it. */
  version?: string
  /** What was put into etcd beside what kubeadm and the server have made. */
  stored: StoredChanges
  /** Whose a bearer token was found to be, and until when that counts. */
  tokens: ReadonlyMap<string, { user: User; until: number }>
  /** All that etcd holds, and the time. */
  storage: Storage
}

/** A server that is up and has nothing to complain of. */
export const SERVING: Omit<ServerState, 'node'> = {
  rbacReady: true,
  hooksReady: true,
  livezGrace: false,
  etcd: 'up',
  etcdFailed: [],
  shuttingDown: false,
  stored: NOTHING_STORED,
  storage: NO_STORAGE,
  tokens: new Map(),
}
