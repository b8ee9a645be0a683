/** Ends a switch that has a case for every value: the compiler refuses it where one is missing. */
export function assertUnreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
