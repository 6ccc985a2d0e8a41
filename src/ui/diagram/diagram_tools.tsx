import type { JSX } from "preact";
import { enterWall, isWall } from "./wall.ts";
import { isZoomed, zoomStep } from "./zoom.ts";

/** Zoom and wall. The keys +, - and 0 do the same while a part of the diagram has the focus. */
export function DiagramTools(): JSX.Element | null {
  if (isWall.value) return null;
  return (
    <div class="diagram-tools">
      <Tool label="Zoom in" icon="M8 2v12M2 8h12" onClick={() => zoomStep(1)} />
      <Tool label="Zoom out" icon="M2 8h12" onClick={() => zoomStep(-1)} disabled={!isZoomed.value} />
      <Tool
        label="Whole diagram"
        icon="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"
        onClick={() => zoomStep(0)}
        disabled={!isZoomed.value}
      />
      <Tool label="Full screen, for a wall" icon="M1.5 2.5h13v9h-13zM5 14.5h6" onClick={enterWall} />
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  /** A path on a field of 16 by 16. */
  readonly icon: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}

function Tool({ label, icon, onClick, disabled = false }: ToolProps): JSX.Element {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} aria-disabled={disabled}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={icon} />
      </svg>
    </button>
  );
}
