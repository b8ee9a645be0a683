import { calendar, journalTime } from '../../sim/clock.ts'
import { lifeOf } from '../../sim/control-plane/expiry.ts'
import { option, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Context, done, fails, notHere, type Output } from '../shell/output.ts'
import { absolute, noText, textAt } from '../shell/paths.ts'
import { distrust, printedCertificate, sClient } from './certificates.ts'
import { HOST_FILES } from './host-files.ts'
import { CERTIFICATES, certificate } from './host-programs.ts'

const OPENSSL_KNOWS =
  'This terminal knows: openssl x509 -in FILE -noout [-subject] [-issuer] [-dates] [-enddate] [-checkend SECONDS] [-ext subjectAltName], openssl verify -CAfile FILE FILE, openssl s_client -connect HOST:PORT [-CAfile FILE]'

/**
 * `openssl x509`: whom a certificate of kubeadm's names, by whom, until when; `openssl s_client`: which one a server shows.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in openssl's words. Follows: OpenSSL 3.0, apps/x509.c.
 */
export function openssl(context: Context, args: readonly string[]): Output {
  const [verb, ...rest] = args
  if (verb === 's_client') return sClient(context, rest)
  if (verb === 'version') return done('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n')
  if (verb === 'verify') return verify(context, rest)
  if (verb !== 'x509') return verb === undefined ? fails(OPENSSL_KNOWS) : notHere(`openssl ${verb}`, OPENSSL_KNOWS)
  const plain = ['noout', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'text']
  const parsed = parseOptions(
    rest.map((word) => word.replace(/^-(?=[a-z]{2})/, '--')),
    {
      ...Object.fromEntries(plain.map((name) => [`--${name}`, { name, value: false }])),
      '--in': { name: 'in', value: true },
      '--checkend': { name: 'checkend', value: true },
      '--ext': { name: 'ext', value: true },
    },
  )
  if (parsed.unknown) return notHere(`openssl x509 ${parsed.unknown.replace(/^--/, '-')}`, OPENSSL_KNOWS)
  const file = option(parsed, 'in')
  const piped = file === undefined ? printedCertificate(context.input ?? '') : undefined
  if (file === undefined && piped === undefined) return fails(OPENSSL_KNOWS)
  const path = piped === undefined ? absolute(context, file!) : `${CERTIFICATES}/${piped}`
  const found = HOST_FILES.includes(path) ? certificate(context, path) : undefined
  if (!found)
    return fails(
      HOST_FILES.includes(path) || textAt(context, file ?? path) !== undefined
        ? `Could not read certificate from ${file}\nUnable to load certificate`
        : noText(context, path, `Can't open "${file}" for reading, No such file or directory\nCould not read certificate from ${file}`),
    )
  const { clock } = context.inputs
  const { notBefore, notAfter } = lifeOf(context.inputs, found.name)
  const date = (t: number): string => `${journalTime(clock, t)} ${calendar(clock, t).year} GMT`.replace(/^(\w+) 0/, '$1  ')
  const has = (name: string): boolean => option(parsed, name) !== undefined
  const text = has('text')
  const names =
    found.names !== undefined && (text || option(parsed, 'ext') === 'subjectAltName')
      ? `X509v3 Subject Alternative Name: \n    ${found.names}\n`
      : ''
  const end = option(parsed, 'checkend')
  if (end !== undefined && !/^\d+$/.test(end)) return fails(`x509: Non-positive number "${end}" for option -checkend`)
  const ends = end !== undefined && notAfter < context.at + Number(end)
  const out = [
    ...(text || has('subject') ? [`subject=${found.subject}\n`] : []),
    ...(text || has('issuer') ? [`issuer=${found.issuer}\n`] : []),
    ...(text || has('dates') || has('startdate') ? [`notBefore=${date(notBefore)}\n`] : []),
    ...(text || has('dates') || has('enddate') ? [`notAfter=${date(notAfter)}\n`] : []),
    names,
    ...(end === undefined ? [] : [`Certificate will ${ends ? '' : 'not '}expire\n`]),
  ].join('')
  const shown = done(
    text ? `${out}(Keys and signature are not simulated.)\n` : out || `(The certificate's own text is not simulated.)\n${OPENSSL_KNOWS}\n`,
  )
  return ends ? { ...shown, exit: 1 } : shown
}

/** `openssl verify`: whether a CA's file has what a certificate of kubeadm's is signed by. Follows: OpenSSL 3.0, apps/verify.c. */
function verify(context: Context, args: readonly string[]): Output {
  const parsed = parseOptions(
    args.map((word) => word.replace(/^-(?=\w{2})/, '--')),
    { '--CAfile': { name: 'ca', value: true } },
  )
  if (parsed.unknown || parsed.rest.length !== 1 || option(parsed, 'ca') === undefined)
    return notHere(`openssl verify ${args.join(' ')}`, OPENSSL_KNOWS)
  const [file = ''] = parsed.rest
  const [path, ca] = [absolute(context, file), absolute(context, option(parsed, 'ca')!)]
  const found = HOST_FILES.includes(path) ? certificate(context, path) : undefined
  const lacks = found ? (HOST_FILES.includes(ca) ? undefined : option(parsed, 'ca')!) : file
  if (!found || lacks !== undefined)
    return fails(noText(context, lacks ?? file, `Could not open file or uri for loading certificate file from ${lacks}`), 2)
  const wrong = distrust(context, path, ca)
  if (wrong === undefined) return done(`${file}: OK\n`)
  return fails(`${found.subject}\nerror ${wrong.code} at 0 depth lookup: ${wrong.words}\nerror ${file}: verification failed`, 2)
}
