/** Whose request it is: all that sharing between clients needs to know of it. */
export class Asker {
  /** What is held while the request is worked on. */
  readonly #held: (() => void)[] = [];

  constructor(
    /** The person or client; empty for all who send no token together. */
    readonly key: string,
    /** Of the answer, that may still be read from the database. */
    public bytesLeft: number,
    /** Of the request: what it keeps in memory while it waits. */
    readonly size = 0,
    /** Calls back once when the answer has been sent, or nobody waits for it any more; answers how to take that back. */
    readonly onClose: (listener: () => void) => () => void = () => () => {},
  ) {}

  /** Whether the answer may grow by so many bytes; if so, they count. */
  takes(bytes: number): boolean {
    if (bytes > this.bytesLeft) return false;
    this.bytesLeft -= bytes;
    return true;
  }

  /** Has something given back by {@link leave}. */
  hold(giveBack: () => void): void {
    this.#held.push(giveBack);
  }

  /** There is nothing more to be done for the request. */
  leave(): void {
    for (const giveBack of this.#held.splice(0)) giveBack();
  }
}
