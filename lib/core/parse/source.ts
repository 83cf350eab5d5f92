/** Where records come from. A closed set. */
export const SOURCES = ['lambda', 'vpc-flow', 'dns', 'cloudtrail', 'spans'] as const;

export type Source = (typeof SOURCES)[number];
