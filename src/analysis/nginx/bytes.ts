/** The models of programs see texts as bytes, one character each; topologies hold Unicode. */

/** The UTF-8 bytes of a text, one character a byte. */
export function toBytes(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (b) => String.fromCharCode(b)).join("");
}

/** The text of bytes, for a person: what is no UTF-8, and control characters, as `\x0a`. */
export function fromBytes(bytes: string): string {
  const codes = Uint8Array.from(bytes, (c) => c.charCodeAt(0));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(codes);
  } catch {
    // eslint-disable-next-line no-control-regex
    text = bytes.replace(/[\x80-\xff]/g, hex);
  }
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\0-\x1f\x7f]/g, hex);
}

function hex(c: string): string {
  return `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
