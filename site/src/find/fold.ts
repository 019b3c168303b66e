/** Words as they are compared: without case and diacritics; parts of long words, as in German compounds. */

const MARKS = /\p{M}/gu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const SHORTEST = 5;

/** A text without case and diacritics: "Behörde" is "behorde". */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase().replaceAll("ß", "ss");
}

/** The words of a text, as written. */
export function words(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** Forms under which a word is found: folded, and with umlauts written out ("behorde", "behoerde"). */
export function forms(word: string): string[] {
  const folded = fold(word);
  const spelled = fold(word.normalize("NFC").replace(/[äöüÄÖÜ]/g, (letter) => `${letter}e`));
  return folded === spelled ? [folded] : [folded, spelled];
}

/** Ends of a long word, by which a compound is found by its last part: "grundverordnung" by "verordnung". */
export function endings(word: string): string[] {
  const letters = [...fold(word)];
  const found: string[] = [];
  for (let at = 3; letters.length - at >= SHORTEST; at++) found.push(letters.slice(at).join(""));
  return found;
}

/** The ranges of a text, sorted and apart, that a reader sees as matches of folded words. */
export function matches(text: string, wanted: readonly string[], whole: ReadonlySet<string>): [number, number][] {
  const found: [number, number][] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const [folded, ends] = traced(word);
    const hit = wanted.map((each) => [folded.indexOf(each), each.length]).filter(([at]) => at! >= 0);
    const first = hit.sort((one, two) => one[0]! - two[0]! || two[1]! - one[1]!)[0];
    if (first) found.push([index + (ends[first[0]!] ?? 0), index + ends[first[0]! + first[1]!]!]);
    else if (whole.has(folded)) found.push([index, index + word.length]);
  }
  return found;
}

/** A folded word, and for each of its characters where it begins in the word as written (and where the last ends). */
function traced(word: string): [string, number[]] {
  const starts: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of word) {
    const own = fold(character);
    for (let count = 0; count < own.length; count++) starts.push(at);
    folded += own;
    at += character.length;
  }
  starts.push(word.length);
  return [folded, starts];
}
