import { type ReactElement, useState } from 'react'
import { empty, ownPod } from '../../cases/own-pod.ts'
import { aWholeControlPlane } from '../../cases/whole-plane.ts'
import { type Draft, draftOf } from '../../share/payload.ts'
import { Choice, Choices } from '../kit/Choices.tsx'
import { Forget } from '../kit/Forget.tsx'
import { saveFile } from '../kit/save-file.ts'
import { openOwn, openSlot } from '../state/slot-actions.ts'
import type { Unread } from '../state/cabinet.ts'
import { isExerciseSlot, CASES, type Slot } from '../state/slot.ts'
import { environment, useStore } from '../state/store.ts'
import { pasteYours, PickFiles } from './Bring.tsx'
import { counted } from '../../views/text/words.ts'

/** All that this browser keeps of the page's work, to open, to take away and to forget. */
function OnDevice(): ReactElement {
  const [{ earlier, visited, unread }, setKept] = useState(look)
  return (
    <>
      <Section title="Set aside earlier">
        {earlier.map((draft) => (
          <Choice key={JSON.stringify(draft)} name={String(draft.common.title)} act={() => openOwn(draft)}>
            {describe(draft)}
          </Choice>
        ))}
      </Section>
      <Section title="From elsewhere, with your edits">
        {visited.map(({ slot, draft, fragment }) => (
          <Choice key={slot} name={String(draft.common.title)} act={() => reopen(slot, fragment)}>
            {isExerciseSlot(slot) ? 'Your attempt at an exercise. ' : ''}
            {describe(draft)}
          </Choice>
        ))}
      </Section>
      <Section title="Kept, and not readable here" className="unread">
        {unread.map(({ name, text }) => (
          <li key={name}>
            <span>
              {text.length.toLocaleString('en')} characters: {text.slice(0, 60)}
            </span>
            <button type="button" onClick={() => saveFile('whyrestart-kept.json', text)}>
              Save it as a file
            </button>
            <button
              type="button"
              className="quiet"
              onClick={() => {
                environment.cabinet.drop(name)
                setKept(look())
              }}
            >
              Forget it
            </button>
          </li>
        ))}
      </Section>
      <Forget label="Forget everything on this device" />
    </>
  )
}

function Section({ title, className, children }: { title: string; className?: string; children: ReactElement[] }): ReactElement | null {
  if (children.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className={className}>{children}</ul>
    </>
  )
}

interface KeptWork {
  earlier: readonly Draft[]
  visited: readonly { slot: Slot; draft: Draft; fragment: string }[]
  unread: readonly Unread[]
}

function look(): KeptWork {
  const open = useStore.getState().slot
  return {
    earlier: environment.cabinet.earlier(),
    visited: environment.cabinet
      .slots()
      .filter(({ slot }) => slot !== open && /^(shared|exercise):/.test(slot))
      .slice(0, 20)
      .map(({ slot, kept: { draft, fragment = '' } }) => ({ slot, draft, fragment })),
    unread: environment.cabinet.unread(),
  }
}

/** By its link, where one leads to it: what Start over brings back is in that. */
function reopen(slot: Slot, fragment: string): void {
  if (fragment === '') openSlot(slot)
  else location.hash = fragment
}

/** What is in it, in few words. */
export function describe({ common, lanes }: Draft): string {
  const files = [...new Set(lanes.flatMap(({ fields }) => Object.keys(fields.manifests ?? {})))]
  return `Kubernetes ${common.kubernetes}, ${counted(lanes.length, 'lane')}: ${lanes
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${lanes.length > 3 ? ', …' : ''}; ${files.slice(0, 3).join(', ') || 'no file'}`
}

/** Texts of a real cluster; they become a scenario of their own, whichever dialog offers it. */
export function FromCluster({ children }: { children?: string }): ReactElement {
  return (
    <Choice name="Paste yours" act={pasteYours}>
      Paste what kubectl and the kubelet’s journal print of a pod that restarts: what really happened, and a simulation of it to ask why and
      what if. Nothing leaves the page.{children}
    </Choice>
  )
}

/** Where a scenario of one's own begins. */
export function NewDialog({ close }: { close: () => void }): ReactElement {
  return (
    <Choices title="A scenario of your own" close={close}>
      <ul>
        <Choice name="A small pod" act={() => openOwn(draftOf(ownPod(CASES.today)))}>
          One container with a liveness probe; its program begins to fail after a minute. A place to begin.
        </Choice>
        <Choice name="A whole control plane" act={() => openOwn(draftOf(aWholeControlPlane(CASES.today)))}>
          kubeadm’s four static pods, etcd among them: with anonymous requests off, with a wrong etcd port, and with etcd taken away.
        </Choice>
        <FromCluster />
        <Choice name="Empty" act={() => openOwn(draftOf(empty(CASES.today)))}>
          No file yet.
        </Choice>
      </ul>
      <Bringing to="page" close={close} />
      <OnDevice />
    </Choices>
  )
}

/** The three ways in. */
export function Bringing({ to, close }: { to: 'lane' | 'page'; close: () => void }): ReactElement {
  return (
    <p className="wrap bringing">
      <PickFiles to={to} done={close}>
        Choose files…
      </PickFiles>
      <span>
        or drop them here, or paste with <kbd>Ctrl</kbd> <kbd>V</kbd>: a Pod, a Deployment or another workload, several at once
        {to === 'page' ? ', or a scenario' : ''}.
      </span>
    </p>
  )
}
