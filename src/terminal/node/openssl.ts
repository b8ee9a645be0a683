import { calendar, journalTime } from '../../sim/clock.ts'
import { lifeOf } from '../../sim/control-plane/trust.ts'
import { distrust, printedCertificate, sClient, CERTIFICATES, certificate, type CertificateText } from './kubeadm-certs.ts'
import { option, type Options, optionTable, type ParsedOptions, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { absolute, noText, textAt } from '../shell/paths.ts'
import { HOST_FILES } from './host-files.ts'

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
