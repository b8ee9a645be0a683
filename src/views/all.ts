import '../sim/control-plane/all-programs.ts'
import { PROGRAM_PROBLEMS } from './lanes/problems.ts'
import { flagProblems, leftOut, objectProblems } from './lanes/program-problems.ts'

// All of the simulator with all that is said of it: imported where a program starts, and loaded by the page when a run needs it.
PROGRAM_PROBLEMS.fill({ flagProblems, leftOut, objectProblems })
