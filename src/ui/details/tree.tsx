import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isRecord } from "../guards.ts";
import { Leaf } from "./leaf.tsx";

/** Deeper branches are closed at first. */
const OPEN_DEPTH = 2;
/** More twigs than these are shown on demand: a thousand lines nobody reads at once. */
const MOST = 50;

/** Data of any shape, to look into branch by branch. */
export function Tree({ value }: { value: unknown }): JSX.Element {
  const twigs = twigsOf(value);
  if (!twigs) return <Leaf value={value} />;
  if (twigs.length === 0) return <span class="leaf">{emptyText(value)}</span>;
  return <Twigs twigs={twigs} depth={1} />;
}

type Twig = readonly [name: string, value: unknown];

function Twigs({ twigs, depth }: { twigs: readonly Twig[]; depth: number }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? twigs : twigs.slice(0, MOST);
  return (
    <ul class="tree">
      {shown.map(([name, value]) => (
        <li key={name}>
          <Node name={name} value={value} depth={depth} />
        </li>
      ))}
      {shown.length < twigs.length && (
        <li>
          <button type="button" class="quiet" onClick={() => setAll(true)}>
            Show {twigs.length - MOST} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Node({ name, value, depth }: { name: string; value: unknown; depth: number }): JSX.Element {
  const twigs = twigsOf(value) ?? [];
  const [open, setOpen] = useState(depth < OPEN_DEPTH && twigs.length <= MOST);
  if (twigs.length === 0) {
    return (
      <>
        <bdi class="key">{name}</bdi>{" "}
        {isBranch(value) ? <span class="leaf">{emptyText(value)}</span> : <Leaf value={value} />}
      </>
    );
  }
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <bdi class="key">{name}</bdi> <span class="count">{countText(value, twigs.length)}</span>
      </summary>
      {open && <Twigs twigs={twigs} depth={depth + 1} />}
    </details>
  );
}

function isBranch(value: unknown): boolean {
  return Array.isArray(value) || isRecord(value);
}

/** Undefined for what has no parts. */
function twigsOf(value: unknown): readonly Twig[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [String(index), item] as const);
  return isRecord(value) ? Object.entries(value) : undefined;
}

function emptyText(value: unknown): string {
  return Array.isArray(value) ? "empty list" : "empty object";
}

function countText(value: unknown, count: number): string {
  if (Array.isArray(value)) return count === 1 ? "1 item" : `${count} items`;
  return count === 1 ? "1 field" : `${count} fields`;
}
