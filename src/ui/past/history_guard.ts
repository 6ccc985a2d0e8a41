import type { HistoryBand, HistoryDocument, HistoryPoint, Uptime } from "../../history/history_document.ts";
import { type Guard, isFlag, isNumber, isText, listOf, nullable, objectOf } from "../guards.ts";

const isValue = nullable(isNumber);

const isPoint: Guard<HistoryPoint> = (value): value is HistoryPoint =>
  isListOf(value, [isNumber, isNumber, isValue]);
const isBand: Guard<HistoryBand> = (value): value is HistoryBand =>
  isListOf(value, [isNumber, isValue, isValue, isValue, isNumber, isNumber, isNumber]);
const isSpan: Guard<[number, number]> = (value): value is [number, number] =>
  isListOf(value, [isNumber, isNumber]);

const isUptime = objectOf<Uptime>({
  passed: isNumber,
  failed: isNumber,
  errored: isNumber,
  stale: isNumber,
  unobserved: isNumber,
  maintenance: isNumber,
  ratio: isValue,
});

export const isHistoryDocument: Guard<HistoryDocument> = objectOf<HistoryDocument>({
  project: isText,
  name: isText,
  from: isText,
  to: isText,
  step: isValue,
  points: listOf(isPoint),
  bands: listOf(isBand),
  gaps: listOf(isSpan),
  maintenance: listOf(isSpan),
  changes: listOf(isNumber),
  uptime: isUptime,
  partial: isFlag,
});

/** A list with one element for each guard. */
function isListOf(value: unknown, guards: readonly Guard<unknown>[]): boolean {
  return (
    Array.isArray(value) &&
    value.length === guards.length &&
    guards.every((guard, index) => guard(value[index]))
  );
}
