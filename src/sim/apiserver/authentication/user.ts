export interface User {
  name: string
  uid?: string
  groups: readonly string[]
}
