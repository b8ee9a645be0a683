import { barename, textIn, type Texts } from './change.ts'
import type { Keep } from './exercise.ts'

/** Whether something is kept that a fix may not touch. */
export interface KeepVerdict {
  text: string
  holds: boolean
  /** One sentence, where it is not kept. */
  why?: string
}

/**
 * What an answer has kept. A comment counts as little as it does to the kubelet, but where the start has the text in one.
 */
export function judgeKeep(keep: readonly Keep[], start: Texts, texts: Texts): KeepVerdict[] {
  return keep.map((keep) => {
    const why = whyNot(keep, start, texts)
    return why === undefined ? { text: keep.text, holds: true } : { text: keep.text, holds: false, why }
  })
}

function whyNot({ file: written, has, hasNot }: Keep, start: Texts, texts: Texts): string | undefined {
  const file = barename(written)
  const text = textIn(texts, file)
  if (text === undefined) return `${file} is gone.`
  if (has !== undefined && !contains(text, has, textIn(start, file) ?? '')) return `${file} no longer has ${JSON.stringify(has)}.`
  if (hasNot !== undefined && withoutComments(text).includes(hasNot)) return `${file} has ${JSON.stringify(hasNot)}.`
  return undefined
}

function contains(text: string, has: string, start: string): boolean {
  const inComment = has.includes('#') || (start.includes(has) && !withoutComments(start).includes(has))
  return (inComment ? text : withoutComments(text)).includes(has)
}

/** YAML's comments, one that follows a value included. What stands in quotes is no comment. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(^|[ \t])#.*$/gm, (all, before: string | undefined) =>
    before === undefined ? all : before,
  )
}
