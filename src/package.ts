/**
 * What the package offers to other programs: text → scenario → trace, and what can be said of a trace. Pure: no clock, no chance but
 * the scenario's seed, no file and no network. All times are seconds on the simulated clock.
 */

import './views/all.ts'

// a scenario, and all that stands in it
export { parseScenario, type Lane, type ParsedScenario, type Scenario } from './sim/scenario/scenario.ts'
export type {
  Action,
  Chance,
  ClusterInputs,
  KubeletRestart,
  EtcdState,
  FileAction,
  FirewallRule,
  Inputs,
  KubeletConfiguration,
  NodeInputs,
  Origin,
  Restartable,
  ScenarioRequest,
  Sleeps,
  Waits,
  WebhookState,
} from './sim/scenario/inputs.ts'
export type {
  Caller,
  GrpcStatus,
  Image,
  Need,
  ProcessScript,
  ScriptedAnswer,
  ScriptedExec,
  ScriptedExit,
  ScriptedLife,
  ScriptedPort,
} from './sim/scenario/scenario-programs.ts'
export type { Diagnosis, Happening } from './sim/scenario/happened.ts'
export type { CertificateDates, CertificateName } from './sim/scenario/certificates.ts'
export type { StoryStep } from './sim/scenario/steps.ts'
export type { Diagnostic, Position, Range } from './manifest/diagnostic.ts'
export type { ProbeType } from './manifest/types.ts'

// a run, and all that happens in it
export { simulate } from './sim/simulate.ts'
export type { Limits } from './sim/limits.ts'
export type {
  ActionEntry,
  BackOffEntry,
  ContainerState,
  ContainerStatus,
  Entry,
  EntryOf,
  EtcdEntry,
  EvidenceEntry,
  EventEntry,
  LeaseEntry,
  LogEntry,
  ManifestEntry,
  MirrorEntry,
  NodeEntry,
  ObjectEntry,
  PortEntry,
  PrintedEntry,
  ProbeEntry,
  ProbeResult,
  ProcessEntry,
  ReleaseEntry,
  ResponseEntry,
  RestartAllEntry,
  ResultEntry,
  ScriptEntry,
  ServerEntry,
  StatusEntry,
  RequestStep,
  StoppedEntry,
  SyncEntry,
  Trace,
  WarningEntry,
} from './sim/trace/trace.ts'
export type { StoredObject } from './sim/apiserver/objects/stored.ts'
export type { ActionTold } from './sim/node/action-told.ts'

// what can be said of it
export { summarize, type Summary } from './views/lanes/summary.ts'
export { why, whyText, type Link } from './views/why/why.ts'
export type { AnswerMeaning } from './views/why/rule-of.ts'
export { verdictsOf as verdicts } from './views/verdicts/judge-lane.ts'
export type { VerdictCell, Proof, QuestionId, Tone, Trial, TrialFields } from './views/verdicts/questions.ts'
export { lintInputs as lint, type LintFinding, type LintWish } from './views/lint/lint.ts'
export { RULES, type LintRule, type RuleId, type Severity } from './views/lint/lint-rules.ts'
export { reportOf, type Reported } from './views/report/report.ts'
export type { Other, WhatIf, Without } from './views/what-if/what-if.ts'
export type { ChangeKind } from './views/what-if/what-if-changes.ts'
export type { Suggestion } from './views/what-if/what-if-rank.ts'
export type { Restart } from './views/what-if/what-if-trials.ts'

// how it looks
export { drawingOf } from './views/lanes/drawing-of.ts'
export type {
  ActionMark,
  LaneDrawing,
  Life,
  Mark,
  ProbeRow,
  ServerSpan,
  TimeSpan,
  StatusAt,
  ContainerTrack,
  BackOffWait,
} from './views/lanes/lanes.ts'
export { svgOf, type Sheet, type SheetLane } from './views/picture/sheet.ts'
export type { PictureTheme } from './views/picture/layout.ts'

// exercises
export { parseExercise, type Lesson, type ParsedLesson } from './lessons/parse-exercise.ts'
export { check, type ExerciseAnswer, type ExerciseStanding } from './lessons/check-exercise.ts'
export type { FirstPage, Exercise, Hide, KeepRule, WrongAnswer } from './lessons/exercise.ts'
export type { Goal, GoalHead, GoalGroup } from './lessons/goals/goal.ts'
export type { KindName } from './lessons/goals/goal-kinds.ts'
export type { GoalVerdict } from './lessons/judge-goals.ts'
export type { KeepVerdict } from './lessons/check-exercise.ts'
export type { Fault, LessonIncident } from './lessons/incident.ts'
export type { ChoiceQuestion, PredictQuestion as Question, RightAnswer, TimeQuestion } from './lessons/predict.ts'
export type { FilesChange, TextReplacement, LaneTexts } from './lessons/change.ts'
