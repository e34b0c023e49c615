/** Numbers that look random and are the same on every machine and every run: two loads of the demo must not differ in a single byte. */
export class Random {
  #state = 0x811c9dc5;

  constructor(seed: string) {
    for (const letter of seed) this.#state = Math.imul(this.#state ^ letter.codePointAt(0)!, 0x01000193);
  }

  /** 32 bits (mulberry32). */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From low to high, both included. */
  between(low: number, high: number): number {
    return low + Math.floor((this.bits() / 2 ** 32) * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)]!;
  }
}

/** Makes ids in the shape of newId: UUIDv7 of the given instant, the jurisdiction's number in the last 16 bits. */
export function idMaker(jurisdictionNumber: number, random: Random): (at: number) => string {
  return (at) => {
    const bytes = Buffer.allocUnsafe(16);
    bytes.writeUIntBE(at, 0, 6);
    bytes.writeUInt16BE(0x7000 | random.between(0, 0xfff), 6);
    bytes.writeUInt16BE(0x8000 | random.between(0, 0x3fff), 8);
    bytes.writeUInt32BE(random.bits(), 10);
    bytes.writeUInt16BE(jurisdictionNumber, 14);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** A total in parts that differ by one at most, the larger ones first. */
export const shares = (total: number, parts: number): number[] =>
  Array.from({ length: parts }, (_, part) => Math.floor(total / parts) + (part < total % parts ? 1 : 0));

/** A total in parts that differ visibly: what one of a pair loses the other gains. */
export const unevenShares = (total: number, parts: number, swing: number, random: Random): number[] => {
  const even = shares(total, parts);
  for (let part = 0; part + 1 < parts; part += 2) {
    const shift = random.between(0, swing);
    even[part]! -= shift;
    even[part + 1]! += shift;
  }
  return even;
};
