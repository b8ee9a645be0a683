import { FieldErrors } from '../../../manifest/field-error.ts'
import type { Release } from '../../release/release.ts'
import { type Fields, fields, list, text } from '../objects/json.ts'

/** The structs below `jwt`, as text. Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/types.go (v1.29.15 … v1.36.0). */
export const jwtStructs = ({ jwtForm }: Release): string => `
JWTAuthenticator: issuer:Issuer claimValidationRules:[]ClaimValidationRule claimMappings:ClaimMappings userValidationRules:[]UserValidationRule
Issuer: url certificateAuthority audiences:[]string${jwtForm === 'one issuer' ? '' : ' discoveryURL audienceMatchPolicy:AudienceMatchPolicyType'}${jwtForm === 'egress' ? ' egressSelectorType:EgressSelectorType' : ''}
ClaimValidationRule: claim requiredValue expression message
ClaimMappings: username:PrefixedClaimOrExpression groups:PrefixedClaimOrExpression uid:ClaimOrExpression extra:[]ExtraMapping
PrefixedClaimOrExpression: claim prefix expression
ClaimOrExpression: claim expression
ExtraMapping: key valueExpression
UserValidationRule: expression message`

/**
 * What is wrong with the issuers of tokens; expressions are not compiled, and of extra attributes the keys are not looked at.
 *
 * `own`: the server's own issuers. Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go,
 * ValidateAuthenticationConfiguration (v1.29.15 … v1.36.0).
 */
