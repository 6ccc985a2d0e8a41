// What a plot shows beside its line.
import type uPlot from "uplot";
import type { HistoryDocument } from "../../history/history_document.ts";
import type { HistoryMark } from "./history_marks.ts";
import type { IncidentSpan } from "./past.ts";
import type { Colours } from "./plot_colours.ts";

/** Pixels of the lane below the plot that tells what did not hold. */
const LANE_PX = 8;
/** Half the width of the flag where an incident begins. */
const FLAG_PX = 5;

/** What there is to plot. */
export interface Plotted {
  readonly document: HistoryDocument;
  readonly limits: Readonly<Record<string, number>>;
  readonly incidents: readonly IncidentSpan[];
}

/** The same, with what it is drawn of. */
export interface Drawn extends Plotted {
  readonly marks: readonly HistoryMark[];
  readonly colours: Colours;
}

/**
 * Gaps, maintenance and incidents as grounds, failures and errors in a lane below, changes of the configuration as
 * lines.
 */
export function drawBehind(plot: uPlot, { document, marks, incidents, colours }: Drawn): void {
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
export function drawIncidents(plot: uPlot, { incidents, colours }: Drawn): void {
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
export function drawLimits(plot: uPlot, { limits, colours }: Drawn): void {
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

/** Seconds that are shown. */
export function spanOf(plot: uPlot): number {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  return (max ?? 0) - (min ?? 0);
}
