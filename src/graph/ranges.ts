/** Names of hosts, short: `web[1..3], db`. */
export function rangesOf(names: readonly string[]): string {
  const out: string[] = [];
  for (let i = 0; i < names.length;) {
    let count = 1;
    while (follows(names[i + count - 1] ?? "", names[i + count] ?? "")) count++;
    const [first, last] = [names[i] ?? "", names[i + count - 1] ?? ""];
    if (count < 3) out.push(...names.slice(i, i + count));
    else out.push(first.replace(/\d+$/, (digits) => `[${digits}..${/\d+$/.exec(last)?.[0] ?? ""}]`));
    i += count;
  }
  return out.join(", ");
}

function follows(before: string, after: string): boolean {
  const [a, b] = [before, after].map((name) => /^([^]*?)(\d{1,9})$/.exec(name));
  if (a?.[2] === undefined || b?.[2] === undefined || a[1] !== b[1]) return false;
  const next = String(Number(a[2]) + 1);
  return b[2] === (a[2].startsWith("0") ? next.padStart(a[2].length, "0") : next);
}
