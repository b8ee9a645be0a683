/** A place in a text; both count from 1. */
export interface Position {
  line: number
  column: number
}

/** From a place up to, not including, another. */
export interface Range {
  start: Position
  end: Position
}

/**
 * What is wrong with a text, or worth knowing about it: a value with a code and a place, never something thrown.
 * `message` is Kubernetes' own text where Kubernetes has one.
 */
export interface Diagnostic {
  /** From a closed list: the kind of trouble, such as `PARSE`, `REQUIRED`, `INVALID`, `UNKNOWN_FIELD`. */
  code: string
  severity: 'error' | 'warning' | 'info'
  message: string
  /** The same in plain words, where Kubernetes' own are a riddle: to be said first. */
  plain?: string
  /** The field, such as `spec.containers[0].livenessProbe.periodSeconds`; empty for the whole text. */
  path: string
  range: Range
  /** What was probably meant: a text to put in the range's place. */
  suggestion?: string
  /** Whoever is typing may be on the way to something right: no error before a rest. */
  unfinished?: true
}
