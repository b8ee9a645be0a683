import { messageOf } from '../../manifest/own.ts'
import { processesText } from '../../cases/processes-text.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { textOf, laneById } from '../state/draft.ts'
import { writeFiles } from '../state/actions.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { importBrought } from './own-client.ts'
import { formOf, scriptOf } from './script-form.ts'

/** Opens what is assumed of a lane's programs, written down to be changed: what somebody has said of them stays. */
export async function changeAssumed(lane: string): Promise<void> {
  const { draft } = useStore.getState()
  const texts = Object.entries(results.getState().lanes[lane]?.inputs.manifests ?? {}).map(([name, text]) => ({ name, text }))
  try {
    const { processes } = await importBrought(texts, draft.common.kubernetes)
    const said = saidOf(lane)
    if (Object.keys(processes).some((name) => said[name] === undefined))
      writeFiles(lane, { [PROCESSES]: processesText({ ...processes, ...said }) })
    useStore.setState({ lane, file: PROCESSES })
  } catch (error) {
    useStore.setState({ notice: messageOf(error) })
  }
}

/** What is said of a lane's programs, as a person writes it. */
const saidOf = (lane: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(results.getState().lanes[lane]?.inputs.processes ?? {}).map(([name, script]) => [name, scriptOf(formOf(script))]),
  )

/** Puts a static pod in the place of what a kubelet refuses, and assumes how its programs behave where nothing says it. */
export async function runAsStaticPod(lane: string, file: string): Promise<void> {
  const { draft } = useStore.getState()
  const text = textOf(draft, laneById(draft, lane)!, file)
  try {
    const { manifests, processes, says } = await importBrought([{ name: file, text }], draft.common.kubernetes)
    const [made] = Object.values(manifests)
    if (made !== undefined) {
      writeFiles(lane, { [file]: made, [PROCESSES]: processesText({ ...processes, ...saidOf(lane) }) })
    }
    useStore.setState({ notice: says.join(' ') })
  } catch (error) {
    useStore.setState({ notice: messageOf(error) })
  }
}
