import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const drawn = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 30 } } });

/** Pictures of each accepted type. */
export const pictures = {
  'image/jpeg': () => drawn(640, 480).jpeg().toBuffer(),
  'image/png': () => drawn(200, 300).png().toBuffer(),
  'image/webp': () => drawn(320, 200).webp().toBuffer(),
} as const;

/** A photo as a phone makes it: it lies on its side, and says where it was taken, by which camera. */
export const photoOfPhone = (): Promise<Buffer> =>
  drawn(800, 600)
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: 'SECRET-CAMERA', Copyright: '王小明' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '32/1 9/1 3000/100', GPSLongitudeRef: 'E', GPSLongitude: '120/1 1/1 0/100' },
    })
    .jpeg()
    .toBuffer();

/** A small file that opens to a picture of so many pixels. */
export function bomb(edge: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header[8] = 1;
  const rows = Buffer.alloc(edge * (1 + edge / 8));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
