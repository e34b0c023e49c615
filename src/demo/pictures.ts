import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Files } from '../storage/files.js';

/** What the pictures of the demo show: drawings of a street, before and after. They are drawn when they are asked for; nothing of them is kept. */
const scenes = {
  lamp: {
    before:
      '<path d="M0 0h480v360H0z" fill="#1b2238"/><path d="M0 290h480v70H0z" fill="#2c3145"/><path d="M230 90h14v210h-14z" fill="#555c70"/><circle cx="237" cy="84" r="20" fill="#3a4054"/>',
    after:
      '<path d="M0 0h480v360H0z" fill="#27304d"/><path d="M0 290h480v70H0z" fill="#46506b"/><path d="M237 84 120 300h234z" fill="#ffe9a0" opacity=".5"/><path d="M230 90h14v210h-14z" fill="#777f95"/><circle cx="237" cy="84" r="20" fill="#fff3c4"/>',
  },
  rubbish: {
    before:
      '<path d="M0 0h480v360H0z" fill="#cfd8dc"/><path d="M0 250h480v110H0z" fill="#90a4ae"/><path d="M180 150h120v130H180z" fill="#2e7d32"/><circle cx="150" cy="270" r="34" fill="#37474f"/><circle cx="330" cy="264" r="40" fill="#455a64"/><path d="m200 150 40-40 50 40z" fill="#8d6e63"/>',
    after:
      '<path d="M0 0h480v360H0z" fill="#e3f2fd"/><path d="M0 250h480v110H0z" fill="#b0bec5"/><path d="M180 150h120v130H180z" fill="#43a047"/><path d="M170 140h140v16H170z" fill="#2e7d32"/>',
  },
  corridor: {
    before:
      '<path d="M0 0h480v360H0z" fill="#d7ccc8"/><path d="m0 360 160-160h160l160 160z" fill="#a1887f"/><path d="M60 200h90v110H60zM330 220h80v90h-80z" fill="#8d6e63"/><path d="M200 230h70v70h-70z" fill="#6d4c41"/>',
    after:
      '<path d="M0 0h480v360H0z" fill="#efebe9"/><path d="m0 360 160-160h160l160 160z" fill="#bcaaa4"/><path d="M190 110h100v90H190z" fill="#fff8e1"/>',
  },
} as const;
export type Scene = keyof typeof scenes;
export type Moment = 'before' | 'after';

const SIZE = { width: 480, height: 360 };
const DEMO = 'demo/';

/** A picture of the demo as its row tells of it. */
export interface Picture {
  readonly key: string;
  readonly thumbnailKey: string;
  readonly size: number;
  readonly hash: string;
  readonly thumbnailSize: number;
  readonly width: number;
  readonly height: number;
}

const drawn = new Map<string, Promise<Buffer>>();

/** The bytes behind a key of the demo. */
function draw(key: string): Promise<Buffer> {
  const known = drawn.get(key);
  if (known) return known;
  const [, scene = '', moment = '', small] = /^demo\/(\w+)-(\w+?)(-small)?$/.exec(key) ?? [];
  const made = drawAnew(scenes[scene as Scene][moment as Moment], small !== undefined);
  drawn.set(key, made);
  return made;
}

async function drawAnew(shapes: string, isSmall: boolean): Promise<Buffer> {
  const { default: sharp } = await import('../storage/sharp.js');
  const picture = sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">${shapes}</svg>`),
  );
  return isSmall ? picture.resize(320).webp({ quality: 80 }).toBuffer() : picture.jpeg({ quality: 82 }).toBuffer();
}

export async function pictureOf(scene: Scene, moment: Moment): Promise<Picture> {
  const key = `${DEMO}${scene}-${moment}`;
  const [main, small] = await Promise.all([draw(key), draw(`${key}-small`)]);
  const hash = createHash('sha256').update(main).digest('hex');
  return { key, thumbnailKey: `${key}-small`, size: main.length, hash, thumbnailSize: small.length, ...SIZE };
}

/** A store that also has the pictures of the demo. */
export const withPictures = (files: Files): Files => ({
  ...files,
  async read(key, range) {
    if (!key.startsWith(DEMO)) return files.read(key, range);
    const bytes = await draw(key);
    return Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes]);
  },
  remove: async (key) => (key.startsWith(DEMO) ? undefined : files.remove(key)),
});
