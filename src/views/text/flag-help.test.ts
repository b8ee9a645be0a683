import { expect, it } from 'vitest'
import { configFieldsAt, describeFlag, flagHelp } from './flag-help.ts'

it('says nothing of a flag that no release has', () => expect(describeFlag('no-such', 37)).toBeUndefined())

it.each<[string, number, RegExp]>([
  [
    'token-auth-file',
    37,
    /^`--token-auth-file`: text\n\nA CSV file of bearer tokens: token, user, uid, groups\. Read once, at the start\.$/,
  ],
  ['enable_swagger_ui', 10, /^`--enable-swagger-ui`: true or false\n\nDeprecated from 1\.11 on\. Gone from 1\.24 on\.$/],
  ['enable-swagger-ui', 11, /^`--enable-swagger-ui`: true or false\n\nDeprecated since 1\.11: .* Gone from 1\.24 on\.$/],
  [
    'insecure-port',
    9,
    /^`--insecure-port`: a number; without it: 8080 up to 1\.19\n\n.*\n\nDeprecated from 1\.10 on\. Gone from 1\.24 on\.$/,
  ],
  ['insecure-port', 10, /\n\nDeprecated since 1\.10: This flag will be removed in a future version\. Gone from 1\.24 on\.$/],
  ['insecure-port', 20, /\n\nDeprecated since 1\.20: This flag has no effect now and will be removed in v1\.24\. Gone from 1\.24 on\.$/],
  ['insecure-port', 23, / Gone from 1\.24 on\.$/],
  [
    'insecure-port',
    24,
    /\n\n1\.24 no longer has it: gone since 1\.24, and unknown flags end the server\. Deprecated since 1\.20: [^.]*\.24\.$/,
  ],
  ['authentication-config', 28, /\n\n1\.28 does not have it: it is there from 1\.29 on, and unknown flags end the server\.$/],
  ['authentication-config', 29, /\n\nThere since 1\.29\.$/],
  ['address', 9, /\n\nDeprecated since 1\.9 or before: see --insecure-bind-address instead\. Gone from 1\.24 on\.$/],
  ['cloud-provider', 28, /\n\nDeprecated from 1\.29 on\. Gone from 1\.33 on\.$/],
  ['cloud-provider', 32, /\n\nDeprecated since 1\.29: will be removed in a future version Gone from 1\.33 on\.$/],
  // its value is written another way since 1.16; the flag is older
  ['service-cluster-ip-range', 9, /; without it: 10\.0\.0\.0\/24\n\n[^\n]*\.$/],
  ['service-cluster-ip-range', 30, /^`--service-cluster-ip-range`: text; without it: 10\.0\.0\.0\/24\n\n[^\n]*\.$/],
  ['feature-gates', 30, /^`--feature-gates`: Name=true, with commas between them\n\n/],
])('--%s on 1.%i', (name, minor, text) => {
  expect(describeFlag(name, minor)).toMatch(text)
})

it('lists what a release has, by name, each once', () => {
  for (const [minor, has, hasNot] of [
    [9, 'insecure-port', 'authentication-config'],
    [23, 'insecure-port', 'authentication-config'],
    [24, 'anonymous-auth', 'insecure-port'],
    [29, 'authentication-config', 'insecure-port'],
  ] as const) {
    const names = flagHelp(minor).map(({ name }) => name)
    expect(names).toContain(has)
    expect(names).not.toContain(hasNot)
    expect(names).toEqual([...new Set(names)].sort())
  }
  expect(flagHelp(37).find(({ name }) => name === 'authentication-config')).toMatchObject({
    detail: 'text',
    says: expect.stringMatching(/^A file .*\. There since 1\.29\.$/),
  })
})

it.each<[string, readonly string[], string[] | undefined]>([
  ['AuthenticationConfiguration', ['anonymous'], ['enabled', 'conditions']],
  ['AuthenticationConfiguration', ['anonymous', 'conditions'], ['path']],
  ['AuthenticationConfiguration', ['no-such', 'conditions'], undefined],
  ['AuthenticationConfiguration', ['constructor'], undefined],
  ['Pod', ['anonymous'], undefined],
])('a %s has below %j these fields: %j', (kind, keys, names) => {
  const fields = configFieldsAt(kind, keys)
  expect(fields && Object.keys(fields)).toEqual(names)
})
