import { create } from 'zustand'

/** What stands below the lanes on a stage: the chosen panel, the manifest, the task, or nothing. */
type Shown = 'panel' | 'manifest' | 'task' | 'nothing'

/** How the page stands before an audience; gone with the page but for its address. */
interface Stage {
  isOn: boolean
  /** Nothing here changes the scenario, be it typed, clicked or dragged. */
  isLocked: boolean
  shown: Shown
}

export const useStage = create<Stage>()(() => ({ isOn: false, isLocked: false, shown: 'panel' }))
