import { own } from '../../../manifest/own.ts'
import { UpstreamTable } from '../../../upstream/upstream-table.ts'

interface GateState {
  stage: string
  isOn: boolean
  isLocked: boolean
}

function readState(value: string): GateState {
  const [stage = '', state, lock] = value.split(' ')
  return { stage, isOn: state === 'on', isLocked: lock === 'locked' }
}

/** Feature gates by release: `alpha off`, `ga on locked`. */
export class GateTable extends UpstreamTable {
  stateOf(name: string, minor: number): GateState | undefined {
    const value = this.at(name, minor)
    return value === undefined ? undefined : readState(value)
  }

  /**
   * Whether a gate is on, given what the flag says of it. What a gate stood for that a release no longer has is as it was last.
   *
   * Follows: staging/src/k8s.io/component-base/featuregate/feature_gate.go, setUnsetAlphaGates, setUnsetBetaGates (v1.37.2).
   */
  isOn(name: string, set: Readonly<Record<string, string>>, minor: number): boolean {
    const spans = this.spans(name)
    if (spans.length === 0 || minor < spans[0]!.since) return false
    const { stage, isOn, isLocked } = this.stateOf(name, minor) ?? { ...readState(spans.at(-1)!.value), isLocked: true }
    const said = own(set, name) ?? (stage === 'alpha' ? set['AllAlpha'] : stage === 'beta' ? set['AllBeta'] : undefined)
    return isLocked || said === undefined ? isOn : said === 'true'
  }
}
