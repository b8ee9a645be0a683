import { create } from 'zustand'
import type { LaneDrawing } from '../../views/lanes/lanes.ts'

/** Whether every lane's mirror pod is drawn because somebody wants it. */
export const useMirror = create<{ isWanted: boolean }>()(() => ({ isWanted: false }))

/** Where a mirror pod was deleted or made anew it is a part of what happened. */
export const hasMirrorNews = (drawing: LaneDrawing | undefined): boolean =>
  drawing !== undefined && (drawing.mirror.length > 1 || drawing.mirror.some(({ to }) => to < drawing.end))
