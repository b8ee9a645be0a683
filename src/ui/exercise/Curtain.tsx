import { useEffect, type ReactElement } from 'react'
import { draw, lift, useCurtain } from '../timeline/curtain.ts'
import type { Frame } from '../../views/picture/frame.ts'
import { setCursor } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import { usePin } from './pin.ts'
import { useHidden, useSession } from './session.ts'

/** What lies right of the cursor is not seen yet, where an exercise or a person wants it so; and the learner's pin on it. */
export function Curtain({ frame: { scale, gutter } }: { frame: Frame }): ReactElement | null {
  const seen = useCurtain((state) => state.seen)
  const isWanted = useHidden('future')
  const id = useSession((session) => session.exercise?.id)
  const pin = usePin((state) => state.at)
  useEffect(() => {
    if (!isWanted) return
    draw(0)
    setCursor(0)
    useStore.setState({ playing: false, selected: null })
    return () => {
      lift()
      usePin.setState({ at: null })
    }
  }, [isWanted, id])
  if (seen === null) return null
  const left = gutter + Math.max(0, Math.min(scale.width, scale.x(seen)))
  return (
    <>
      <div className="curtain" style={{ left: left + 1 }}>
        <span className="hidden-text">A curtain: what comes is not shown yet. Play goes on.</span>
      </div>
      {pin !== null && <div className="pin" style={{ left: gutter + scale.x(pin) }} />}
    </>
  )
}
