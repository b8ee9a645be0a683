export function compare(recorded: readonly unknown[], simulated: readonly unknown[]): { matched: number; total: number; differences: string[] }
