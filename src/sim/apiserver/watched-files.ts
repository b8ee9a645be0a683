import { readArguments } from '../control-plane/command-arguments.ts'
import type { ProgramSite } from '../node/process.ts'
import type { ServerView } from './server-record.ts'
import { type AuthenticationFile, readAuthenticationConfig } from './flags/authentication-flags.ts'
import { quoteGo } from '../../manifest/go/strconv.ts'

/** A file that cannot be read is tried again so often. */
const POLL_SECONDS = 60
/** From a change of the file until the server has heard of it. */
const NOTICED_SECONDS = 0.05

/** Flags whose files a server reads once, as it starts. */
const READ_ONCE: readonly string[] = [
  ...['token-auth-file', 'basic-auth-file', 'audit-policy-file', 'audit-webhook-config-file', 'admission-control-config-file'],
  ...['egress-selector-config-file', 'authorization-policy-file', 'authorization-webhook-config-file'],
  ...['authentication-token-webhook-config-file', 'tracing-config-file', 'service-account-key-file', 'service-account-signing-key-file'],
]
/** Those that it reads again while it runs, of which nothing comes here. */
const READ_AGAIN: readonly string[] = [
  ...['tls-cert-file', 'tls-private-key-file', 'client-ca-file', 'requestheader-client-ca-file', 'proxy-client-cert-file'],
  ...['proxy-client-key-file', 'kubelet-client-certificate', 'kubelet-client-key', 'etcd-cafile', 'etcd-certfile', 'etcd-keyfile'],
]

/**
 * What a running kube-apiserver makes of changes of its files: its AuthenticationConfiguration is read again, or refused; of the others
 * it is said that nothing comes of them.
 *
 * What cannot be used is a line in the server's log.
 * Follows: pkg/kubeapiserver/options/authentication.go, ApplyTo; staging/src/k8s.io/apiserver/pkg/util/filesystem/watchuntil.go (v1.36.2).
 */
export class WatchedFiles {
  private readonly server: ServerView
  private readonly seen: ProgramSite['files']
  private readonly files: readonly { flag: string; path: string }[]
  /** The text that it has looked at last, and what it says of anonymous requests since the start. */
  private tracked: string
  private readonly anonymous: string
  private begun = false
  private polls = false

  constructor(server: ServerView, { files, running }: ProgramSite) {
    this.server = server
    this.seen = files
    const { flags } = readArguments(running.args)
    const known = [...READ_ONCE, ...READ_AGAIN, 'authentication-config', 'authorization-config', 'encryption-provider-config']
    this.files = known.flatMap((flag) => {
      const path = flags.get(flag)?.value
      return path === undefined || path === '' ? [] : [{ flag, path }]
    })
    const authentication = flags.get('authentication-config')
    const seen = authentication ? files().read(authentication.value) : undefined
    this.tracked = seen && 'text' in seen ? seen.text : ''
    this.anonymous = this.reload(this.tracked).anonymous
    this.begun = true
  }

  /** A file of the host is another, or gone. */
  changed(file: string, isGone: boolean, cause: number): void {
    for (const { flag, path } of this.files) {
      const place = this.seen().hostPlace(path)
      // what is mounted by itself stays where it is mounted, though its name goes
      if (place?.path !== file || (isGone && place.byItself)) continue
      if (flag === 'authentication-config' && this.server.node.release.authenticationReloads)
        this.server.later(NOTICED_SECONDS, () => this.readAgain(path, cause))
      else this.warn(flag, this.words(flag, file))
    }
  }

  private words(flag: string, file: string): string {
    const { release } = this.server.node
    if (READ_AGAIN.includes(flag))
      return `${file} has changed, which the kube-apiserver reads (--${flag}): what comes of that is not simulated.`
    if (flag === 'authorization-config' && release.authenticationReloads)
      return `${file} has changed: the kube-apiserver reads it again within a minute, and the webhooks that may change are not simulated; its other authorizers stay as they are until it starts anew.`
    if (flag === 'encryption-provider-config')
      return `${file} has changed: whether the kube-apiserver reads it again (--encryption-provider-config-automatic-reload) is not simulated; otherwise it goes on with what it has until it starts anew.`
    return `${file} has changed, and nothing comes of it: the kube-apiserver reads it as it starts (--${flag}), and goes on with what it has until it starts anew.`
  }

  private readAgain(path: string, cause: number): void {
    const seen = this.seen().read(path)
    if ('error' in seen) {
      this.refused('failed to read authentication config file', `open ${path}: ${seen.error}`, 'read', path, cause)
      return this.poll(path, cause)
    }
    if (seen.text === this.tracked) return
    this.tracked = seen.text
    const { unreadable, errors } = this.reload(seen.text)
    if (unreadable !== undefined) return this.refused('failed to load authentication config', unreadable, 'load', path, cause)
    if (errors.length > 0)
      return this.refused(
        'failed to validate authentication config',
        errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]!,
        'validate',
        path,
        cause,
      )
    this.server.record.log('I authentication.go:818] "reloaded authentication config"', cause)
  }

  private reload(text: string): { unreadable?: string; errors: string[]; anonymous: string } {
    const { config, node } = this.server
    const { release } = node
    const { file, unreadable, errors } = readAuthenticationConfig(text, release, config!.conditionsOn, config!.serviceAccounts.issuers)
    if (unreadable !== undefined) return { unreadable, errors: [], anonymous: '' }
    const anonymous = anonymousOf(file)
    const isChanged = this.begun && anonymous !== this.anonymous
    return { errors: [...errors, ...(isChanged ? ['anonymous: Forbidden: changed from initial configuration file'] : [])], anonymous }
  }

  private refused(what: string, error: string, step: keyof typeof PLACES, path: string, cause: number): void {
    this.server.record.log(`E authentication.go:${PLACES[step]}] ${quoteGo(what)} err=${quoteGo(error)}`, cause)
    const why = error.includes('changed from initial')
      ? 'what it says of anonymous requests may not change while the server runs'
      : `it cannot be used (${error})`
    this.warn(
      'authentication-config',
      `The change of ${path} has no effect: ${why}. The kube-apiserver goes on with what it had, and reads the file when it starts anew.`,
    )
  }

  private warn(flag: string, message: string): void {
    const { record } = this.server
    record.warn(message, record.flagRoot(flag)[0])
  }

  private poll(path: string, cause: number): void {
    if (this.polls) return
    this.polls = true
    this.server.later(POLL_SECONDS, () => {
      this.polls = false
      this.readAgain(path, cause)
    })
  }
}

const PLACES = { read: 775, load: 789, validate: 801 } as const

const anonymousOf = (file: AuthenticationFile | undefined): string => JSON.stringify(file?.anonymous ?? null)
