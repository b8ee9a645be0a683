import { useId, useLayoutEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { byCharacter } from '../../manifest/own.ts'
import { inDirectory, MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { filesAt } from '../../sim/trace/moment.ts'
import { releaseFor } from '../../sim/release/release.ts'
import { type Action, PANIC_CODE, REBOOT_SECONDS } from '../../sim/scenario/inputs.ts'
import { clockTime } from '../../views/text/duration-words.ts'
import { DialogTitle, moveAmong } from '../kit/Choices.tsx'
import { Dropdown } from '../kit/Select.tsx'
import { hasServer, type LaneResult, results } from '../state/results.ts'
import { durationOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { Glyph } from './Glyph.tsx'
import { usePage } from '../state/page.ts'
import { addAction, edit } from './open.ts'
import { TimeInput } from './TimeInput.tsx'
import './faults.css'

type FaultKind = Parameters<typeof Glyph>[0]['shape']

/** What an action says beside its time. */
type Untimed<A = Action> = A extends { at: number } ? Omit<A, 'at'> : never

/** All that may happen at a time, in all lanes: one choice, and it is an action of the scenario. */
export function FaultMenu({ at: asked, x, y }: { at: number; x: number; y: number }): ReactElement {
  const dialog = usePlaced(x, y)
  const id = useId()
  const [at, setAt] = useState(asked)
  const end = useStore((state) => durationOf(state.draft))
  const laneCount = useStore((state) => state.draft.lanes.length)
  const { containers, files, ports, runtime, hasEtcd } = useOffered(at)
  const [port, setPort] = useState(String(ports[0] ?? 6443))
  const [late, setLate] = useState(8)

  const close = (): void => dialog.current?.close()
  const add = (action: Untimed): void => {
    close()
    usePage.setState({ freshAction: addAction({ at, ...action } as Action) })
  }
  const act = (shape: FaultKind, label: string, action: Untimed): ReactElement => (
    <Act shape={shape} label={label} act={() => add(action)} />
  )
  return (
    // A click beside it closes it, as Escape does for the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      className="faults"
      ref={dialog}
      aria-labelledby={id}
      onClose={() => usePage.setState({ faultMenu: null })}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={moveAmong('.fault-choices button')}
    >
      <DialogTitle id={id} title={`Fault at ${clockTime(at)}`}>
        <TimeInput label="Time" at={at} end={end} change={setAt} />
      </DialogTitle>
      {containers.length > 0 && <OfContainer containers={containers} act={act} />}
      {hasEtcd && (
        <Group title="etcd">
          {act('etcd', 'Kill etcd', { etcd: 'kill' })}
          {act('hang', 'Hang etcd', { etcd: 'hang' })}
          {act('resume', 'Bring etcd back', { etcd: 'start' })}
          {act('etcd', 'Fill etcd', { etcd: 'fill' })}
          {act('resume', 'Make room in etcd', { etcd: 'defrag' })}
          {act('slow', 'Slow its disk: 3 s a write', { slowDisk: 'node', by: 3 })}
          {act('etcd', 'Fill its disk', { fullDisk: 'node' })}
          {act('resume', 'Make room on the disk', { freeDisk: 'node' })}
          {act('resume', 'A fast disk again', { slowDisk: 'node', by: 0 })}
        </Group>
      )}
      <Group title={<Pick label="Port" of={ports.map(String)} value={port} change={setPort} prefix="port " />}>
        {act('take', 'Taken by another program', { take: Number(port) })}
        {act('free', 'Free again', { free: Number(port) })}
      </Group>
      <Group title="node">
        <span className="wrap fault-row">
          {act('startDelay', 'Start containers late', { startDelay: late })}
          <Seconds name="by how many seconds, late" value={late} most={119} change={setLate} />
        </span>
        {act('restart', 'Restart the kubelet', { restart: 'kubelet' })}
        {act('restart', `Restart ${runtime}`, { restart: runtime })}
        {act('reboot', 'Reboot', { reboot: 'node', takes: REBOOT_SECONDS })}
      </Group>
      {files.length > 0 && (
        <OfFile
          files={files}
          act={act}
          editFile={(file) => {
            close()
            edit({ lane: useStore.getState().lane, at, file })
          }}
        />
      )}
      <p className="aside">{laneCount > 1 ? 'It happens in all lanes. ' : ''}Undo takes it back.</p>
    </dialog>
  )
}

type MakeAct = (shape: FaultKind, label: string, action: Untimed) => ReactElement

function OfContainer({ containers, act }: { containers: readonly string[]; act: MakeAct }): ReactElement {
  const [container, setContainer] = useState(containers[0]!)
  const [slow, setSlow] = useState(5)
  return (
    <Group title={<Pick label="Container" of={containers} value={container} change={setContainer} />}>
      {act('hang', 'Hang', { hang: container })}
      {act('resume', 'End the hang', { resume: container })}
      {act('crash', 'Crash', { crash: container, code: PANIC_CODE })}
      {act('kill', 'Kill -9', { kill: container })}
      {act('crictl', 'crictl stop', { crictl: `stop ${container}` })}
      <span className="wrap fault-row">
        {act('slow', 'Slow down', { slow: container, by: slow })}
        <Seconds name="by how many seconds, slow" value={slow} most={3600} change={setSlow} />
      </span>
      {act('cpu', 'A quarter of its CPU', { cpu: container, times: 4 })}
    </Group>
  )
}

function OfFile({ files, act, editFile }: { files: readonly string[]; act: MakeAct; editFile: (file: string) => void }): ReactElement {
  const open = useStore((state) => state.file)
  const [file, setFile] = useState(files.includes(open) ? open : files[0]!)
  return (
    <Group title={<Pick label="File" of={files} value={file} change={setFile} />}>
      <Act shape="edit" label="Edit …" act={() => editFile(file)} />
      {act('spoil', 'Break its YAML', { spoil: file })}
      {act('copy', 'Copy to .bak', { copy: file, to: `${file}.bak` })}
      {act('remove', 'Remove', { remove: file })}
    </Group>
  )
}

function Act({ shape, label, act }: { shape: FaultKind; label: string; act: () => void }): ReactElement {
  return (
    <button type="button" onClick={act}>
      <Glyph shape={shape} />
      {label}
    </button>
  )
}

function Group({ title, children }: { title: ReactNode; children: ReactNode }): ReactElement {
  return (
    <div className="fault-group">
      <div className="fault-whom">{title}</div>
      <div className="wrap fault-choices">{children}</div>
    </div>
  )
}

/** One name is said, several are chosen from. */
function Pick({
  label,
  of,
  value,
  change,
  prefix = '',
}: {
  label: string
  of: readonly string[]
  value: string
  change: (value: string) => void
  prefix?: string
}): ReactElement {
  if (of.length < 2) return <>{prefix + value}</>
  return <Dropdown name={label} value={value} options={of.map((text) => [text, prefix + text])} set={change} />
}

function Seconds({
  name,
  value,
  most,
  change,
}: {
  name: string
  value: number
  most: number
  change: (value: number) => void
}): ReactElement {
  return (
    <label>
      by
      <input
        type="number"
        aria-label={name}
        min={0}
        max={most}
        step="any"
        value={value}
        onChange={(event) => change(Math.min(most, Math.max(0, Number(event.target.value))))}
      />
      s
    </label>
  )
}

/** What the lanes have, as far as they have run: their containers, their files then, the ports that they use. */
function useOffered(at: number): {
  containers: string[]
  files: string[]
  ports: number[]
  runtime: 'containerd' | 'docker'
  hasEtcd: boolean
} {
  const lanes = useStore((state) => state.draft.lanes)
  const made = results((state) => state.lanes)
  return useMemo(() => {
    const all = lanes.flatMap(({ id }) => made[id] ?? [])
    return {
      containers: [...new Set(all.flatMap(({ drawing }) => drawing.tracks.map(({ container }) => container)))],
      files: [...new Set(all.flatMap(({ inputs }) => [...filesAt({ inputs, at }).keys()]))]
        .toSorted((a, b) => rank(a) - rank(b) || byCharacter(a, b))
        .map(inDirectory),
      ports: [...new Set(all.flatMap(portsOf))],
      // nobody else here would miss it
      hasEtcd:
        all.length === 0 || hasServer(made) || all.some(({ drawing }) => drawing.tracks.some(({ container }) => container === 'etcd')),
      runtime: all[0] ? releaseFor(all[0].inputs).runtime : 'containerd',
    }
  }, [lanes, made, at])
}

const rank = (path: string): number => (path.startsWith(`${MANIFEST_DIRECTORY}/`) ? 0 : 1)

/** Those that are probed, and those that programs are said to listen on. */
function portsOf({ index, inputs }: LaneResult): number[] {
  const probed = index.targets.flatMap((target) => /:(\d+)(?:\/|$)/.exec(target)?.[1] ?? [])
  return [...probed.map(Number), ...Object.values(inputs.processes).flatMap(({ listens }) => listens.map(({ port }) => port))]
}

/** Opens at a point, moved so that all of it is seen; narrow screens have it at the bottom. */
function usePlaced(x: number, y: number): React.RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current!
    if (!element.open) element.showModal()
    const { width, height } = element.getBoundingClientRect()
    element.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`
    element.style.top = `${Math.max(8, Math.min(y + 4, innerHeight - height - 8))}px`
    element.querySelector<HTMLElement>('.fault-choices button')?.focus()
  }, [x, y])
  return dialog
}
