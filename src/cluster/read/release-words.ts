import type { Facts } from '../facts.ts'

/** Whose words they are: the kubectl's that printed, the API server's (tables since 1.10), the kubelet's. */
type Whose = 'printed' | 'server' | 'kubelet'

/** Notes once what a text's words tell of the release. */
export function hint({ hints }: Facts, whose: Whose, { least, most }: { least?: number; most?: number }, why: string): void {
  if (least !== undefined && !hints.some((one) => one.is === 'least' && one.why === why))
    hints.push({ is: 'least', minor: least, why, whose })
  if (most !== undefined && !hints.some((one) => one.is === 'most' && one.why === why)) hints.push({ is: 'most', minor: most, why, whose })
}
