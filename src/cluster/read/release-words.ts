import type { Facts } from '../facts.ts'

/** Whose words they are: the kubectl's that printed, the API server's (tables since 1.10), the kubelet's, its language's library. */
type Whose = 'printed' | 'server' | 'kubelet' | 'library'

/** Notes once what a text's words tell of the release. */
export function hint({ hints }: Facts, whose: Whose, { least, most }: { least?: number; most?: number }, why: string): void {
  if (least !== undefined && !hints.some((hint) => hint.is === 'least' && hint.why === why))
    hints.push({ is: 'least', minor: least, why, whose })
  if (most !== undefined && !hints.some((hint) => hint.is === 'most' && hint.why === why))
    hints.push({ is: 'most', minor: most, why, whose })
}

/** What the kubelet's own words tell of its release. */
export function hintWords(message: string, facts: Facts): void {
  if (/Container will be killed and recreated|^pulling image|^Created container$|^Started container$/.test(message))
    hint(facts, 'kubelet', { most: 13 }, 'its kubelet has the words of 1.13 and before')
  if (
    /^Container "?\S+"? failed (?:liveness|startup) probe, will be restarted|^Pulling image|^Created container:? (?!with )\S/.test(message)
  )
    hint(facts, 'kubelet', { least: 14 }, 'its kubelet has the words of 1.14 and later')
  if (/Container spec hash changed|MountVolume\.SetUp succeeded/.test(message))
    hint(facts, 'kubelet', { most: 11 }, 'its kubelet has the words of 1.11 and before')
  if (/\bGet https?:\/\//.test(message)) hint(facts, 'library', { most: 18 }, 'the probe’s address is not in quotes')
  if (/\bGet "https?:\/\//.test(message)) hint(facts, 'library', { least: 19 }, 'the probe’s address is in quotes')
  if (/Successfully pulled image ".*" in [\d.]/.test(message))
    hint(facts, 'kubelet', { least: 20 }, 'its kubelet says how long a pull took')
  if (/\(\S+ including waiting\)/.test(message)) hint(facts, 'kubelet', { least: 27 }, 'its kubelet says how long a pull waited')
  if (/Back-off restarting failed container \S+ in pod \S+/.test(message))
    hint(facts, 'kubelet', { least: 27 }, 'its back-off names the container and the pod')
  if (/Image size: \d+ bytes/.test(message)) hint(facts, 'kubelet', { least: 30 }, 'its kubelet says how large the image is')
  if (/getsockopt: connection refused/.test(message)) hint(facts, 'library', { most: 10 }, 'its kubelet says getsockopt')
}
