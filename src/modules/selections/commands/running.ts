/** For a query: selections that have not ended. */
export const isRunning = {
  $and: [{ state: { $ne: 'APPOINTED' } }, { state: { $ne: 'REJECTED' } }, { state: { $ne: 'WITHDRAWN' } }],
} as const;
