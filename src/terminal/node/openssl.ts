import { calendar, journalTime } from '../../sim/clock.ts'
import { lifeOf } from '../../sim/control-plane/expiry.ts'
import { option, parseOptions } from '../../sim/kubectl/command-line.ts'
import { type Context, done, fails, type Output } from '../shell/output.ts'
import { absolute, textAt } from '../shell/paths.ts'
import { printedCertificate, sClient } from './certificates.ts'
import { HOST_FILES } from './host-files.ts'
import { CERTIFICATES, certificate } from './host-programs.ts'

const OPENSSL_KNOWS = 'This terminal knows: openssl x509 -in FILE -noout [-subject] [-issuer] [-dates] [-enddate] [-ext subjectAltName]'

/**
 * `openssl x509`: whom a certificate of kubeadm's names, by whom, until when; `openssl s_client`: which one a server shows.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in openssl's words. Follows: OpenSSL 3.0, apps/x509.c.
 */
export function openssl(context: Context, args: readonly string[]): Output {
  const [verb, ...rest] = args
  if (verb === 's_client') return sClient(context, rest)
  if (verb === 'version') return done('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n')
  if (verb !== 'x509') return fails(`${verb === undefined ? '' : `Invalid command '${verb}'; type "help" for a list.\n`}${OPENSSL_KNOWS}`)
  const plain = ['noout', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'text']
  const parsed = parseOptions(
    rest.map((word) => word.replace(/^-(?=[a-z]{2})/, '--')),
    {
      ...Object.fromEntries(plain.map((name) => [`--${name}`, { name, value: false }])),
      '--in': { name: 'in', value: true },
      '--ext': { name: 'ext', value: true },
    },
  )
  if (parsed.unknown) return fails(`x509: Unknown option or cipher: ${parsed.unknown.replace(/^-+/, '')}\n${OPENSSL_KNOWS}`)
  const file = option(parsed, 'in')
  const piped = file === undefined ? printedCertificate(context.input ?? '') : undefined
  if (file === undefined && piped === undefined) return fails(OPENSSL_KNOWS)
  const path = piped === undefined ? absolute(context, file!) : `${CERTIFICATES}/${piped}`
  const found = HOST_FILES.includes(path) ? certificate(context, path) : undefined
  if (!found)
    return fails(
      HOST_FILES.includes(path) || textAt(context, file ?? path) !== undefined
        ? `Could not read certificate from ${file}\nUnable to load certificate`
        : `Can't open "${file}" for reading, No such file or directory\nCould not read certificate from ${file}`,
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
  const out = [
    ...(text || has('subject') ? [`subject=${found.subject}\n`] : []),
    ...(text || has('issuer') ? [`issuer=${found.issuer}\n`] : []),
    ...(text || has('dates') || has('startdate') ? [`notBefore=${date(notBefore)}\n`] : []),
    ...(text || has('dates') || has('enddate') ? [`notAfter=${date(notAfter)}\n`] : []),
    names,
  ].join('')
  return done(
    text ? `${out}(Keys and signature are not simulated.)\n` : out || `(The certificate's own text is not simulated.)\n${OPENSSL_KNOWS}\n`,
  )
}
