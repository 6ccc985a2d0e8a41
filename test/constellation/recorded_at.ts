/** When the servers of test/corpus were recorded, in epoch milliseconds. */
export const RECORDED_AT = Date.parse("2026-11-22T12:00:00Z");
