import { messageOf } from '../../manifest/thrown.ts'
import { processesText } from '../../cases/processes-text.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { textOf } from '../state/draft.ts'
import { writeFiles } from '../state/actions.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import { importBrought } from './own-client.ts'
import { formOf, scriptOf } from './script-form.ts'

/** Puts a static pod in the place of what a kubelet refuses, and assumes how its programs behave where nothing says it. */
export async function runAsStaticPod(lane: string, file: string): Promise<void> {
  const { draft } = useStore.getState()
  const text = textOf(
    draft,
    draft.lanes.find(({ id }) => id === lane)!,
    file,
  )
  try {
    const { manifests, processes, says } = await importBrought([{ name: file, text }], draft.common.kubernetes)
    const [made] = Object.values(manifests)
    if (made !== undefined) {
      const said = Object.entries(results.getState().lanes[lane]?.inputs.processes ?? {}).map(([name, script]) => [
        name,
        scriptOf(formOf(script)),
      ])
      writeFiles(lane, { [file]: made, [PROCESSES]: processesText({ ...processes, ...Object.fromEntries(said) }) })
    }
    useStore.setState({ notice: says.join(' ') })
  } catch (error) {
    useStore.setState({ notice: messageOf(error) })
  }
}
