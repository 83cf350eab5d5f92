/** Shown as a link in alerts, so nothing but https and signs that no mark-up gives a meaning to. */
export const isRunbookUrl = (text: string): boolean =>
  /^https:\/\/[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:\/[\w./~%?=&#+:@,-]{0,400})?$/.test(text);
