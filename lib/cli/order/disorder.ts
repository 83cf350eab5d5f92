/** The input is further out of order than can be held in memory: it must be sorted before it is replayed. */
export class Disorder extends Error {
  override readonly name = 'Disorder';
}
