import type { ReactElement } from 'react'
import { READY_LANES, refusal } from '../../cases/ready-lanes.ts'
import { addLane, addLaneWith } from '../state/actions.ts'
import { FULL, isFull } from '../state/draft.ts'
import { hasServer, results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { Choice, Choices } from '../kit/Choices.tsx'
import { Bringing, FromCluster } from './NewDialog.tsx'

/** Its two lanes have a clock and a node of their own. */
const BESIDE = ' It opens as a scenario of its own; this one is kept.'

/** A copy, an empty lane, or one of the ways out that are in use today. */
export function AddLaneDialog({ close }: { close: () => void }): ReactElement {
  const lanes = useStore((state) => state.draft.lanes)
  const hasNoRoom = useStore((state) => isFull(state.draft))
  const isOfServer = results((state) => hasServer(state.lanes))
  const { kubernetes, node, clock } = useStore((state) => state.draft.common)
  const ways = READY_LANES.map((lane) => ({ ...lane, why: refusal(lane, kubernetes) }))
  return (
    <Choices title="Add a lane" close={close} brings="lane">
      {hasNoRoom && <p>{FULL}</p>}
      <ul>
        {!hasNoRoom && (
          <>
            <Choice name={`Copy of “${lanes.at(-1)!.name}”`} act={addLane}>
              To change one thing and see what it does.
            </Choice>
            <Choice name="Empty" act={() => addLaneWith('Empty', { manifests: {} })}>
              No file yet: paste a manifest, or add one in the editor.
            </Choice>
          </>
        )}
        <FromCluster>{BESIDE}</FromCluster>
      </ul>
      {!hasNoRoom && (
        <>
          <Bringing to="lane" close={close} />
          <details open={isOfServer}>
            <summary>Ways out of the strange case: a kube-apiserver, made for kubeadm {kubernetes}</summary>
            <ul>
              {ways
                .toSorted((a, b) => Number(Boolean(a.why)) - Number(Boolean(b.why)))
                .map(({ name, make, does, costs, why }) => (
                  <Choice
                    key={name}
                    name={name}
                    isRefused={Boolean(why)}
                    act={() => addLaneWith(name, make({ release: kubernetes, ip: node.ip, clock }))}
                  >
                    {why || (
                      <>
                        {does} <span className="price">Price: {costs}</span>
                      </>
                    )}
                  </Choice>
                ))}
            </ul>
          </details>
        </>
      )}
    </Choices>
  )
}
