// npm install whyrestart. React 19 hands properties and `on…` handlers on to a custom element as they are.
import type { WhyRestart, WhyRestartEvents } from 'whyrestart/embed'
import { type ReactElement, type ReactNode, type RefAttributes, useEffect, useRef, useState } from 'react'

interface Props {
  /** A link that *Share* in whyrestart has copied. */
  link: string
  children?: ReactNode
}

/** Lanes of whyrestart, and below them the time that they show. */
export function Lanes({ link, children }: Props): ReactElement {
  const lanes = useRef<WhyRestart>(null)
  const [time, setTime] = useState<WhyRestartEvents['time']['detail']>()
  useEffect(() => {
    // in an effect: on a server there are no custom elements
    void import('whyrestart/embed')
  }, [])
  return (
    <figure>
      <why-restart src={link} height="auto" first-height={789} ref={lanes} ontime={({ detail }) => setTime(detail)}>
        {children ?? <a href={link}>Open it in whyrestart</a>}
      </why-restart>
      <figcaption>
        {time && `${time.lane}, ${Math.round(time.t)} s`} <button onClick={() => lanes.current?.seek(0)}>From the start</button>
      </figcaption>
    </figure>
  )
}

interface WhyRestartAttributes extends RefAttributes<WhyRestart> {
  src: string
  height?: string | number
  'first-height'?: number
  theme?: 'system' | 'light' | 'dark'
  poster?: string
  t?: number
  lane?: string
  panel?: string
  children?: ReactNode
  ontime?: (event: WhyRestartEvents['time']) => void
  'ongoal-reached'?: (event: WhyRestartEvents['goal-reached']) => void
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'why-restart': WhyRestartAttributes
    }
  }
}
