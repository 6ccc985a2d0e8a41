import type uPlot from "uplot";
import type { HistoryDocument } from "../history/history_document.ts";
import { type HistoryMark, marksOf } from "./history_marks.ts";
import type { IncidentSpan } from "./past.ts";
import { axisTime, numberText } from "./times.ts";

const HEIGHT_PX = 200;
const FONT = "12px system-ui, sans-serif";
/** Pixels of the lane below the plot that tells what did not hold. */
const LANE_PX = 8;
/** A limit far from all that was measured would press the line flat. */
const FAR = 3;
/** Half the width of the flag where an incident begins. */
const FLAG_PX = 5;

export interface Plotted {
  readonly document: HistoryDocument;
  readonly limits: Readonly<Record<string, number>>;
  readonly incidents: readonly IncidentSpan[];
}

/** Draws into `host`, in the colours that the page has there; returns how to take it away. */
export async function drawPlot(host: HTMLElement, plotted: Plotted): Promise<() => void> {
  repairLanguage();
  const { default: Plot } = await import("uplot");
  const marks = marksOf(plotted.document);
  const colours = coloursOf(host);
  const { from, to } = plotted.document;
  // All of the range is shown, also where nothing is known of its ends.
  const data: uPlot.AlignedData = [
    [Date.parse(from) / 1000, ...marks.map(({ at }) => at), Date.parse(to) / 1000],
    [null, ...marks.map(({ high }) => high), null],
    [null, ...marks.map(({ low }) => low), null],
    [null, ...marks.map(({ mean }) => mean), null],
  ];
  const plot = new Plot(optionsFor(host.clientWidth, { ...plotted, marks, colours }), data, host);
  const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT_PX }));
  observer.observe(host);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

/** In a POSIX locale Chromium calls its language `en-US@posix`: uPlot takes it as it is, and Intl takes it for none. */
function repairLanguage(): void {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, "language", { value: "en", configurable: true });
  }
}

type Colours = Readonly<Record<"ink" | "hair" | "accent" | "failed" | "errored" | "stale" | "band", string>>;

interface Drawn extends Plotted {
  readonly marks: readonly HistoryMark[];
  readonly colours: Colours;
}

function optionsFor(width: number, drawn: Drawn): uPlot.Options {
  const { ink, hair, accent, band } = drawn.colours;
  const axis = {
    stroke: ink,
    font: FONT,
    grid: { stroke: hair, width: 1 },
    ticks: { stroke: hair, width: 1 },
  };
  const value = (_: uPlot, raw: number | null) => (raw === null ? "–" : numberText(raw));
  const hidden = { stroke: "transparent", points: { show: false }, value };
  return {
    width,
    height: HEIGHT_PX,
    cursor: { y: false, drag: { x: true, y: false } },
    scales: { y: { range: (_, low, high) => rangeOf(low, high, Object.values(drawn.limits)) } },
    axes: [
      { ...axis, values: (plot, splits) => splits.map((at) => axisTime(at, spanOf(plot))) },
      { ...axis, size: 56, values: (_, splits) => splits.map(numberText) },
    ],
    series: [
      { label: "Time", value: (plot, raw) => (raw === null ? "–" : axisTime(raw, spanOf(plot))) },
      { ...hidden, label: "Highest" },
      { ...hidden, label: "Lowest" },
      { label: "Mean", stroke: accent, width: 1.5, value },
    ],
    bands: [{ series: [1, 2], fill: band }],
    hooks: {
      drawClear: [(plot) => drawBehind(plot, drawn)],
      draw: [(plot) => drawLimits(plot, drawn), (plot) => drawIncidents(plot, drawn)],
    },
  };
}

/** Nothing measured: the lane alone. One value: room around it. */
function rangeOf(low: number | null, high: number | null, limits: readonly number[]): [number, number] {
  if (low === null || high === null) return [0, 1];
  const near = limits.filter((limit) => limit > low / FAR && limit < high * FAR);
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)];
  const room = (most - least || Math.abs(most) || 1) * 0.1;
  return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
}

function spanOf(plot: uPlot): number {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  return (max ?? 0) - (min ?? 0);
}

/**
 * Gaps, maintenance and incidents as grounds, failures and errors in a lane below, changes of the configuration as
 * lines.
 */
