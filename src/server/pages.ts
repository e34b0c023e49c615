import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import Negotiator from 'negotiator';

/** What a page has to know before it asks the graph anything. */
export interface PageSetting {
  /** Whom one can be, and where; null where tokens come from elsewhere. */
  readonly demo: { readonly personas: Readonly<Record<string, string>>; readonly communities: readonly string[] } | null;
  /** Of the explorer: shown with each request, so that its texts are taken where those of others are not. Whoever may load the page may have it. */
  readonly key?: string;
  /** The server's time: the clock of a display may be wrong, and the demo has a time of its own. */
  readonly now: string;
}

/** A page for the browser and its files. */
export interface Page {
  /** Answers a request for a path that is the page's; false for any other. */
  serve(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean>;
}

/** The same in all processes on one database. */
export const explorerKeyOf = (secret: KeyObject): string => createHmac('sha256', secret).update('explorer').digest('base64url');

export function isSameKey(shown: unknown, key: string): boolean {
  const [a, b] = [Buffer.from(typeof shown === 'string' ? shown : ''), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Asset {
  readonly type: string;
  readonly etag: string;
  /** As it is, and as the build compressed it. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

/** Where the builds are, seen from dist/src/server and from src/server. */
const ROOTS = ['../..', '../../dist'].map((path) => join(import.meta.dirname, path));

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Endings of compressed files, the best first. */
const encodings: Readonly<Record<string, string>> = { '.br': 'br', '.gz': 'gzip' };

/** A page at `path` with its files at /<name>/*, from the build of that name. Only names found in the build are served, so that no path leads out of it. */
export function openPage(name: string, path: string, setting: () => PageSetting, roots: readonly string[] = ROOTS): Page {
  const prefix = `/${name}/`;
  let assets: Promise<ReadonlyMap<string, Asset>> | null = null;
  // Read when first asked for: a start owes it nothing. A build that is missing is looked for again.
  const built = () => {
    assets ??= readBuild(roots.map((root) => join(root, name))).then((found) => {
      if (found.size === 0) assets = null;
      return found;
    });
    return assets;
  };

  return {
    async serve(request, response, pathname) {
      if (pathname !== path && !pathname.startsWith(prefix)) return false;
      const nonce = randomBytes(16).toString('base64url');
      response.setHeaders(new Headers(securityHeaders(request.headers.host, nonce)));
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return true;
      }
      if (pathname === `${prefix}setting.json`) {
        response.writeHead(200, { 'content-type': types['.json'], 'cache-control': 'no-cache' }).end(JSON.stringify(setting()));
        return true;
      }
      const files = await built();
      const page = files.get('index.html');
      if (pathname === path) {
        const notBuilt = `This page is not built. Run npm run build:${name}, then load it again. The graph is at /graphql.\n`;
        if (!page) response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(notBuilt);
        // The nonce is for this answer alone.
        else
          response
            .writeHead(200, { 'content-type': page.type, 'cache-control': 'no-store' })
            .end(page.bodies.get('identity')!.toString('utf8').replaceAll('{{nonce}}', nonce));
        return true;
      }
      const file = pathname.slice(prefix.length);
      const asset = files.get(file);
      if (!asset || asset === page) return false;
      // Names under assets/ change with their content.
      response.setHeader('cache-control', file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      serveAsset(asset, request, response);
      return true;
    },
  };
}

function serveAsset(asset: Asset, request: IncomingMessage, response: ServerResponse): void {
  const encoding = new Negotiator(request).encoding([...asset.bodies.keys()]) ?? 'identity';
  const body = asset.bodies.get(encoding)!;
  const etag = encoding === 'identity' ? `"${asset.etag}"` : `"${asset.etag}-${encoding}"`;
  response.appendHeader('vary', 'accept-encoding');
  response.setHeader('etag', etag);
  if (request.headers['if-none-match']?.includes(etag)) return void response.writeHead(304).end();
  if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
  response.writeHead(200, { 'content-type': asset.type, 'content-length': body.length }).end(body);
}

/** Every file of the build by its path in it; none when there is no build. */
async function readBuild(folders: readonly string[]): Promise<ReadonlyMap<string, Asset>> {
  const bodies = new Map<string, Buffer>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      bodies.set(file.slice(folder.length + 1), await readFile(file));
    }
  }
  const assets = new Map<string, Asset>();
  for (const [name, body] of bodies) {
    if (encodings[extname(name)]) continue;
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    const compressed = Object.entries(encodings).flatMap(([ending, encoding]) => {
      const found = bodies.get(name + ending);
      return found ? [[encoding, found] as const] : [];
    });
    assets.set(name, {
      type: types[extname(name)] ?? 'application/octet-stream',
      etag,
      bodies: new Map([...compressed, ['identity', body] as const]),
    });
  }
  return assets;
}

/** The documents that the board asks, as its build lists them; none where it is not built. */
export async function boardDocuments(roots: readonly string[] = ROOTS): Promise<readonly string[]> {
  for (const root of roots) {
    const text = await readFile(join(root, 'board/documents.json'), 'utf8').catch(() => null);
    if (text !== null) return Object.values(JSON.parse(text));
  }
  return [];
}

/**
 * Scripts come from here alone, without eval and without inline code. Styles may also be inserted by a script that knows the nonce: dialogs lock
 * the scrolling with one. Some browsers take 'self' for http alone, so the sockets' address is said besides.
 */
function securityHeaders(host: string | undefined, nonce: string): Record<string, string> {
  const sockets = host && /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? ` ws://${host} wss://${host}` : '';
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'connect-src': `'self'${sockets}`,
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
