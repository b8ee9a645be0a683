import type { ReactElement } from 'react'
import { empty, ownPod } from '../../cases/own-pod.ts'
import { aWholeControlPlane } from '../../cases/whole-plane.ts'
import { openOwn } from '../state/actions.ts'
import { draftOf } from '../../share/payload.ts'
import { CASES } from '../state/slot.ts'
import { PickFiles } from './Bring.tsx'
import { notCome } from '../kit/part.ts'
import { Choice, Choices } from './Choices.tsx'
import { OnDevice } from './OnDevice.tsx'

const openCluster = (): void => void import('../cluster/open.tsx').then((module) => module.openCluster(), notCome)

/** Texts of a real cluster; they become a scenario of their own, whichever dialog offers it. */
export function FromCluster({ children }: { children?: string }): ReactElement {
  return (
    <Choice name="From a real cluster" act={openCluster}>
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
    <p className="bringing">
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
