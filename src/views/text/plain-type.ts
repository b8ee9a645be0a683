/** What a field takes, by Go's type of it. */
const TAKES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  int32: 'a whole number',
  int64: 'a whole number',
  string: 'a text',
  bool: 'true or false',
}

/**
 * What Go says of a value of the wrong type, in plain words: `failureThreshold must be a whole number`. Undefined where it says
 * something else, or of a type that has no plain word.
 *
 * Follows: encoding/json, UnmarshalTypeError.Error (go1.24).
 */
export function plainType(message: string): string | undefined {
  const [, path, go] = /cannot unmarshal \w+ into Go struct field (\S+) of type (\S+?)\.?$/.exec(message) ?? []
  const takes = go === undefined ? undefined : /^\[\]/.test(go) ? 'a list' : Object.hasOwn(TAKES, go) ? TAKES[go] : undefined
  return takes && `${path!.split('.').at(-1)} must be ${takes}`
}
