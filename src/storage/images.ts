import { stat } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import type { About } from './files.js';
import { sha256Of } from './incoming.js';

/** Types that are accepted, by what a file begins with, never by its name. */
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type ImageType = (typeof imageTypes)[number];

/** So many bytes tell what a file is. */
export const SIGNATURE_BYTES = 16;

/** What a file is by its first bytes: an accepted type, HEIC, which cannot be read here, or null. */
export function typeOf(beginning: Buffer): ImageType | 'image/heic' | null {
  const at = (offset: number, text: string) => beginning.toString('latin1', offset, offset + text.length) === text;
  if (at(0, '\xff\xd8\xff')) return 'image/jpeg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'image/webp';
  const isHeif = at(4, 'ftyp') && ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'].some((brand) => at(8, brand));
  return isHeif ? 'image/heic' : null;
}

/** The largest picture that is opened: what phones make, and little enough to be decoded in memory. */
export const MOST_PIXELS = 50_000_000;
/** The longer edge of what is kept. */
const LONGEST_EDGE = 2_560;
const THUMBNAIL_EDGE = 320;
/** A picture that takes longer is refused. */
const SECONDS = 20;

/** A file that is no picture that can be kept. `MANY_PIXELS`: it is larger than {@link MOST_PIXELS} when it is opened. */
export class BadImage extends Error {
  override name = 'BadImage';
  constructor(readonly reason: 'MANY_PIXELS' | 'UNREADABLE') {
    super(reason);
  }
}

/** A picture that is kept, or its thumbnail. */
export interface Drawn extends About {
  readonly width: number;
  readonly height: number;
}

/** The type of thumbnails. */
export const THUMBNAIL_TYPE = 'image/webp';

/**
 * Draws a picture anew, upright, without anything that was hidden in the file: no place, no camera, no comments, nothing behind the picture's end. Writes it
 * and a thumbnail to the paths that it is given. Rejects with {@link BadImage}.
 */
export async function redraw(from: string, type: ImageType, to: string, thumbnailTo: string): Promise<{ main: Drawn; thumbnail: Drawn }> {
  const { default: sharp } = await import('./sharp.js');
  try {
    const open = () => sharp(from, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: SECONDS }).autoOrient();
    const main = await draw(open(), LONGEST_EDGE, type, to);
    const small = sharp(to, { limitInputPixels: MOST_PIXELS }).timeout({ seconds: SECONDS });
    return { main, thumbnail: await draw(small, THUMBNAIL_EDGE, THUMBNAIL_TYPE, thumbnailTo) };
  } catch (error) {
    const { message } = error as Error;
    // The disk is full, or fails.
    if (/unable to write|No space left/i.test(message)) throw error;
    throw new BadImage(/pixel limit/.test(message) ? 'MANY_PIXELS' : 'UNREADABLE');
  }
}

/** How each type is written. A quality would make PNG lose colours. */
const written: { readonly [T in ImageType]: (picture: Sharp) => Sharp } = {
  'image/jpeg': (picture) => picture.jpeg({ quality: 82 }),
  'image/png': (picture) => picture.png(),
  'image/webp': (picture) => picture.webp({ quality: 80 }),
};

async function draw(picture: Sharp, edge: number, contentType: ImageType, path: string): Promise<Drawn> {
  const fitted = picture.resize(edge, edge, { fit: 'inside', withoutEnlargement: true });
  const { width, height } = await written[contentType](fitted).toFile(path);
  return { contentType, width, height, size: (await stat(path)).size, sha256: await sha256Of(path) };
}
