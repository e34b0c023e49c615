/** PostgreSQL's advisory locks, the same numbers in every process of one database: whoever holds one does that work alone. */
export const locks = {
  /** Never another number, or two versions of the code would migrate side by side. */
  migration: 4_021_761_119,
  sequencer: 4_021_761_120,
  jobs: 4_021_761_121,
  webhooks: 4_021_761_122,
  keyRotation: 4_021_761_123,
  demo: 3_320_471_288,
} as const;
