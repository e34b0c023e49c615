import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** What the page has to know before it asks anything. */
export interface ExplorerSetting {
  /** Whom one can be, and where; null where tokens come from elsewhere. */
  /** Shown with each request, so that texts are taken of it where they are taken of nobody else. Whoever may load the page may have it. */
  readonly key: string;
  readonly demo: { readonly personas: Readonly<Record<string, string>>; readonly communities: readonly string[] } | null;
}

export interface Explorer {
  /** Answers a request for a path that is the explorer's; false for any other. */
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
  readonly body: Buffer;
}

/** Seen from dist/src/server and from src/server. */
const FOLDERS = ['../../explorer', '../../dist/explorer'].map((path) => join(import.meta.dirname, path));
const PREFIX = '/explorer/';
const NOT_BUILT = 'The explorer is not built. Run npm run build:explorer, then load this page again. The graph is at /graphql.\n';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The explorer's page and its files: / and /explorer/*. Only names found in the build are served, so that no path leads out of it. */
export function openExplorer(setting: () => ExplorerSetting, folders: readonly string[] = FOLDERS): Explorer {
  let assets: Promise<ReadonlyMap<string, Asset>> | null = null;
  // Read when first asked for: a start owes it nothing. A build that is missing is looked for again.
  const built = () => {
    assets ??= readBuild(folders).then((found) => {
      if (found.size === 0) assets = null;
      return found;
    });
    return assets;
  };

  return {
    async serve(request, response, pathname) {
      if (pathname !== '/' && !pathname.startsWith(PREFIX)) return false;
      const nonce = randomBytes(16).toString('base64url');
      response.setHeaders(new Headers(securityHeaders(request.headers.host, nonce)));
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return true;
      }
      if (pathname === `${PREFIX}setting.json`) {
        response
          .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' })
          .end(JSON.stringify(setting()));
        return true;
      }
      const files = await built();
      const page = files.get('index.html');
      if (pathname === '/') {
        if (!page) response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(NOT_BUILT);
        // The nonce is for this answer alone.
        else
          response
            .writeHead(200, { 'content-type': page.type, 'cache-control': 'no-store' })
            .end(page.body.toString('utf8').replaceAll('{{nonce}}', nonce));
        return true;
      }
      const asset = files.get(pathname.slice(PREFIX.length));
      if (!asset || asset === page) return false;
      response.setHeader('etag', asset.etag);
      response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      if (request.headers['if-none-match']?.includes(asset.etag)) response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': asset.type, 'content-length': asset.body.length }).end(asset.body);
      return true;
    },
  };
}

/** Every file of the build by its path in it; none when there is no build. */
async function readBuild(folders: readonly string[]): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const body = await readFile(file);
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      assets.set(file.slice(folder.length + 1), { type: types[extname(file)] ?? 'application/octet-stream', etag, body });
    }
  }
  return assets;
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
