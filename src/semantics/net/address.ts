/** IPv4 and IPv6 addresses and blocks of them: text to canonical text and to numbers. */

export type Family = 4 | 6;
/** An address in canonical text (IPv6 compressed, lower case, without brackets). */
export type Address = { readonly family: Family; readonly text: string };
/** A block of addresses; `address` keeps its host bits. */
export type Prefix = { readonly address: Address; readonly length: number };

/** Addresses in a block of IPv4 by the length of its prefix: V8 takes longer to raise 2 to a power. */
const SIZES: readonly number[] = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));

/** Addresses in a block of IPv4. */
export function blockSize(length: number): number {
  return SIZES[length] ?? 1;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** Bits of an address of a family. */
export function widthOf(family: Family): number {
  return WIDTH[family];
}

/** A dotted quad as a number. A part with a leading zero is refused: it is octal to some programs. */
function quad(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit === -2) {
      if (part < 0 || ++dots > 3) return undefined;
      value = value * 256 + part;
      part = -1;
    } else {
      if (digit < 0 || digit > 9 || part === 0) return undefined;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return undefined;
    }
  }
  return dots === 3 && part >= 0 ? value * 256 + part : undefined;
}

function parse4(text: string): bigint | undefined {
  const value = quad(text);
  return value === undefined ? undefined : BigInt(value);
}

function parse6(text: string): bigint | undefined {
  if (text.length > 45 || !text.includes(":") || !/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string): number[] | undefined => {
    if (half === "") return [];
    const groups: number[] = [];
    const parts = half.split(":");
    for (const [i, part] of parts.entries()) {
      if (part.includes(".")) {
        const low = i === parts.length - 1 ? parse4(part) : undefined;
        if (low === undefined) return undefined;
        groups.push(Number(low >> 16n), Number(low & 0xffffn));
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
      else return undefined;
    }
    return groups;
  };
  const head = groupsOf(halves[0] ?? "");
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? "") : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail].reduce((v, g) => (v << 16n) | BigInt(g), 0n);
}

/** An IPv4 address as a number; 0 for text that is none. */
export function quadNumber(text: string): number {
  return quad(text) ?? 0;
}

/** The address as a number, or undefined for text that is none. */
export function numberOf(address: Address): bigint {
  return (address.family === 4 ? parse4(address.text) : parse6(address.text)) ?? 0n;
}

/** Canonical text of a number: dotted quad, or RFC 5952. */
export function formatAddress(family: Family, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((s) => String((value >> s) & 0xffn)).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8;) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > best.length) best = { start: i, length: j - i };
    i = Math.max(j, i + 1);
  }
  const hex = (part: number[]) => part.map((g) => g.toString(16)).join(":");
  if (best.start < 0) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}

/** Reads `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (quad(text) !== undefined) return { family: 4, text };
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const six = parse6(bare);
  return six === undefined ? undefined : { family: 6, text: formatAddress(6, six) };
}

/** Reads `address/length`; undefined when either part is wrong. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined;
  const length = Number(digits);
  return length > widthOf(address.family) ? undefined : { address, length };
}

/** The first address of a block, as a number. */
export function networkNumber(prefix: Prefix): bigint {
  const shift = BigInt(widthOf(prefix.address.family) - prefix.length);
  return (numberOf(prefix.address) >> shift) << shift;
}

/** Whether the block holds the address. */
export function contains(prefix: Prefix, address: Address): boolean {
  if (prefix.address.family !== address.family) return false;
  if (address.family === 4) {
    const size = blockSize(prefix.length);
    const [block, own] = [quadNumber(prefix.address.text), quadNumber(address.text)];
    return Math.floor(block / size) === Math.floor(own / size);
  }
  return networkNumber({ address, length: prefix.length }) === networkNumber(prefix);
}

/** Whether an address is valid on one link only (fe80::/10): VRRP wants one, no service is offered on it. */
export function isLinkLocal(address: Address): boolean {
  return address.family === 6 && numberOf(address) >> 118n === 0b1111111010n;
}

/** `10.0.0.1`, or `[2001:db8::1]` where a port follows. */
export function bracketed(address: Address): string {
  return address.family === 6 ? `[${address.text}]` : address.text;
}
