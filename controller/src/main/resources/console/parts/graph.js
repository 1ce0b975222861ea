// Stages and what they wait for, as a picture. The same is said in words beside it, so to ears it is an image.

import { html, svg } from './html.js';
import { layers } from '../logic/layers.js';
import { count } from '../logic/words.js';

const W = 208;
const H = 46;
const GAP_X = 46;
const GAP_Y = 14;

export function graph(stages) {
  const { columns, edges } = layers(stages);
  const tallest = Math.max(1, ...columns.map(column => column.length));
  const height = tallest * (H + GAP_Y);
  const place = new Map();
  columns.forEach((column, x) => column.forEach((stage, y) => place.set(stage.name, {
    x: x * (W + GAP_X) + 2, y: (height - column.length * (H + GAP_Y)) / 2 + y * (H + GAP_Y) + 2,
  })));
  const width = columns.length * (W + GAP_X) - GAP_X + 4;
  const line = ([from, to]) => {
    const a = place.get(from);
    const b = place.get(to);
    const [x1, y1, x2, y2] = [a.x + W, a.y + H / 2, b.x, b.y + H / 2];
    const bend = Math.min(60, (x2 - x1) / 2);
    return svg`<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
  };
  const box = stage => {
    const { x, y } = place.get(stage.name);
    const title = stage.title.length > 22 ? stage.title.slice(0, 21).trimEnd() + '…' : stage.title;
    return svg`<g class="node k-${stage.kind ?? 'idle'}"><title>${stage.title}: ${stage.hosts.join(', ')}</title><rect x=${x} y=${y} width=${W} height=${H} rx="7"/>
      <text x=${x + 12} y=${y + 20} class="t">${title}</text><text x=${x + 12} y=${y + 36} class="s">${count(stage.hosts.length, 'host')}, ${count(stage.steps, 'step')}</text></g>`;
  };
  return html`<div class="graph" tabindex="0" role="region" aria-label="Order of the stages"><svg role="img" aria-label="Stages in their order: ${stages.map(stage => stage.title).join(', ')}"
    viewBox="0 0 ${width} ${height + 4}" width=${width} height=${height + 4}>${edges.map(line)}${stages.map(box)}</svg></div>`;
}
