/** Works off to its end what is made in steps, and gives what came of it. Errors: as the steps throw. */
export function finished<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
