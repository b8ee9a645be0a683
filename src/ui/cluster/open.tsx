import { createRoot } from 'react-dom/client'
import { ClusterDialog } from './ClusterDialog.tsx'

type Take = (texts: readonly string[]) => void

/** The open dialog's, where there is one: what is dropped on the page then is for it. */
let take: Take | undefined

interface Asked {
  texts?: readonly string[]
  asManifest?: (texts: readonly string[]) => void
}

/** Opens the dialog for texts of a real cluster, or hands them to the one that is open. The focus goes back to where it was. */
export function openCluster({ texts = [], asManifest }: Asked = {}): void {
  if (take) return take(texts)
  const opener = document.activeElement
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  const listen = (wanted: Take): (() => void) => {
    take = wanted
    return () => void (take = undefined)
  }
  root.render(
    <ClusterDialog
      texts={texts}
      listen={listen}
      {...(asManifest ? { asManifest } : {})}
      close={() => {
        root.unmount()
        place.remove()
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
      }}
    />,
  )
}