function drawBehind(plot: uPlot, { document, marks, incidents, colours }: Drawn): void {
  const { ctx, bbox } = plot;
  const x = placeIn(plot);
  const ground = (spans: readonly (readonly [number, number])[], colour: string) => {
    ctx.fillStyle = colour;
    for (const [from, to] of spans) ctx.fillRect(x(from), bbox.top, x(to) - x(from), bbox.height);
  };
  ctx.save();
  ctx.globalAlpha = 0.5;
  ground(document.gaps, colours.hair);
  ground(document.maintenance, colours.stale);
  ctx.globalAlpha = 0.16;
  ground(
    incidents.map(({ from, to }) => [from, to ?? Number.POSITIVE_INFINITY]),
    colours.failed,
  );
  ctx.globalAlpha = 1;
  const lane = LANE_PX * devicePixelRatio;
  const width = Math.max(
    3 * devicePixelRatio,
    (document.step ?? 0) * (bbox.width / Math.max(1, spanOf(plot))),
  );
  for (const { at, failed, errored } of marks) {
    if (failed + errored === 0) continue;
    ctx.fillStyle = failed > 0 ? colours.failed : colours.errored;
    const left = x(at);
    ctx.fillRect(left, bbox.top + bbox.height - lane, Math.max(3, x(at) + width - left), lane);
  }
  ctx.strokeStyle = colours.ink;
  ctx.setLineDash([4, 4]);
  for (const at of document.changes) line(ctx, [x(at), bbox.top], [x(at), bbox.top + bbox.height]);
  ctx.restore();
}

/** The place of a time, in pixels of the canvas; at the edge where it lies beyond. */
function placeIn(plot: uPlot): (at: number) => number {
  const { left, width } = plot.bbox;
  return (at) => Math.max(left, Math.min(plot.valToPos(at, "x", true), left + width));
}

/** A flag where an incident begins, and a line where it ends. */
function drawIncidents(plot: uPlot, { incidents, colours }: Drawn): void {
  const { ctx, bbox } = plot;
  const x = placeIn(plot);
  const isSeen = (at: number) => at >= (plot.scales.x?.min ?? 0) && at <= (plot.scales.x?.max ?? 0);
  const half = FLAG_PX * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colours.failed;
  ctx.strokeStyle = colours.failed;
  ctx.lineWidth = devicePixelRatio;
  for (const { from, to } of incidents) {
    for (const at of [from, to ?? Number.NaN].filter(isSeen)) {
      line(ctx, [x(at), bbox.top], [x(at), bbox.top + bbox.height]);
    }
    if (!isSeen(from)) continue;
    ctx.beginPath();
    ctx.moveTo(x(from) - half, bbox.top);
    ctx.lineTo(x(from) + half, bbox.top);
    ctx.lineTo(x(from), bbox.top + 2 * half);
    ctx.fill();
  }
  ctx.restore();
}

/** A line for each limit that is near what was measured, with its name. */
function drawLimits(plot: uPlot, { limits, colours }: Drawn): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.y ?? {};
  ctx.save();
  ctx.strokeStyle = colours.errored;
  ctx.fillStyle = colours.errored;
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.setLineDash([8, 4]);
  // As the axes left it, the name would end where it should begin.
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const [name, limit] of Object.entries(limits)) {
    if (limit < (min ?? 0) || limit > (max ?? 0)) continue;
    const y = plot.valToPos(limit, "y", true);
    line(ctx, [bbox.left, y], [bbox.left + bbox.width, y]);
    ctx.fillText(name, bbox.left + 8, y - 2);
  }
  ctx.restore();
}

type Place = readonly [x: number, y: number];

function line(ctx: CanvasRenderingContext2D, from: Place, to: Place): void {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}

/** A canvas knows no custom properties: an element that has them tells what they come to. */
function coloursOf(host: HTMLElement): Colours {
  const probe = host.appendChild(document.createElement("span"));
  const colour = (text: string) => {
    probe.style.color = text;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: colour("var(--ink-soft)"),
    hair: colour("var(--hair)"),
    accent: colour("var(--accent)"),
    band: colour("color-mix(in srgb, var(--accent) 25%, transparent)"),
    failed: colour("var(--failed)"),
    errored: colour("var(--errored)"),
    stale: colour("color-mix(in srgb, var(--stale) 40%, transparent)"),
  };
  probe.remove();
  return colours;
}
