import { expect, test } from "vitest";
import { BoardDocument, LiveMessage } from "../../src/show/board_document.ts";
import { isBoardDocument, isLiveMessage } from "../../src/ui/guards.ts";
import { boardOf, checkOf, NOW } from "./sample_board.ts";

const BOARD = boardOf(checkOf("shop", "origin", { agent: "vpn" }), checkOf("shop", "new", { since: null }));
const MESSAGE = { type: "checks", now: NOW, checks: [checkOf("shop", "origin")], agents: null };

test("The page's guards take what the schemas take", () => {
  expect([isBoardDocument(BOARD), BoardDocument.safeParse(BOARD).success]).toEqual([true, true]);
  expect([isLiveMessage(MESSAGE), LiveMessage.safeParse(MESSAGE).success]).toEqual([true, true]);
});

test.each([
  ["nothing", null],
  ["a list", []],
  ["an error of the API", { error: "Cannot read the board" }],
  ["a check without a name", { ...BOARD, checks: [{ ...BOARD.checks[0], name: undefined }] }],
  ["a status that is none", { ...BOARD, checks: [{ ...BOARD.checks[0], status: "<b>" }] }],
  ["tags that are no texts", { ...BOARD, checks: [{ ...BOARD.checks[0], tags: [1] }] }],
])("The page's guards refuse what the schemas refuse: %s", (_, document) => {
  expect([isBoardDocument(document), BoardDocument.safeParse(document).success]).toEqual([false, false]);
});
