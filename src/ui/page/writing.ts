/**
 * Marks `main` with `data-writing` while the focus is in the editor's pane. While something is pressed the mark stays as it is: what
 * moved under a press would lose its click.
 *
 * Errors: none.
 */
export function markWriting(): () => void {
  let isPressed = false
  const mark = (): void => {
    if (!isPressed)
      document.querySelector('#main')?.toggleAttribute('data-writing', document.activeElement?.closest('.editor-pane') != null)
  }
  // after what follows of the same press or key
  const soon = (): void => void setTimeout(mark)
  const press = (): void => {
    isPressed = true
  }
  const release = (): void => {
    isPressed = false
    soon()
  }
  const told: readonly (readonly [string, () => void])[] = [
    ['pointerdown', press],
    ['pointerup', release],
    ['pointercancel', release],
    ['focusin', soon],
    ['focusout', soon],
  ]
  for (const [type, run] of told) document.addEventListener(type, run, true)
  return () => {
    for (const [type, run] of told) document.removeEventListener(type, run, true)
  }
}
