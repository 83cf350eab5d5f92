/**
 * Whether all of a text fits a pattern: `*` stands for any characters, none included, and `?` for any one. Every other
 * character stands for itself. Takes at most text × pattern steps, whatever is given.
 */
export const matchesGlob = (text: string, pattern: string): boolean => {
  let inText = 0;
  let inPattern = 0;
  /** Where to go on when a guess fails: behind the last `*`, with that much of the text swallowed by it. */
  let afterStar = -1;
  let swallowed = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      inPattern += 1;
      afterStar = inPattern;
      swallowed = inText;
    } else if (wanted === '?' || wanted === text[inText]) {
      inText += 1;
      inPattern += 1;
    } else if (afterStar >= 0) {
      swallowed += 1;
      inText = swallowed;
      inPattern = afterStar;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
};
