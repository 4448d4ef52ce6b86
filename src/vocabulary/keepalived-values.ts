/** Whether a word is a value that keepalived takes, and how to say which are. */
import type { KeepalivedValue } from "./keepalived-keywords.ts";

/** The number times a million; undefined for what is no number of so few decimals. */
function millionths(text: string, decimals: number): bigint | undefined {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d{1,40})(?:\.(\d{0,6}))?$/.exec(text) ?? [];
  if (sign === undefined || fraction.length > decimals || (decimals === 0 && text.includes(".")))
    return undefined;
  const value = BigInt(whole + fraction.padEnd(6, "0"));
  return sign === "-" ? -value : value;
}

/** Whether keepalived takes the word. */
export function holds(value: KeepalivedValue, text: string): boolean {
  switch (value.kind) {
    case "number": {
      const number = millionths(text, value.decimals);
      const min = millionths(value.min, 6) ?? 0n;
      const max = millionths(value.max, 6) ?? 0n;
      return number !== undefined && number >= min && number <= max;
    }
    case "hex":
      return /^[0-9a-fA-F]*$/.test(text) && text.length >= 2 * value.min && text.length <= 2 * value.max;
    case "ranges": {
      const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
      return (
        from !== undefined &&
        Number(from) >= value.min &&
        Number(to) <= value.max &&
        Number(from) <= Number(to)
      );
    }
    case "words":
      return value.words.includes(text);
  }
}

/** What to write instead, for the help of a problem. */
export function shown(value: KeepalivedValue): string {
  switch (value.kind) {
    case "number":
      return `write ${value.decimals === 0 ? "a whole number" : value.decimals === 3 ? "milliseconds" : "seconds"} from ${value.min} to ${value.max}`;
    case "hex":
      return value.max === value.min
        ? `write ${value.min * 2} hexadecimal digits`
        : "write hexadecimal digits";
    case "ranges":
      return `write numbers from ${value.min} to ${value.max}, or ranges of them`;
    case "words":
      return `write ${value.words.map((w) => `\`${w}\``).join(" or ")}`;
  }
}
