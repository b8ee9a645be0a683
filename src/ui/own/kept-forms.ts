import { create } from 'zustand'
import type { ScriptForm } from './script-form.ts'

/** A lane's form as it was typed, beside the text that it has written; wrong fields are not in the text. */
export interface KeptForm {
  text: string | null
  forms: Readonly<Record<string, ScriptForm>>
  /** What is wrong, and where. */
  found: readonly { path: string; message: string }[]
}

/** By lane: what is wrong in a form is still wrong when another file or lane is looked at. */
export const useKeptForms = create<Readonly<Record<string, KeptForm>>>()(() => ({}))

const NONE: KeptForm['found'] = []

/** What waits in the form of a lane whose programs' text is this one. */
export const useFormTroubles = (lane: string, text: string): KeptForm['found'] =>
  useKeptForms(({ [lane]: kept }) => (kept?.text === text ? kept.found : NONE))
