import { once } from 'node:events';
import net from 'node:net';

/** A way to a TCP server, with an address of its own, on which things can happen. */
export interface Link {
  /** The address behind which the other one is. */
  readonly url: string;
  /** Passes nothing on, with all connections open: an unplugged cable. */
  silence(): void;
  /** Passes on again, what was held back first. */
  speak(): void;
  /** Breaks all connections. */
  cut(): void;
  /** Leads new connections elsewhere. */
  lead(target: string): void;
  /** Whether a connection from this port of ours is one of its own. */
  owns(port: number): boolean;
  close(): Promise<void>;
}

export async function openLink(target: string): Promise<Link> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<net.Socket>();
  const upstreams = new Set<net.Socket>();
  let isSilent = false;
  const server = net.createServer((socket) => {
    const upstream = net.connect(Number(port), hostname);
    upstreams.add(upstream);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(end);
          upstreams.delete(end);
          for (const other of [socket, upstream]) other.destroy();
        });
    }
    upstream.on('data', (chunk) => socket.write(chunk));
    socket.on('data', (chunk) => upstream.write(chunk));
    if (isSilent) for (const end of [socket, upstream]) end.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const turn = (silent: boolean) => () => {
    isSilent = silent;
    for (const socket of sockets) silent ? socket.pause() : socket.resume();
  };
  return {
    url: url.href,
    silence: turn(true),
    speak: turn(false),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    lead: (other) => {
      ({ hostname, port } = new URL(other));
    },
    owns: (local) => [...upstreams].some(({ localPort }) => localPort === local),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
