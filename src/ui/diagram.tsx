import { signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { BoardCheck } from "../board_document.ts";
import { diagramId, type Part, paint, partsOf } from "./diagram_part.ts";
import { readDiagram } from "./diagram_source.ts";
import { DiagramTip, type Pointed } from "./diagram_tip.tsx";
import { found } from "./filtering.ts";
import { openCheck } from "./route.ts";
import { checks } from "./state.ts";

const parts = signal<readonly Part[]>([]);
const pointed = signal<Pointed>();

/** The drawing of the configuration, alive. */
export function Diagram(): JSX.Element {
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => void draw(canvas.current), []);
  useSignalEffect(() => {
    const byId = new Map(checks.value.map((check) => [diagramId(check), check]));
    const bright = new Set(found.value.map(diagramId));
    for (const part of parts.value) {
      paint(part, byId.get(part.id));
      part.element.toggleAttribute("data-dim", byId.has(part.id) && !bright.has(part.id));
    }
    if (canvas.current) showTrouble(canvas.current);
  });
  const clear = () => {
    pointed.value = undefined;
  };
  const point = (event: Event) => {
    pointed.value = pointAt(event.target);
  };
  return (
    <figure class="diagram" aria-label="Diagram of the checks">
      {/* The parts of the drawing are links of their own: the handlers here only wait for their events. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      <div
        class="diagram-canvas"
        ref={canvas}
        onClick={open}
        onKeyDown={openByKey}
        onPointerOver={point}
        onPointerLeave={clear}
        onFocusIn={point}
        onFocusOut={clear}
      />
      <DiagramTip pointed={pointed.value} />
    </figure>
  );
}

/** Without a drawing the page does without: the list below tells everything too. */
async function draw(canvas: HTMLElement | null): Promise<void> {
  const svg = await readDiagram().catch(() => undefined);
  if (!svg || !canvas) return;
  canvas.replaceChildren(svg);
  parts.value = partsOf(svg);
}

/** On a phone the drawing is wider than the screen: what fails is shown first, until somebody scrolls. */
function showTrouble(canvas: HTMLElement): void {
  const failed = canvas.querySelector('.diagram-mark[data-status="failed"]');
  if (!failed || canvas.scrollLeft > 0) return;
  const { left, width } = canvas.getBoundingClientRect();
  canvas.scrollLeft = failed.getBoundingClientRect().left - left - width / 2;
}

function partAt(target: EventTarget | null): Part | undefined {
  if (!(target instanceof Element)) return undefined;
  return parts.peek().find(({ element, mark }) => element.contains(target) || mark === target);
}

function checkOf(part: Part | undefined): BoardCheck | undefined {
  return part && checks.peek().find((check) => diagramId(check) === part.id);
}

function pointAt(target: EventTarget | null): Pointed | undefined {
  const part = partAt(target);
  const check = checkOf(part);
  return part && check && { id: part.id, mark: part.mark };
}

function open(event: Event): void {
  const check = checkOf(partAt(event.target));
  if (check) openCheck(check);
}

function openByKey(event: KeyboardEvent): void {
  if (event.key !== "Enter") return;
  // Or the key would go on to press the button that has the focus next.
  event.preventDefault();
  open(event);
}
