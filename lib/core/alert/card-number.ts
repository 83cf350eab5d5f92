/** Issuer prefixes and the lengths that belong to them: ISO/IEC 7812 ranges in use. */
const ISSUERS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^5[1-5]/, lengths: [16] },
  { prefix: /^2[2-7]/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3[068]/, lengths: [14] },
  { prefix: /^35/, lengths: [16] },
  { prefix: /^6(?:011|5|4[4-9]|2)/, lengths: [16, 17, 18, 19] },
];

/** Check digit of card numbers (Luhn, ISO/IEC 7812-1 annex B). */
const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** True for digits (blanks and dashes left out) that are a payment card's number, not merely a long id. */
export const isCardNumber = (digits: string): boolean =>
  ISSUERS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && passesLuhn(digits);
