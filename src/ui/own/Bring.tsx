import { useEffect, useState, type ReactElement } from 'react'
import { notCome, isText } from '../kit/hooks.ts'
import { FilePicker } from '../kit/FilePicker.tsx'
import type { To } from './bring.ts'
import './own.css'

/** Files that are dropped or picked, or a text that is pasted: what reads them comes when it is needed. */
const bringFiles = (files: readonly File[], to: To, isAsked: boolean): void =>
  void import('./bring.ts').then((module) => module.bringFiles(files, to, isAsked)).catch(notCome)
const bringText = (text: string, to: To, isAsked: boolean): void =>
  void import('./bring.ts').then((module) => module.bring([{ text }], to, [], isAsked)).catch(notCome)

/** The dialog for what a cluster has printed. */
export const pasteYours = (): void => void import('./bring.ts').then((module) => module.pasteYours(), notCome)

const hasText = (data: DataTransfer): boolean => data.getData('text/plain').trim() !== ''
const hasSomething = (data: DataTransfer | null): boolean => data !== null && (data.files.length > 0 || hasText(data))

function bringClipboard(data: DataTransfer, { to, isAsked }: Wish): void {
  // beside the text of a table that was copied stands a picture of it
  const isPicture = [...data.files].every(({ type }) => type.startsWith('image/'))
  if (isPicture && hasText(data)) bringText(data.getData('text/plain'), to, isAsked)
  else bringFiles([...data.files], to, isAsked)
}

interface Wish {
  to: To
  /** A dialog of choices was open for it. */
  isAsked: boolean
}

/** An open dialog of choices has been answered so; it says what the answer becomes. That of a cluster's texts takes more of them. */
function closeChoices(): Wish {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.choices[open]:not(.cluster)')
  dialog?.close()
  return { to: dialog?.dataset['brings'] === 'lane' ? 'lane' : 'page', isAsked: dialog !== null }
}

const MOST_ENTRIES = 500

/** What was dropped, folders with all that is in them. What is dropped can be asked for during the event alone. */
async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files]
  const found: File[] = []
  for (let entry = entries.shift(); entry !== undefined && found.length < MOST_ENTRIES; entry = entries.shift()) {
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader()
      // a folder is told of in parts, until one is empty
      for (;;) {
        const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
        if (part.length === 0) break
        entries.push(...part)
      }
    } else found.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)))
  }
  return found.toSorted((a, b) => (a.webkitRelativePath || a.name).localeCompare(b.webkitRelativePath || b.name))
}

/** The whole page takes what is dropped on it, and what is pasted outside of its fields. */
export function DropTarget(): ReactElement | null {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const end = new AbortController()
    const on = <K extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(type: K, act: (event: DragEvent) => void): void =>
      window.addEventListener(type, (event) => event.dataTransfer?.types.includes('Files') && act(event), {
        capture: true,
        signal: end.signal,
      })
    on('dragenter', () => setOver(true))
    on('dragover', (event) => event.preventDefault())
    on('dragleave', (event) => event.relatedTarget === null && setOver(false))
    on('drop', (event) => {
      event.preventDefault()
      event.stopPropagation()
      setOver(false)
      const { to, isAsked } = closeChoices()
      void droppedFiles(event.dataTransfer!).then((files) => bringFiles(files, to, isAsked), notCome)
    })
    document.addEventListener(
      'paste',
      (event) => {
        const target = event.target as HTMLElement
        if (event.defaultPrevented || isText(target) || target.closest('.monaco, dialog:not(.choices, :has(.room))')) return
        if (hasSomething(event.clipboardData)) {
          event.preventDefault()
          bringClipboard(event.clipboardData!, closeChoices())
        }
      },
      { signal: end.signal },
    )
    return () => end.abort()
  }, [])
  return isOver ? (
    <div className="drop-target" aria-hidden="true">
      <p>Drop what a cluster printed, manifests or a scenario here: files or a folder</p>
    </div>
  ) : null
}

/** Chosen files go where dropped ones do. */
export function PickFiles({
  to,
  accept = '.yaml,.yml,.json,.txt,.log,.conf',
  done,
  children,
}: {
  to: To
  accept?: string
  done?: () => void
  children: string
}): ReactElement {
  return (
    <FilePicker
      accept={accept}
      take={(files) => {
        done?.()
        bringFiles(files, to, true)
      }}
    >
      {children}
    </FilePicker>
  )
}
