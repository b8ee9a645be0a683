/** How much a finding weighs; a configuration may say otherwise for each rule. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
/** What a rule weighs. */
export type Severity = (typeof SEVERITIES)[number]

/** A rule of the check. */
export interface Rule {
  id: RuleId
  severity: Severity
  /** What it looks for, in a sentence. */
  title: string
  /** Why that matters, and what is tried to find it. */
  explanation: string
}

/** What trial runs can show of a manifest. Names are for configurations and reports, and stay. */
export const RULE_IDS = [
  'refused',
  'dropped-field',
  'same-name',
  'flag-note',
  'asks-elsewhere',
  'not-simulated',
  'restarts-when-calm',
  'hang-unnoticed',
  'hang-noticed-late',
  'crash-not-recovered',
  'slow-start-killed',
  'exec-looks-healthy',
  'etcd-restarts',
  'admin-port-open',
  'readable-from-outside',
  'secret-in-spec',
  'breaks-on-release',
] as const
/** A rule’s name. */
export type RuleId = (typeof RULE_IDS)[number]

/** Every rule: what it weighs, what it looks for, and why. */
export const RULES: Readonly<Record<RuleId, Omit<Rule, 'id'>>> = {
  refused: {
    severity: 'error',
    title: 'The kubelet refuses the manifest, or the kube-apiserver its flags',
    explanation: 'On this release no pod is taken from the text, or its server ends at once; the words are their own.',
  },
  'dropped-field': {
    severity: 'warning',
    title: 'A field is dropped without a word',
    explanation: 'The kubelet decodes without strictness: a misspelt field, or one of another release, is as if it were not there.',
  },
  'same-name': {
    severity: 'warning',
    title: 'Another file’s pod of the same name takes its place',
    explanation:
      'Of the files of one directory whose pods have the same namespace and name the kubelet takes one, the last in the order of their names; a copy such as web.yaml.bak is enough for that.',
  },
  'flag-note': {
    severity: 'note',
    title: 'The kube-apiserver has something to say of a flag',
    explanation: 'It starts, and tells in its log of a flag that is deprecated, or is without effect; a later release may refuse it.',
  },
  'asks-elsewhere': {
    severity: 'warning',
    title: 'A probe asks another machine',
    explanation:
      'Its host is neither the pod nor the node: a manifest that was made for another node asks there, whatever becomes of this pod.',
  },
  'not-simulated': {
    severity: 'note',
    title: 'A field has no part in the trial runs',
    explanation:
      'What this field does is not simulated, so that the findings hold only as far as it changes nothing of probes, starts and ends.',
  },
  'restarts-when-calm': {
    severity: 'error',
    title: 'It is restarted, or never ready, while nothing goes wrong',
    explanation:
      'The pod runs for 30 minutes with programs that do what the manifest expects: they listen where probes ask, answer 200, and their commands succeed. It should be ready, and never restarted.',
  },
  'hang-unnoticed': {
    severity: 'warning',
    title: 'A hang is never noticed',
    explanation:
      'The main process is stopped by SIGSTOP at 10 min. Within 20 minutes nobody restarts its container. A note where there is no liveness probe, which may be meant so.',
  },
  'hang-noticed-late': {
    severity: 'note',
    title: 'A hang is noticed late',
    explanation: 'The main process is stopped by SIGSTOP at 10 min. More than 5 minutes pass until its container is started again.',
  },
  'crash-not-recovered': {
    severity: 'warning',
    title: 'After a crash it does not come back',
    explanation: 'The main process ends with exit code 1 at 10 min. Within 20 minutes it does not serve again.',
  },
  'slow-start-killed': {
    severity: 'warning',
    title: 'A slow start is killed before it is up, and the next one too',
    explanation:
      'Every start of the main process takes longer, in ever longer trials, until its probes kill it before it is up. A start under load, on a cold node or after an update is slower than the usual one. A note where it may take more than 15 s, or 30 s with a startup probe, which most programs do not need.',
  },
  'exec-looks-healthy': {
    severity: 'note',
    title: 'Without its program an exec probe looks healthy for ever',
    explanation:
      'An exec probe whose program cannot be started is neither passed nor failed: the prober errs, and an error never kills. An image without a shell is enough for that.',
  },
  'etcd-restarts': {
    severity: 'warning',
    title: 'A lost etcd restarts the kube-apiserver, which helps nobody',
    explanation: 'etcd is killed at 10 min and stays down for 10 minutes. A probe that asks for it restarts a server that has no fault.',
  },
  'admin-port-open': {
    severity: 'error',
    title: 'Somebody without credentials is an administrator',
    explanation:
      'Requests without credentials are put to the ports of the kube-apiserver and of the kubelet at 2 min, from the node, from a pod and from outside.',
  },
  'readable-from-outside': {
    severity: 'note',
    title: 'Somebody outside reads without credentials',
    explanation: 'Fifteen paths are asked for from outside the cluster at 2 min, without credentials.',
  },
  'secret-in-spec': {
    severity: 'warning',
    title: 'A secret stands in the pod’s spec',
    explanation: 'Whoever may read the pod reads tokens and passwords in httpHeaders, env, command and args.',
  },
  'breaks-on-release': {
    severity: 'error',
    title: 'It runs on the release of today, and not on that of tomorrow',
    explanation:
      'The same text runs calmly on the older release and not on a newer one, up to the one that is asked for; the first such is named.',
  },
}
