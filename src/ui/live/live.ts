import type { BoardDocument } from "../../show/board_document.ts";
import { adjustClock, now } from "../clock.ts";
import { firstBoard } from "../first_board.ts";
import { isBoardDocument, isLiveMessage } from "../guards.ts";
import { readJson } from "../read.ts";
import { connection, heard, receiveBoard, receiveMessage, trouble } from "../state.ts";
import { reconnectDelayMs } from "./backoff.ts";

const POLL_MS = 10_000;
/** A socket may be dead without a word: after this silence the page asks. */
const SILENCE_MS = 90_000;

let socket: WebSocket | undefined;
let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the state of the page level with the server, for as long as the page is open. */
export function startLive(): void {
  const first = firstBoard();
  if (first) receive(first);
  // What has changed since comes when the socket opens, or does not.
  else void catchUp();
  open();
  setInterval(() => void poll(), POLL_MS);
  window.addEventListener("online", () => reconnect());
  window.addEventListener("offline", () => {
    socket?.close();
    void catchUp();
  });
  document.addEventListener("visibilitychange", () => void poll());
}

/** Tries again now, also for the reader who does not want to wait. */
export function reconnect(): void {
  tries = 0;
  socket?.close();
  open();
}

function open(): void {
  clearTimeout(timer);
  const opened = new WebSocket(new URL("/live", location.href.replace(/^http/, "ws")));
  socket = opened;
  opened.addEventListener("open", () => {
    tries = 0;
    // What changed while nobody listened is in the board.
    void catchUp();
  });
  opened.addEventListener("message", (event) => hear(event.data));
  opened.addEventListener("close", () => {
    if (socket !== opened) return;
    socket = undefined;
    void catchUp();
    timer = setTimeout(open, reconnectDelayMs(tries, Math.random()));
    tries += 1;
  });
}

function hear(text: unknown): void {
  const message = parse(text);
  if (!isLiveMessage(message)) return;
  connection.value = "live";
  // A check nobody knows, or a configuration that was deployed: read the whole again.
  if (!receiveMessage(message)) void catchUp();
}

/** Frames that are not ours are let go: the next board brings the page level. */
function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

async function poll(): Promise<void> {
  const silentFor = now.peek() - (heard.peek() ?? 0);
  const listening = socket?.readyState === WebSocket.OPEN;
  if (!listening || silentFor > SILENCE_MS) await catchUp();
}

function receive(board: BoardDocument): void {
  // The body of a 304 is the browser's copy, as is a page that was kept, and so is its `now`.
  adjustClock(Date.parse(board.now));
  receiveBoard(board);
}

/** Reads the whole state again. */
export async function catchUp(): Promise<void> {
  try {
    const { body, date } = await readJson("/board");
    if (!isBoardDocument(body)) throw new TypeError("Cannot read /board: not the document of this page");
    adjustClock(date);
    receive(body);
    connection.value = socket?.readyState === WebSocket.OPEN ? "live" : "polling";
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error);
    connection.value = "lost";
  }
}
