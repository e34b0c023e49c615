import sharp from 'sharp';

/** What draws pictures, imported by the first who draws one: it is large, and most processes never need it. */

// One picture at a time, on one thread of the pool: files, names of hosts and other work share that pool.
sharp.concurrency(1);
sharp.cache(false);

export default sharp;
