import type uPlot from "uplot";
import { axisTime, numberText } from "../times.ts";
import { beginningOf, marksOf } from "./history_marks.ts";
import { coloursOf } from "./plot_colours.ts";
import { type Drawn, drawBehind, drawIncidents, drawLimits, type Plotted, spanOf } from "./plot_layers.ts";

const HEIGHT_PX = 200;
const FONT = "12px system-ui, sans-serif";
/** A limit far from all that was measured would press the line flat. */
const FAR = 3;

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
  const beginning = beginningOf(plotted.document);
  if (beginning > Date.parse(from) / 1000) plot.setScale("x", { min: beginning, max: Date.parse(to) / 1000 });
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
