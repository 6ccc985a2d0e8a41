import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { openCheck } from "../route.ts";
import { type Pointed, Tip } from "../tip.tsx";
import { followKey } from "./diagram_keys.ts";
import { DiagramTools } from "./diagram_tools.tsx";
import { drawIn, partAt } from "./drawing.ts";
import { followGestures } from "./gestures.ts";

const pointed = signal<Pointed>();

/** The drawing of the configuration, alive. */
export function Diagram(): JSX.Element {
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const stops = [drawIn(canvas.current), followGestures(canvas.current)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <figure class="diagram" aria-label="Diagram of the checks">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the parts are links of their own, their events arrive here. */}
      <div
        class="diagram-canvas"
        ref={canvas}
        onClick={open}
        onKeyDown={followKey}
        onPointerOver={point}
        onPointerLeave={clear}
        onFocusIn={point}
        onFocusOut={clear}
      />
      <DiagramTools />
      <Tip id="diagram-tip" pointed={pointed.value} />
    </figure>
  );
}

function open(event: Event): void {
  const found = partAt(event.target);
  if (found) openCheck(found.check);
}

function point(event: Event): void {
  const found = partAt(event.target);
  pointed.value = found && { id: found.part.id, mark: found.part.mark };
}

function clear(): void {
  pointed.value = undefined;
}
