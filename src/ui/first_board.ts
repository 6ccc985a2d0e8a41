import type { BoardDocument } from "../show/board_document.ts";
import { isBoardDocument } from "./guards.ts";

/** The state that came with the page; undefined where the server had none at hand. */
export function firstBoard(): BoardDocument | undefined {
  const text = document.querySelector("#board")?.textContent;
  if (!text) return undefined;
  const board: unknown = JSON.parse(text);
  return isBoardDocument(board) ? board : undefined;
}
