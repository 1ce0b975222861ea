// Marks of states, and icons. Every mark has a shape of its own; the word stands beside it or is told to screen readers.

import { html, svg, nothing } from './html.js';
import { shown, shownRun } from '../logic/words.js';

const SHAPES = {
  rest: svg`<circle cx="8" cy="8" r="5.25" class="stroke"/>`,
  run: svg`<circle cx="8" cy="8" r="5.5" class="stroke faded"/><path d="M8 2.5a5.5 5.5 0 0 1 5.5 5.5" class="stroke turning"/>`,
  cancelling: svg`<circle cx="8" cy="8" r="5.5" class="stroke faded"/><path d="M8 2.5a5.5 5.5 0 0 1 5.5 5.5" class="stroke turning"/><rect x="6" y="6" width="4" height="4" rx="0.6" class="fill"/>`,
  ok: svg`<circle cx="8" cy="8" r="6.5" class="fill soft"/><path d="M5 8.3l2.1 2.1L11.2 6" class="stroke"/>`,
  gate: svg`<path class="fill" d="M5.2 8.6V4.1a.8.8 0 0 1 1.6 0V3a.8.8 0 0 1 1.6 0v-.3a.8.8 0 0 1 1.6 0v1a.8.8 0 0 1 1.6 0v6c0 2.8-1.6 4.6-4 4.6-1.8 0-2.9-.8-3.8-2.4L2.6 9.300a.85.85 0 0 1 1.4-.95Z"/>`,
  trouble: svg`<path class="fill" d="M8 1.6 15.2 14H.8Z" stroke-linejoin="round"/><path d="M8 6v3.9" class="cut"/><circle cx="8" cy="12" r=".95" class="cutfill"/>`,
  failed: svg`<circle cx="8" cy="8" r="6.5" class="fill"/><path d="M5.6 5.600l4.800 4.800M10.400 5.600l-4.800 4.800" class="cut"/>`,
  late: svg`<circle cx="8" cy="8" r="6.500" class="fill"/><path d="M8 4.600V8l2.300 1.700" class="cut"/>`,
  unknown: svg`<circle cx="8" cy="8" r="6.500" class="fill"/><path d="M6.100 6.300a1.950 1.950 0 1 1 2.700 1.800c-.6.250-.8.600-.8 1.200" class="cut"/><circle cx="8" cy="11.500" r=".900" class="cutfill"/>`,
  skipped: svg`<path d="M4 4.500 7.500 8 4 11.500M8.500 4.500 12 8l-3.500 3.500" class="stroke"/>`,
  excluded: svg`<circle cx="8" cy="8" r="5.750" class="stroke"/><path d="M5.200 8h5.600" class="stroke"/>`,
  cancelled: svg`<circle cx="8" cy="8" r="5.750" class="stroke"/><path d="M4 12 12 4" class="stroke"/>`,
  paused: svg`<path d="M5.500 4v8M10.500 4v8" class="stroke thick"/>`,
};

/** A mark alone, for where the word stands beside it. */
export const mark = (name, title) => html`<svg class="mark m-${name}" viewBox="0 0 16 16" role=${title ? 'img' : nothing} aria-label=${title ?? nothing}
  aria-hidden=${title ? nothing : 'true'}>${SHAPES[name] ?? SHAPES.unknown}</svg>`;

/** Mark and word. */
export const stateTag = (state, gate) => {
  const { word, mark: name } = shown(state, gate);
  return html`<span class="tag m-${name}">${mark(name)}<span>${word}</span></span>`;
};

export const runTag = run => {
  const { word, mark: name } = shownRun(run);
  return html`<span class="tag pill m-${name}">${mark(name)}<span>${word}</span></span>`;
};

const ICONS = {
  now: svg`<path d="M3 9.500 10 3l7 6.500M5 8v8.500h10V8M8.200 16.500v-4.700h3.600v4.700"/>`,
  runs: svg`<path d="M3.500 5h13M3.500 10h13M3.500 15h8"/>`,
  start: svg`<path d="M6 3.800v12.400L16 10Z"/>`,
  fleet: svg`<rect x="3" y="3.500" width="14" height="5" rx="1.300"/><rect x="3" y="11.500" width="14" height="5" rx="1.300"/><path d="M6 6h.01M6 14h.01"/>`,
  books: svg`<path d="M4 4.500A1.500 1.500 0 0 1 5.500 3H16v14H5.500A1.500 1.500 0 0 1 4 15.500ZM4 14.500A1.500 1.500 0 0 1 5.500 13H16M7.500 6.500h5"/>`,
  audit: svg`<path d="M10 2.800 16 5v4.500c0 3.700-2.500 6.300-6 7.700-3.500-1.400-6-4-6-7.700V5ZM7.300 9.800l2 2 3.600-4"/>`,
  sun: svg`<circle cx="10" cy="10" r="3.500"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.300 4.300l1.400 1.400M14.300 14.300l1.400 1.400M15.700 4.300l-1.400 1.400M5.700 14.300l-1.400 1.400"/>`,
  moon: svg`<path d="M16.500 12.200A7 7 0 0 1 7.800 3.500a7 7 0 1 0 8.700 8.700Z"/>`,
  half: svg`<circle cx="10" cy="10" r="6.500"/><path d="M10 3.500a6.500 6.500 0 0 1 0 13Z" fill="currentColor"/>`,
  keys: svg`<rect x="2" y="5" width="16" height="10" rx="1.800"/><path d="M5.500 8.200h.01M8.500 8.200h.01M11.500 8.200h.01M14.500 8.200h.01M6.500 11.800h7"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  chevron: svg`<path d="m7.500 5 5 5-5 5"/>`,
  search: svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>`,
  download: svg`<path d="M10 3v9.500M6 9l4 4 4-4M4 16.500h12"/>`,
  out: svg`<path d="M8 3.500H5A1.500 1.500 0 0 0 3.500 5v10A1.500 1.500 0 0 0 5 16.500h3M12.500 6.500 16 10l-3.500 3.500M16 10H8"/>`,
  more: svg`<circle cx="4.500" cy="10" r=".7"/><circle cx="10" cy="10" r=".7"/><circle cx="15.500" cy="10" r=".7"/>`,
  copy: svg`<rect x="7" y="7" width="9.500" height="9.500" rx="1.500"/><path d="M13 7V5a1.500 1.500 0 0 0-1.500-1.500H5A1.500 1.500 0 0 0 3.500 5v6.500A1.500 1.500 0 0 0 5 13h2"/>`,
  up: svg`<path d="M10 16.500v-12M5 9l5-5 5 5"/>`,
  down: svg`<path d="M10 3.500v12M5 11l5 5 5-5"/>`,
  print: svg`<path d="M6 7V3.500h8V7M6 14H4.500A1.500 1.500 0 0 1 3 12.500v-4A1.500 1.500 0 0 1 4.500 7h11A1.500 1.500 0 0 1 17 8.500v4a1.500 1.500 0 0 1-1.500 1.500H14M6 11.500h8v5H6Z"/>`,
  file: svg`<path d="M5 3h6.500L15.500 7v10H5ZM11.500 3v4h4"/>`,
  check: svg`<path d="m4.500 10.500 3.500 3.500 7.500-8"/>`,
};

export const icon = name => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg>`;
