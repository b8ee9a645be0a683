/** Thrown where a line has used up what it may; the shell says so in its place. */
export class Spent extends Error {}

/** A person's patience: a second or so. */
const MOST_STEPS = 5_000_000
/** And what a person reads. */
const MOST_CHARACTERS = 2_000_000

/** What a run of the simulator, or a look at all of one, takes of the steps. */
export const RUN_STEPS = 100_000
export const LOOK_STEPS = 20_000

/** What one command line may take, loops and all: each command, filter, pattern and expansion in it spends of the same. */
export class Budget {
  private steps = MOST_STEPS
  private characters = MOST_CHARACTERS

  /** What a line that was ended may take to show what it has: once. */
  allowEnd(): void {
    this.steps = MOST_STEPS / 20
    this.characters = MOST_CHARACTERS / 2
  }

  /** So much work: a character looked at, a state entered, a value made. Errors: throws `Spent`. */
  spend(steps: number): void {
    this.steps -= steps
    if (!(this.steps >= 0)) throw new Spent(`this line was ended: it takes more than the 5 million steps that this terminal gives one`)
  }

  /** So much text, as work too. Errors: throws `Spent`. */
  write(characters: number): void {
    this.characters -= characters
    if (!(this.characters >= 0))
      throw new Spent(`this line was ended: it makes more than the 2 million characters that this terminal gives one`)
    this.spend(characters / 4)
  }
}
