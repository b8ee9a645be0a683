/**
 * What the package offers to other programs: text → scenario → trace, and what can be said of a trace. Pure: no clock, no chance but
 * the scenario's seed, no file and no network. All times are seconds on the simulated clock.
 */
export { parseScenario, type Lane, type ParsedScenario, type Scenario } from './sim/scenario/scenario.ts'
export type { Inputs } from './sim/scenario/inputs.ts'
export { simulate } from './sim/simulate.ts'
export type { Entry, Trace } from './sim/trace/trace.ts'
export { summarize, type Summary } from './views/lanes/summary.ts'
export { why, whyText, type Link } from './views/why/why.ts'
export { verdictsOf as verdicts } from './views/verdicts/judge.ts'
export type { Cell, QuestionId } from './views/verdicts/cell.ts'
export { lintInputs as lint, type Finding } from './views/lint/lint.ts'
export { drawingOf } from './views/lanes/drawing-of.ts'
export type { LaneDrawing } from './views/lanes/lanes.ts'
export { svgOf, type Sheet } from './views/picture/sheet.ts'
export { reportOf, type Reported } from './views/report/report.ts'
export { parseExercise, type Lesson } from './lessons/parse.ts'
export { check, type Answer, type Standing } from './lessons/check-exercise.ts'
