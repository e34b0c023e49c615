import type pg from 'pg';

const BLOCK = 20;

/** Serial numbers in blocks: a counter row inside business transactions would make them queue. Unused numbers of a block become gaps. */
export function openSerials(pool: pg.Pool): (jurisdictionId: string, day: string) => Promise<number> {
  const blocks = new Map<string, { next: number; end: number }>();
  const pending = new Map<string, Promise<void>>();

  const allocate = async (key: string, jurisdictionId: string, day: string) => {
    const { rows } = await pool.query<{ next: number }>(
      // Nobody waits for the disk: a row with one of these numbers is committed behind it, and cannot be kept where this is lost.
      `insert into serial_block (jurisdiction_id, day, next) values ($1, $2, ${BLOCK} + 1)
       on conflict (jurisdiction_id, day) do update set next = serial_block.next + ${BLOCK} returning next, set_config('synchronous_commit', 'off', true)`,
      [jurisdictionId, day],
    );
    for (const old of blocks.keys()) if (!old.endsWith(day)) blocks.delete(old);
    blocks.set(key, { next: rows[0]!.next - BLOCK, end: rows[0]!.next });
  };

  return async (jurisdictionId, day) => {
    const key = `${jurisdictionId} ${day}`;
    for (;;) {
      const block = blocks.get(key);
      if (block && block.next < block.end) return block.next++;
      let waiting = pending.get(key);
      if (!waiting) {
        waiting = allocate(key, jurisdictionId, day).finally(() => pending.delete(key));
        pending.set(key, waiting);
      }
      await waiting;
    }
  };
}
