import { DeliverPolicy, DiscardPolicy, jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Background } from '../kernel/background.js';
import type { Batch } from './event.js';
import { pause } from './session.js';

/** Without a word from the leader for so long, the table is looked at as if there were no transport. */
const SILENCE_MS = 3_000;
const BEAT_MS = 1_000;
const RETRY_MS = 500;
/** NATS takes a mebibyte; a longer batch goes in parts. */
const LARGEST_MESSAGE = 500_000;
const KEPT_MS = 600_000;
const KEPT_BYTES = 67_108_864;

/**
 * Brings what the leader has moved to all other processes by NATS JetStream, so that PostgreSQL has not to wake and answer each of them. The event log
 * remains the truth: what is lost, repeated or out of order on the way is noticed by its position, and read from the table.
 */
export interface Transport {
  /** Whether the leader has been heard of lately. */
  readonly isAlive: boolean;
  /** Sends what has been committed; an empty batch says where the log stands, once in a while. */
  publish(batch: Batch): void;
  /** Hands on what comes about the database of this epoch. */
  follow(epoch: string, accept: (batch: Batch) => void): void;
  stop(): Promise<void>;
}

export function openTransport(url: string, background = new Background()): Transport {
  const task = background.task('The connection to NATS');
  const stopping = new AbortController();
  let connection: NatsConnection | null = null;
  let name: string | null = null;
  let heardAt = Number.NEGATIVE_INFINITY;
  let beatAt = Number.NEGATIVE_INFINITY;
  let running = Promise.resolve();

  const connecting = connect({
    servers: url,
    name: 'mulin',
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: RETRY_MS,
  }).then((made) => {
    connection = made;
    task.works();
    void watch(made);
  }, task.failed);
  const notReached = new Error('it cannot be reached; PostgreSQL brings the events');
  // Until it is reached, the client of NATS goes on trying without a word.
  const unreached = setTimeout(() => task.failed(notReached), SILENCE_MS).unref();
  void connecting.then(() => clearTimeout(unreached));
  const watch = async (nats: NatsConnection) => {
    for await (const { type } of nats.status()) {
      if (type === 'disconnect' && !stopping.signal.aborted) task.failed(notReached);
      if (type === 'reconnect') task.works();
    }
  };

  /** Made anew where it is gone: it is kept in memory, for nothing in it is missed. */
  const ensureStream = async (nats: NatsConnection) => {
    const manager = await jetstreamManager(nats);
    await manager.streams.add({
      name: name!,
      subjects: [`${name}.events`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.Memory,
      discard: DiscardPolicy.Old,
      max_age: KEPT_MS * 1e6,
      max_bytes: KEPT_BYTES,
    });
  };

  const receive = async (nats: NatsConnection, accept: (batch: Batch) => void) => {
    await ensureStream(nats);
    const consumer = await jetstream(nats).consumers.get(name!, { deliver_policy: DeliverPolicy.New });
    const messages = await consumer.consume();
    task.works();
    const end = () => messages.stop();
    stopping.signal.addEventListener('abort', end);
    try {
      for await (const message of messages) {
        heardAt = performance.now();
        accept(message.json<Batch>());
      }
    } finally {
      stopping.signal.removeEventListener('abort', end);
    }
  };

  const listenForBeats = (nats: NatsConnection, accept: (batch: Batch) => void) =>
    nats.subscribe(`${name}.beat`, {
      callback: (error, message) => {
        const after = Number(message.string());
        if (error || !Number.isSafeInteger(after)) return;
        heardAt = performance.now();
        accept({ after, events: [] });
      },
    });

  const send = (batch: Batch): void => {
    const text = JSON.stringify(batch);
    const { after, events } = batch;
    if (text.length > LARGEST_MESSAGE && events.length > 1) {
      const middle = events.length >> 1;
      send({ after, events: events.slice(0, middle) });
      send({ after: events[middle - 1]!.pos, events: events.slice(middle) });
      return;
    }
    const { pos, term } = events.at(-1)!;
    // A message that does not arrive is read from the table.
    jetstream(connection!)
      .publish(`${name}.events`, text, { msgID: `${term} ${pos}` })
      .catch(() => {});
  };

  return {
    get isAlive() {
      return performance.now() - heardAt < SILENCE_MS;
    },
    publish(batch) {
      if (!connection || connection.isClosed() || !name) return;
      if (batch.events.length > 0) send(batch);
      else if (performance.now() - beatAt >= BEAT_MS) {
        beatAt = performance.now();
        connection.publish(`${name}.beat`, String(batch.after));
      }
    },
    follow(epoch, accept) {
      name = `mulin_${epoch.slice(0, 8)}`;
      running = (async () => {
        await connecting;
        if (!connection) return;
        listenForBeats(connection, accept);
        while (!stopping.signal.aborted) {
          await receive(connection, accept).catch(task.failed);
          await pause(RETRY_MS, stopping.signal);
        }
      })();
    },
    async stop() {
      stopping.abort();
      // One that was never reached goes on trying by itself, until it is closed.
      if (!connection) return void connecting.then(() => connection?.close());
      await connection.close();
      await running;
    },
  };
}
