/** A set of non-negative numbers as one sorted array: eight bytes each, O(log n) lookups without garbage. */
export class SortedNumbers {
  readonly #numbers: Float64Array;

  /** Takes the array over and sorts it in place. */
  constructor(numbers: Float64Array) {
    this.#numbers = numbers.sort();
  }

  get sizeBytes(): number {
    return this.#numbers.byteLength;
  }

  has(value: number): boolean {
    const numbers = this.#numbers;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return numbers[low] === value;
  }
}
