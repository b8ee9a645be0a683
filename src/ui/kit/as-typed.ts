/** Of a field whose text is taken as it is typed: no correction, no capital letters. */
export const AS_TYPED = { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off', autoComplete: 'off' } as const
