/** Something that the person at the keyboard can put right: shown as one line without a stack, exit code 2. */
export class UserMistake extends Error {
  override readonly name = 'UserMistake';

  /** Both parts in the reader's words, without full stop: the thing that is wrong, and what to do about it. */
  constructor(wrong: string, remedy: string) {
    super(remedy === '' ? wrong : `${wrong}; ${remedy}`);
  }
}
