/** As much of a sentence as its words are looked for in. */
const LENGTH = 400;

/** How apostrophes arrive: as they are typed, printed, escaped in JSON that was cut, or in HTML. */
const APOSTROPHES = /\\u2019|\\'|&(?:#0?39|#8217|#x27|apos|rsquo);|['’‘ʼ´`′\u200B-\u200D\uFEFF]/giu;

/**
 * The words of a sentence in lower case, with single blanks between them: `You’ve reached your 5-hour limit!` is
 * `youve reached your 5 hour limit`. So neither punctuation nor quotes nor letter case play a part in what it says.
 */
export function wordsOf(sentence: string): string {
  return sentence
    .slice(0, LENGTH)
    .replaceAll(APOSTROPHES, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
