/** Numbers in the order of their arrival, eight bytes each. */
export class NumberVector {
  #numbers = new Float64Array(64);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = value;
  }

  /** What was pushed, in an array of exactly that length; the vector is empty afterwards. */
  take(): Float64Array<ArrayBuffer> {
    const taken = this.#numbers.slice(0, this.#length);
    this.#numbers = new Float64Array(64);
    this.#length = 0;
    return taken;
  }
}
