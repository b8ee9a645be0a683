/** Text as Go's %q prints it, where it is plain. */
export const goString = (text: string): string => `"${text.replaceAll('"', String.raw`\"`)}"`
