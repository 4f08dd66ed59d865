/**
 * Whether one letter added, left out, changed or swapped with its neighbour makes `a` of `b`.
 * @param {string} a @param {string} b
 */
export function oneLetterApart(a, b) {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const rests = [
    [a.slice(start + 1), b.slice(start + 1)],
    [a.slice(start + 1), b.slice(start)],
    [a.slice(start), b.slice(start + 1)],
    [swapFirstTwo(a.slice(start)), b.slice(start)],
  ];
  return rests.some(([left, right]) => left === right);
}

/** @param {string} text */
function swapFirstTwo(text) {
  return text.slice(1, 2) + text.slice(0, 1) + text.slice(2);
}
