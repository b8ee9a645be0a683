/** Stands for `processes` where files are named: with its slash it is the name of no other. */
export const PROCESSES = 'scenario/processes'
