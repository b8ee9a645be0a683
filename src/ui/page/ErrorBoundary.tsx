import { Component, type ReactNode } from 'react'
import { documentText } from '../../cases/own-pod.ts'
import { messageOf } from '../../manifest/own.ts'
import { documentOf } from '../../share/payload.ts'
import { slotKey } from '../state/slot.ts'
import { environment, useStore } from '../state/store.ts'

/** What is left when the page itself fails: the inputs, to take away, and a fresh start. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null as string | null }

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: messageOf(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === null) return this.props.children
    const text = documentText(documentOf(useStore.getState().draft))
    return (
      <main className="fallen">
        <h1>This page has failed</h1>
        <p>That is a fault of whyrestart, not of your manifest. Your texts are still here:</p>
        <p style={{ display: 'flex', gap: 8, margin: '16px 0' }}>
          <a href={URL.createObjectURL(new Blob([text], { type: 'application/json' }))} download="scenario.json">
            Save them as a scenario file
          </a>
          <button type="button" onClick={() => location.reload()}>
            Try again
          </button>
          <button
            type="button"
            onClick={() => {
              const { slot } = useStore.getState()
              environment.keeping.flush()
              environment.cabinet.putAway(slotKey(slot), 'the page failed with it')
              location.href = location.pathname
            }}
          >
            Set them aside, and begin anew
          </button>
        </p>
        <pre>{message}</pre>
      </main>
    )
  }
}
