import { horizon } from './curtain.ts'
import { results } from './results.ts'
import { laneActions } from './lane-actions.ts'
import { scheduleActions } from './schedule-actions.ts'
import { slotActions } from './slot-actions.ts'
import { made, useStore } from './store.ts'
import { textActions } from './text-actions.ts'
import { timeActions } from './time-actions.ts'

/** All that a person can do on this page, to the one store that it has. */

export const { setCursor, zoom, pan, showSpan, fit, togglePlay, step, stepLife } = timeActions(
  useStore,
  () => results.getState().lanes,
  horizon,
)

const lanes = laneActions(made)
export const {
  selectLane,
  selectNeighbour,
  selectEntry,
  fileOf,
  setRelease,
  setTitle,
  renameLane,
  muteLane,
  removeLane,
  moveLane,
  duplicateLane,
  addLaneWith,
  addLane,
  orderLanes,
} = lanes

const slots = slotActions(made, lanes)
export const {
  openCase,
  openSlot,
  openOwn,
  replaceDraft,
  visit,
  openExercise,

  backToOwn,
  keepVisited,
  isEdited,
  reset,
  forget,
  tell,
  dismiss,
  report,
} = slots

export const { writeFile, writeFiles, typeFile, shareProcesses, writeObjects, removeFile, undo, redo } = textActions(made, lanes, slots)

export const { addActions, addLaneActions, moveAction, removeAction } = scheduleActions(made)
