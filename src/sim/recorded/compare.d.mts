export function compare(
  recorded: readonly unknown[],
  simulated: readonly unknown[],
  options?: { end?: number },
): { matched: number; total: number; differences: string[] }
