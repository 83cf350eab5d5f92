import { ownText } from './own-text.ts';

/**
 * `make`, with its answers kept for texts that come again minute after minute: names of functions, hosts, times. Keeps at
 * most `most` of them and then forgets all, so that a flood of new texts costs what `make` costs and no memory.
 */
export const remembered = <Text extends string, Value>(
  most: number,
  make: (text: Text) => Value,
): ((text: Text) => Value) => {
  const answers = new Map<Text, Value>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    const answer = make(own);
    if (answers.size >= most) answers.clear();
    answers.set(own, answer);
    return answer;
  };
};
