import type { ComponentType, ReactElement } from 'react'
import type { Panel } from '../../sim/scenario/panels.ts'
import { EventsPanel } from '../panels/LookPanels.tsx'
import { RequestPanel } from '../panels/RequestPanel.tsx'
import { TerminalPanel } from '../panels/TerminalPanel.tsx'
import { VerdictsPanel } from '../panels/VerdictsPanel.tsx'
import { WhyPanel } from '../panels/WhyPanel.tsx'

const PANELS: Readonly<Record<Panel, ComponentType>> = {
  why: WhyPanel,
  request: RequestPanel,
  terminal: TerminalPanel,
  events: EventsPanel,
  verdicts: VerdictsPanel,
}

/** A panel that a frame is asked to show in the place of Why. */
export function OtherPanel({ panel }: { panel: Panel }): ReactElement {
  const Content = PANELS[panel]
  return <Content />
}