export function validateJwt(authenticators: readonly Fields[], own: readonly string[], errors: FieldErrors, { jwtForm }: Release): void {
  const [isOne, isShort] = [jwtForm === 'one issuer', jwtForm === 'egress']
  /** Where something is not to be beside another, and where it is missing. */
  const not = (field: string, beside: string): string =>
    isShort ? `may not be specified when ${beside} is set` : `${field} can't be set when ${beside} is set`
  const missing = (words: string): string => (isShort ? '' : words)
  const most = isOne ? 1 : 64
  if (authenticators.length > most) return errors.tooMany('jwt', authenticators.length, most)
  if (isOne && authenticators.length === 0) return errors.required('jwt', 'at least one jwt is required')
  const seen = { url: new Set<string>(), discoveryURL: new Set<string>() }

  const address = (url: string, path: string): void => {
    const wrong: readonly (readonly [boolean, string])[] = [
      [!/^https:/i.test(url), 'URL scheme must be https'],
      [/^[^/?#]*\/\/[^/?#]*@/.test(url), 'URL must not contain a username or password'],
      [/^[^#]*\?[^#]/.test(url), 'URL must not contain a query'],
      [/#./.test(url), 'URL must not contain a fragment'],
    ]
    for (const [isSo, why] of wrong) if (isSo) errors.invalid(path, url, why)
  }

  const issuer = (of: Fields, path: string): void => {
    const [url, discovery, policy] = [text(of['url']), text(of['discoveryURL']), text(of['audienceMatchPolicy'])]
    if (url === '') errors.required(`${path}.url`, missing('URL is required'))
    else {
      if (!isOne && own.includes(url))
        errors.invalid(`${path}.url`, url, `URL must not overlap with disallowed issuers: [${own.toSorted().join(' ')}]`)
      address(url, `${path}.url`)
    }
    if (discovery !== '') {
      const bare = (place: string): string => place.replace(/\/+$/, '')
      if (url !== '' && bare(url) === bare(discovery))
        errors.invalid(`${path}.discoveryURL`, discovery, 'discoveryURL must be different from URL')
      address(discovery, `${path}.discoveryURL`)
    }
    const audiences = list(of['audiences']).map(text)
    const at = `${path}.audiences`
    if (audiences.length === 0) errors.required(at, `at least one ${at} is required`)
    else if (isOne && audiences.length > 1) errors.tooMany(at, audiences.length, 1)
    for (const [i, audience] of isOne && audiences.length > 1 ? [] : audiences.entries()) {
      if (audience === '') errors.required(`${at}[${i}]`, missing("audience can't be empty"))
      if (!isOne && audiences.indexOf(audience) < i) errors.duplicate(`${at}[${i}]`, audience)
    }
    if (!isOne && policy !== 'MatchAny' && audiences.length > 1)
      errors.invalid(`${path}.audienceMatchPolicy`, policy, 'audienceMatchPolicy must be MatchAny for multiple audiences')
    if (policy !== '' && policy !== 'MatchAny' && audiences.length === 1)
      errors.invalid(`${path}.audienceMatchPolicy`, policy, 'audienceMatchPolicy must be empty or MatchAny for single audience')
    const authority = text(of['certificateAuthority'])
    if (authority !== '' && !authority.includes('-----BEGIN CERTIFICATE-----'))
      errors.invalid(`${path}.certificateAuthority`, '<omitted>', 'data does not contain any valid RSA or ECDSA certificates')
    const egress = text(of['egressSelectorType'])
    if (egress !== '' && egress !== 'controlplane' && egress !== 'cluster')
      errors.invalid(`${path}.egressSelectorType`, egress, 'egress selector must be either controlplane or cluster')
  }

  const claims = (rules: readonly Fields[], path: string): void => {
    const [names, expressions] = [new Set<string>(), new Set<string>()]
    for (const [i, rule] of rules.entries()) {
      const at = `${path}[${i}]`
      const [claim, value, expression, message] = ['claim', 'requiredValue', 'expression', 'message'].map((name) => text(rule[name]))
      if (claim && expression) errors.invalid(at, claim, "claim and expression can't both be set")
      else if (claim) {
        if (message) errors.invalid(`${at}.message`, message, not('message', 'claim'))
        if (names.has(claim)) errors.duplicate(`${at}.claim`, claim)
        names.add(claim)
      } else if (expression) {
        if (value) errors.invalid(`${at}.requiredValue`, value, not('requiredValue', 'expression'))
        if (expressions.has(expression)) errors.duplicate(`${at}.expression`, expression)
        expressions.add(expression)
      } else errors.required(at, 'claim or expression is required')
    }
  }

  const mapping = (of: Fields, path: string, isNeeded: boolean): void => {
    const [claim, expression, prefix] = [text(of['claim']), text(of['expression']), of['prefix']]
    if (claim && expression) errors.invalid(path, '', "claim and expression can't both be set")
    else if (!claim && !expression && isNeeded) errors.required(path, 'claim or expression is required')
    else if (expression && typeof prefix === 'string') errors.invalid(`${path}.prefix`, prefix, not('prefix', 'expression'))
    else if (claim && typeof prefix !== 'string')
      errors.required(`${path}.prefix`, 'prefix is required when claim is set. It can be set to an empty string to disable prefixing')
  }

  const mappings = (of: Fields, path: string, rules: readonly Fields[]): void => {
    mapping(fields(of['username']), `${path}.username`, true)
    mapping(fields(of['groups']), `${path}.groups`, false)
    const uid = fields(of['uid'])
    if (uid['claim'] && uid['expression']) errors.invalid(`${path}.uid`, '', "claim and expression can't both be set")
    const extra = list(of['extra']).map(fields)
    const keys = new Set<string>()
    for (const [i, { key, valueExpression }] of extra.entries()) {
      const at = `${path}.extra[${i}]`
      if (keys.has(text(key))) errors.duplicate(`${at}.key`, text(key))
      else if (!valueExpression) errors.required(`${at}.valueExpression`, missing('valueExpression is required'))
      keys.add(text(key))
    }
    const name = text(fields(of['username'])['expression'])
    const all = [name, ...extra.map(({ valueExpression }) => text(valueExpression)), ...rules.map(({ expression }) => text(expression))]
    if (!isOne && /\bclaims\.\??email\b/.test(name) && !all.some((expression) => /\bclaims\.\??email_verified\b/.test(expression)))
      errors.invalid(
        `${path}.username.expression`,
        name,
        'claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression',
      )
  }

  for (const [i, authenticator] of authenticators.entries()) {
    const path = `jwt[${i}]`
    const [from, rules] = [fields(authenticator['issuer']), list(authenticator['claimValidationRules']).map(fields)]
    issuer(from, `${path}.issuer`)
    claims(rules, `${path}.claimValidationRules`)
    mappings(fields(authenticator['claimMappings']), `${path}.claimMappings`, rules)
    const expressions = list(authenticator['userValidationRules']).map((rule) => text(fields(rule)['expression']))
    for (const [n, expression] of expressions.entries()) {
      const at = `${path}.userValidationRules[${n}].expression`
      if (expression === '') errors.required(at, missing('expression is required'))
      else if (expressions.indexOf(expression) < n) errors.duplicate(at, expression)
    }
    for (const name of ['url', 'discoveryURL'] as const) {
      const url = text(from[name])
      if (seen[name].has(url) && (name === 'url' || url !== '')) errors.duplicate(`${path}.issuer.${name}`, url)
      seen[name].add(url)
    }
  }
}
