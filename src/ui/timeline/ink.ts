import { INK_NAMES, type Ink } from '../../views/picture/frame.ts'

/** The values of the theme that an element is in. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    scale: Number(colour('scale')) || 1,
    colours: Object.fromEntries(INK_NAMES.map((name) => [name, colour(name)])) as Ink['colours'],
    sans: colour('sans'),
  }
}
