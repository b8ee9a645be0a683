import { calendar, journalTime, twoDigits } from '../../sim/clock.ts'
import { lifeOf, signerOf, trusts } from '../../sim/control-plane/trust.ts'
import { CERTIFICATES as AUTHORITIES, type CertificateName } from '../../sim/scenario/certificates.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import { defined, own } from '../../manifest/own.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { absolute, noText, textAt, HOST_FILES } from '../shell/paths.ts'
import { version } from '../../sim/apiserver/objects/node-object.ts'
import { versionInfo } from '../../sim/apiserver/requests/version.ts'
import { etcdDoors } from './etcdctl.ts'
import { sockets } from './sockets.ts'
import { reach } from '../kubectl/kubectl-reach.ts'
import { align } from '../text/columns.ts'
import { option, type Options, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'

const DAY_SECONDS = 24 * 3600
const YEAR_DAYS = 365

const KUBEADM_KNOWS = 'This terminal knows: kubeadm certs check-expiration, kubeadm version [-o short]'
/** As kubeadm lists them. */
const LISTED: readonly CertificateName[] = [
  ...(['admin.conf', 'apiserver', 'apiserver-etcd-client', 'apiserver-kubelet-client', 'controller-manager.conf'] as const),
  ...(['etcd-healthcheck-client', 'etcd-peer', 'etcd-server', 'front-proxy-client', 'scheduler.conf', 'super-admin.conf'] as const),
]

/** Where kubeadm keeps certificates. */
const CERTIFICATES = '/etc/kubernetes/pki'

/** What a certificate says. */
interface CertificateText {
  name: CertificateName
  cn: string
  o: readonly string[]
  /** As openssl prints them. */
  subject: string
  issuer: string
  /** For what other names it is good: of a server. */
  names?: string
}

/** The file of each certificate that is for more than a kubeconfig. */
const FILES: Readonly<Record<string, CertificateName>> = {
  'etcd/ca.crt': 'etcd-ca',
  'server.crt': 'etcd-server',
  'peer.crt': 'etcd-peer',
  'healthcheck-client.crt': 'etcd-healthcheck-client',
  'apiserver.crt': 'apiserver',
  'apiserver-kubelet-client.crt': 'apiserver-kubelet-client',
  'apiserver-etcd-client.crt': 'apiserver-etcd-client',
  'front-proxy-client.crt': 'front-proxy-client',
  'kubelet-client-current.pem': 'kubelet',
  'ca.crt': 'ca',
  'front-proxy-ca.crt': 'front-proxy-ca',
}

/**
 * Whom kubeadm's certificates name, and by whom they are signed.
 *
 * Errors: undefined: it is none of those. Follows: cmd/kubeadm/app/phases/certs/certlist.go (v1.37.2).
 */
function certificate({ inputs }: Moment, path: string): CertificateText | undefined {
  const name = own(FILES, /etcd\/ca\.crt$/.exec(path)?.[0] ?? path.slice(path.lastIndexOf('/') + 1))
  if (name === undefined) return undefined
  const { node, kubernetes } = inputs
  const local = `DNS:localhost, DNS:${node.name}, IP Address:${node.ip}, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1`
  const service = ['', '.default', '.default.svc', '.default.svc.cluster.local'].map((end) => `DNS:kubernetes${end}`).join(', ')
  const subjects: Partial<Record<CertificateName, Partial<CertificateText>>> = {
    ca: { cn: 'kubernetes' },
    'etcd-server': { cn: node.name, names: local },
    'etcd-peer': { cn: node.name, names: local },
    apiserver: { names: `DNS:${node.name}, ${service}, IP Address:10.96.0.1, IP Address:${node.ip}` },
    'apiserver-kubelet-client': { o: [releaseOf(kubernetes).adminGroup] },
    kubelet: { cn: `system:node:${node.name.toLowerCase()}`, o: ['system:nodes'] },
  }
  const cnOf = (of: CertificateName): string => subjects[of]?.cn ?? `${/^(apiserver|etcd-healthcheck)/.test(of) ? 'kube-' : ''}${of}`
  const [cn, { o = [], names }] = [cnOf(name), subjects[name] ?? {}]
  const subject = [...o.map((group) => `O = ${group}`), `CN = ${cn}`].join(', ')
  return { name, cn, o, subject, issuer: `CN = ${cnOf(AUTHORITIES[name].ca)}`, ...defined({ names }) }
}

const SIGNERS = { ca: 'cluster', 'etcd-ca': 'etcd', 'front-proxy-ca': 'front-proxy' } as const

/** Whom a server takes whoever shows a file's certificate for. Errors: undefined where it is none that a client shows. */
export function callerOf(moment: Moment, path: string): Caller['certificate'] {
  const { name, cn, o } = certificate(moment, path) ?? {}
  return name === undefined || name === 'apiserver' || Object.hasOwn(SIGNERS, name)
    ? undefined
    : { cn: cn!, o: o!, ca: SIGNERS[AUTHORITIES[name].ca] }
}

/**
 * `kubeadm certs check-expiration`: how long kubeadm's certificates are good.
 *
 * Errors: returned, in kubeadm's words.
 * Follows: cmd/kubeadm/app/cmd/certs.go, newCmdCertsExpiration (v1.37.2; `kubeadm alpha certs` from v1.15 to v1.19).
 */
export function kubeadm(context: CommandContext, args: readonly string[]): Output {
  const { kubeadmCerts } = releaseOf(context.inputs.kubernetes)
  const words = args.filter((word) => !word.startsWith('-'))
  if (words[0] === 'version') return kubeadmVersion(context, args)
  const verb = words.join(' ')
  if (verb === 'certs check-expiration' || verb === 'alpha certs check-expiration') {
    if (kubeadmCerts === null) return fails(`kubeadm ${words[0]}: it came with kubeadm 1.15 (alpha certs), as certs with 1.20.`)
    if (verb !== `${kubeadmCerts} check-expiration`)
      return fails(
        `Error: unknown command ${JSON.stringify(words[0])} for "kubeadm"\nThis release has it as: kubeadm ${kubeadmCerts} check-expiration`,
      )
    return done(expirations(context))
  }
  return notHere(`kubeadm${verb ? ` ${verb}` : ''}: what it has written stands in /etc/kubernetes`, KUBEADM_KNOWS)
}

/** Follows: cmd/kubeadm/app/cmd/version.go, RunVersion (v1.37.2). */
function kubeadmVersion(context: CommandContext, args: readonly string[]): Output {
  const info = versionInfo(releaseOf(context.inputs.kubernetes), version(context))
  if (/^(-o|--output)[= ]?short$/.test(args.slice(1).join(' '))) return done(`${info.gitVersion}\n`)
  if (args.length > 1) return notHere(`kubeadm ${args.join(' ')}`, KUBEADM_KNOWS)
  // the server's own fields are empty in a program that serves nothing
  const fields = Object.entries(info).map(
    ([key, value]) => `${key[0]!.toUpperCase()}${key.slice(1)}:${JSON.stringify(/^(emulation|minCompat)/.test(key) ? '' : value)}`,
  )
  return done(`kubeadm version: &version.Info{${fields.join(', ')}}\n`)
}

function expirations(moment: Moment): string {
  const { clock } = moment.inputs
  const row = (name: CertificateName, authority?: string): string => {
    const end = lifeOf(moment.inputs, name).notAfter
    const c = calendar(clock, end)
    const left = Math.floor((end - moment.at) / DAY_SECONDS)
    const date = `${journalTime(clock, end).slice(0, 3)} ${twoDigits(c.day)}, ${c.year} ${twoDigits(c.hour)}:${twoDigits(c.minute)} UTC`
    const residual = left < 0 ? '<invalid>' : left >= YEAR_DAYS * 2 ? `${Math.floor(left / YEAR_DAYS)}y` : `${left}d`
    return `${[name, date, residual, ...(authority === undefined ? [] : [authority]), 'no'].join('\t')}\t\n`
  }
  const { kubeadmAdminBinding } = releaseOf(moment.inputs.kubernetes)
  const read = reach(moment, { path: '/api/v1/namespaces/kube-system/configmaps/kubeadm-config', words: 'get configmaps' })
  const listed = LISTED.filter((name) => kubeadmAdminBinding || name !== 'super-admin.conf').map((name) => row(name, AUTHORITIES[name].ca))
  return [
    '[check-expiration] Reading configuration from the cluster...\n',
    "[check-expiration] FYI: You can look at this config file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'\n",
    ...('stdout' in read
      ? ['[check-expiration] Error reading configuration from the Cluster. Falling back to default configuration\n']
      : []),
    '\n',
    align(`CERTIFICATE\tEXPIRES\tRESIDUAL TIME\tCERTIFICATE AUTHORITY\tEXTERNALLY MANAGED\n${listed.join('')}`, WIDE),
    '\n',
    align(
      `CERTIFICATE AUTHORITY\tEXPIRES\tRESIDUAL TIME\tEXTERNALLY MANAGED\n${(['ca', 'etcd-ca', 'front-proxy-ca'] as const).map((name) => row(name)).join('')}`,
      WIDE,
    ),
  ].join('')
}

const WIDE = { minWidth: 10, padding: 3 }

/** Between its lines stands, for `openssl x509`, whose it is. */
const MARK = /^\(simulated: (\S+)\)$/m

/**
 * The file that a certificate printed here stands for.
 *
 * Errors: undefined: it is none of those.
 */
function printedCertificate(text: string): string | undefined {
  return MARK.exec(text)?.[1]
}

const LACKS_ISSUER = 20
const HAS_EXPIRED = 10

/**
 * Why a certificate of kubeadm's is not taken by who trusts a CA's file; undefined where it is.
 *
 * Follows: OpenSSL 3.0, crypto/x509/x509_txt.c.
 */
function distrust(moment: Moment, path: string, ca: string): { code: number; words: string } | undefined {
  if (path !== ca && !(signerOf(path) !== 'other' && trusts(ca, signerOf(path))))
    return { code: LACKS_ISSUER, words: 'unable to get local issuer certificate' }
  const { notAfter } = lifeOf(moment.inputs, certificate(moment, path)!.name)
  return moment.at > notAfter ? { code: HAS_EXPIRED, words: 'certificate has expired' } : undefined
}

/**
 * `openssl s_client -connect HOST:PORT`: the certificate that the server there shows.
 *
 * Errors: returned, in openssl's words. Follows: OpenSSL 3.0, apps/s_client.c.
 */
function sClient(context: CommandContext, args: readonly string[]): Output {
  const last = args.at(-1)
  if (last === '-connect' || last === '-CAfile') return fails(`s_client: Option ${last} needs a value\ns_client: Use -help for summary.`)
  const at = args.indexOf('-connect')
  const place = at < 0 ? '' : args[at + 1]!
  const named = args.indexOf('-CAfile')
  const ca = named < 0 ? '' : absolute(context, args[named + 1]!)
  if (ca !== '' && !HOST_FILES.includes(ca))
    return fails(noText(context, ca, `Could not open file or uri for loading certs of -CAfile: ${ca}`))
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(place) ?? []
  if (host === '') return fails('This terminal knows: openssl s_client -connect HOST:PORT [-showcerts] [</dev/null]')
  const { node } = context.inputs
  const address = host === 'localhost' || host.startsWith('127.') ? '127.0.0.1' : host === node.name ? node.ip : host
  if (address !== '127.0.0.1' && address !== node.ip) return notHere(`other machines than ${node.ip}`)
  const open = sockets(context).find((socket) => socket.port === Number(port) && ['*', address].includes(socket.address))
  if (!open)
    return fails(
      '140000000:error:8000006F:system library:BIO_connect:Connection refused:crypto/bio/bio_sock2.c:114:calling connect()\nconnect:errno=111',
    )
  const isSecureEtcd = open.process === 'etcd' && etcdDoors(context).some((door) => door.port === open.port && door.tls)
  const file = isSecureEtcd ? 'etcd/server.crt' : open.process === 'kube-apiserver' && open.port !== 8080 ? 'apiserver.crt' : undefined
  if (file === undefined) {
    if (open.process === 'kubelet' && open.port === 10250)
      return notHere(`the kubelet’s own certificate; curl -vk https://${place}/ tells whom it names`)
    return fails(`CONNECTED(00000003)\nnot simulated here: what ${open.process} on port ${port} says in a handshake.`)
  }
  const path = `${CERTIFICATES}/${file}`
  const found = certificate(context, path)!
  const line = found.subject
  // who shows a single certificate is told of that one
  const by = distrust(context, path, ca)
  const wrong = by?.code === LACKS_ISSUER ? { code: 21, words: 'unable to verify the first certificate' } : by
  return done(
    [
      'CONNECTED(00000003)',
      `---\nCertificate chain\n 0 s:${line}\n   i:${found.issuer}`,
      `---\nServer certificate\n-----BEGIN CERTIFICATE-----\n(simulated: ${file})\n-----END CERTIFICATE-----`,
      `subject=${line}\nissuer=${found.issuer}`,
      `---\n${wrong ? `Verification error: ${wrong.words}` : 'Verification: OK'}`,
      `---\nNew, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256\nVerify return code: ${wrong ? `${wrong.code} (${wrong.words})` : '0 (ok)'}\n---\n`,
    ].join('\n'),
  )
}

const OPENSSL_KNOWS =
  'This terminal knows: openssl x509 -in FILE -noout [-subject] [-issuer] [-dates] [-enddate] [-checkend SECONDS] [-ext subjectAltName], openssl verify -CAfile FILE FILE, openssl s_client -connect HOST:PORT [-CAfile FILE]'

/**
 * `openssl x509`: whom a certificate of kubeadm's names, by whom, until when; `openssl s_client`: which one a server shows.
 *
 * Errors: returned, in openssl's words. Follows: OpenSSL 3.0, apps/x509.c.
 */
export function openssl(context: CommandContext, args: readonly string[]): Output {
  const [verb, ...rest] = args
  if (verb === 's_client') return sClient(context, rest)
  if (verb === 'version') return done('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n')
  if (verb === 'verify') return verify(context, rest)
  if (verb !== 'x509') return verb === undefined ? fails(OPENSSL_KNOWS) : notHere(`openssl ${verb}`, OPENSSL_KNOWS)
  const parsed = parseLong(rest, X509)
  if (parsed.unknown) return notHere(`openssl x509 ${parsed.unknown.replace(/^--/, '-')}`, OPENSSL_KNOWS)
  const shown = certificateIn(context, option(parsed, 'in'))
  return 'stdout' in shown ? shown : printX509(context, shown, parsed)
}

const X509 = optionTable('--noout, --subject, --issuer, --dates, --startdate, --enddate, --text, --in=, --checkend=, --ext=')

/** Its options have one dash, whatever their length. */
const parseLong = (words: readonly string[], options: Options): ParsedOptions =>
  parseOptions(
    words.map((word) => word.replace(/^-(?=\w{2})/, '--')),
    options,
  )

/** The certificate in a file, or in what has been piped in. */
function certificateIn(context: CommandContext, file: string | undefined): CertificateText | Output {
  const piped = file === undefined ? printedCertificate(context.input ?? '') : undefined
  if (file === undefined && piped === undefined) return fails(OPENSSL_KNOWS)
  const path = piped === undefined ? absolute(context, file!) : `${CERTIFICATES}/${piped}`
  const isOfHost = HOST_FILES.includes(path)
  const found = isOfHost ? certificate(context, path) : undefined
  if (found) return found
  return fails(
    isOfHost || textAt(context, file!) !== undefined
      ? `Could not read certificate from ${file}\nUnable to load certificate`
      : noText(context, path, `Can't open "${file}" for reading, No such file or directory\nCould not read certificate from ${file}`),
  )
}

function printX509(context: CommandContext, { name, names, subject, issuer }: CertificateText, parsed: ParsedOptions): Output {
  const { clock } = context.inputs
  const { notBefore, notAfter } = lifeOf(context.inputs, name)
  const date = (t: number): string => `${journalTime(clock, t)} ${calendar(clock, t).year} GMT`.replace(/^(\w+) 0/, '$1  ')
  const text = option(parsed, 'text') !== undefined
  const wants = (...options: readonly string[]): boolean => text || options.some((wanted) => option(parsed, wanted) !== undefined)
  const end = option(parsed, 'checkend')
  if (end !== undefined && !/^\d+$/.test(end)) return fails(`x509: Non-positive number "${end}" for option -checkend`)
  const ends = end !== undefined && notAfter < context.at + Number(end)
  const wantsNames = text || option(parsed, 'ext') === 'subjectAltName'
  const out = [
    wants('subject') && `subject=${subject}\n`,
    wants('issuer') && `issuer=${issuer}\n`,
    wants('dates', 'startdate') && `notBefore=${date(notBefore)}\n`,
    wants('dates', 'enddate') && `notAfter=${date(notAfter)}\n`,
    wantsNames && names !== undefined && `X509v3 Subject Alternative Name: \n    ${names}\n`,
    end !== undefined && `Certificate will ${ends ? '' : 'not '}expire\n`,
  ]
    .filter((line) => line !== false)
    .join('')
  const output = done(
    text ? `${out}(Keys and signature are not simulated.)\n` : out || `(The certificate's own text is not simulated.)\n${OPENSSL_KNOWS}\n`,
  )
  return ends ? { ...output, exit: 1 } : output
}

const VERIFY = optionTable('--CAfile=')

/** `openssl verify`: whether a CA's file has what a certificate of kubeadm's is signed by. Follows: OpenSSL 3.0, apps/verify.c. */
function verify(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseLong(args, VERIFY)
  if (parsed.unknown || parsed.rest.length !== 1 || option(parsed, 'CAfile') === undefined)
    return notHere(`openssl verify ${args.join(' ')}`, OPENSSL_KNOWS)
  const [file = ''] = parsed.rest
  const [path, ca] = [absolute(context, file), absolute(context, option(parsed, 'CAfile')!)]
  const found = HOST_FILES.includes(path) ? certificate(context, path) : undefined
  const lacks = found ? (HOST_FILES.includes(ca) ? undefined : option(parsed, 'CAfile')!) : file
  if (!found || lacks !== undefined)
    return fails(noText(context, lacks!, `Could not open file or uri for loading certificate file from ${lacks}`), 2)
  const wrong = distrust(context, path, ca)
  if (wrong === undefined) return done(`${file}: OK\n`)
  return fails(`${found.subject}\nerror ${wrong.code} at 0 depth lookup: ${wrong.words}\nerror ${file}: verification failed`, 2)
}
