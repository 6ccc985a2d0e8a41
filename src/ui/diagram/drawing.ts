// The drawing in the page: the one of the configuration, or a chart of all checks.
import { computed, effect, signal } from "@preact/signals";
import type { BoardCheck } from "../../show/board_document.ts";
import { afterPaint } from "../after_paint.ts";
import { found } from "../overview/filtering.ts";
import { addStars, chartOf } from "../past/chart.ts";
import { checks } from "../state.ts";
import { diagramId, type Part, paint, partsOf } from "./diagram_part.ts";
import { readDiagram } from "./diagram_source.ts";
import { layOut } from "./layout.ts";
import { zoomTo } from "./zoom.ts";

/** "none": the configuration has no drawing. */
const source = signal<SVGSVGElement | "none">();
const parts = signal<readonly Part[]>([]);
/** Changes only with the configuration. */
const names = computed(() => JSON.stringify(checks.value.map(({ project, name }) => [project, name])));

export async function startDrawing(): Promise<void> {
  source.value = (await readDiagram().catch(() => undefined)) ?? "none";
}

/** Keeps the drawing in `canvas`, in the colours of the checks; returns how to end that. */
export function drawIn(canvas: HTMLElement): () => void {
  const stops = [
    effect(() => {
      names.value;
      if (source.value === "none") drawChart(canvas, checks.peek());
      else show(canvas, source.value);
    }),
    effect(() => {
      const byId = new Map(checks.value.map((check) => [diagramId(check), check]));
      const bright = new Set(found.value.map(diagramId));
      for (const part of parts.value) {
        paint(part, byId.get(part.id));
        part.element.toggleAttribute("data-dim", byId.has(part.id) && !bright.has(part.id));
      }
      showTrouble(canvas);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The part of the drawing at or around `target`, and its check, if it has one. */
export function partAt(target: EventTarget | null): { part: Part; check: BoardCheck } | undefined {
  if (!(target instanceof Element)) return undefined;
  const part = parts.peek().find(({ element, mark }) => element.contains(target) || mark === target);
  const check = part && checks.peek().find((candidate) => diagramId(candidate) === part.id);
  return part && check && { part, check };
}

/** All parts that show a check. */
export function shownParts(): readonly Part[] {
  return parts.peek().filter(({ element }) => element.dataset.status !== undefined);
}

function show(canvas: HTMLElement, svg: SVGSVGElement | undefined): void {
  canvas.replaceChildren(...(svg ? [svg] : []));
  // Marks need the geometry, which only what is in the page has.
  parts.value = svg ? partsOf(svg) : [];
  if (svg) zoomTo(svg);
}

/** Of a thousand stars the sky is shown first: they take longer than all the rest of the page. */
function drawChart(canvas: HTMLElement, all: readonly BoardCheck[]): void {
  if (all.length === 0) {
    show(canvas, undefined);
    return;
  }
  const layout = layOut(all);
  const svg = chartOf(layout);
  if (!layout.isDense) addStars(svg, layout);
  show(canvas, svg);
  if (!layout.isDense) return;
  afterPaint(() => {
    // Meanwhile there may be another configuration.
    if (!svg.isConnected) return;
    addStars(svg, layout);
    parts.value = partsOf(svg);
  });
}

/** On a phone the drawing is wider than the screen: what fails is shown first, until somebody scrolls. */
function showTrouble(canvas: HTMLElement): void {
  const failed = canvas.querySelector('.diagram-mark[data-status="failed"]');
  if (!failed || canvas.scrollLeft > 0) return;
  const { left, width } = canvas.getBoundingClientRect();
  canvas.scrollLeft = failed.getBoundingClientRect().left - left - width / 2;
}
