import type { Results } from './results.ts'

/** Whether a kube-apiserver runs in some lane, as its own run shows. */
export const hasServer = (lanes: Results['lanes']): boolean =>
  Object.values(lanes).some(({ drawing }) => drawing.tracks.some((track) => track.server.length > 0))
