/** Where the bundle of that file is to be imported from. */
export function bundled(entry: string): Promise<string>
