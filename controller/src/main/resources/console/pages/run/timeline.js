// The timeline: when each host did what, from its attempts. A canvas: a run may have tens of thousands of them.

import { html } from '../../parts/html.js';
import { invalidate, now } from '../../parts/screen.js';
import { clock, duration, ended } from '../../logic/words.js';
import { lanes, ticks } from '../../logic/gantt.js';

const ROW = 26;
const HEAD = 30;
const COLOURS = { ok: '--ok-fill', run: '--run-fill', failed: '--bad-fill', late: '--bad-fill', unknown: '--unknown-fill', cancelled: '--off', ask: '--ask-fill' };

export function timeline(page) {
  const state = { canvas: null, hover: null, all: [], from: 0, to: 1, drawnAt: '' };

  function names(width) {
    return width < 600 ? 96 : 170;
  }

  function paint() {
    const canvas = state.canvas;
    if (!canvas?.isConnected) {
      return;
    }
    const width = canvas.parentElement.clientWidth;
    const height = HEAD + state.all.length * ROW + 8;
    const ratio = devicePixelRatio;
    const until = ended(page.model.run) ? page.model.run.endedAt : now();
    const stamp = [width, height, ratio, page.model.run.position, Math.floor(until / 1000), state.hover?.key, document.documentElement.dataset.theme,
      matchMedia('(prefers-color-scheme: dark)').matches].join(' ');
    if (stamp === state.drawnAt) {
      return;
    }
    state.drawnAt = stamp;
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.setProperty('height', `${height}px`);
    }
    const style = getComputedStyle(canvas);
    const colour = colours(canvas, style);
    const c = canvas.getContext('2d');
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    const left = names(width);
    const scale = (width - left - 12) / Math.max(1000, until - state.from);
    state.scale = scale;
    state.left = left;
    const x = at => left + (at - state.from) * scale;
    const small = `${parseFloat(style.fontSize) * 0.857}px ${style.fontFamily}`;
    c.font = small;
    c.textBaseline = 'middle';
    for (const at of ticks(state.from, until, (width - left) / 90)) {
      c.fillStyle = colour('--line');
      c.fillRect(Math.round(x(at)), HEAD - 8, 1, height);
      c.fillStyle = colour('--text-3');
      c.fillText(clock(at, at, false), Math.round(x(at)) + 4, HEAD - 16);
    }
    state.all.forEach((lane, index) => {
      const y = HEAD + index * ROW;
      if (y > state.seenTo || y + ROW < state.seenFrom) {
        return;
      }
      c.fillStyle = colour('--text-2');
      c.fillText(fit(c, lane.host, left - 12), 0, y + ROW / 2);
      for (const bar of lane.bars) {
        const start = x(bar.from);
        const long = Math.max(2, x(bar.to || until) - start);
        c.fillStyle = colour(COLOURS[bar.mark] ?? '--off');
        c.globalAlpha = state.hover && state.hover !== bar ? 0.55 : 1;
        const thick = bar.mark === 'ask' ? 6 : ROW - 10;
        c.beginPath();
        c.roundRect(start, y + (ROW - thick) / 2, long - (long > 4 ? 1 : 0), thick, 2);
        c.fill();
        c.globalAlpha = 1;
      }
    });
  }

  function colours(element, style) {
    const probe = document.createElement('i');
    probe.className = 'probe';
    element.parentElement.append(probe);
    const known = new Map();
    const read = name => {
      if (!known.has(name)) {
        probe.style.setProperty('color', `var(${name})`);
        known.set(name, getComputedStyle(probe).color);
      }
      return known.get(name);
    };
    ['--line', '--text-2', '--text-3', '--off', ...Object.values(COLOURS)].forEach(read);
    probe.remove();
    return name => known.get(name) ?? style.color;
  }

  function under(event) {
    const box = state.canvas.getBoundingClientRect();
    const lane = state.all[Math.floor((event.clientY - box.top - HEAD) / ROW)];
    const at = state.from + (event.clientX - box.left - state.left) / state.scale;
    const slack = 3 / state.scale;
    return lane?.bars.findLast(bar => bar.from - slack <= at && (bar.to || now()) + slack >= at) ?? null;
  }

  return {
    view() {
      state.all = lanes(page.model);
      state.from = page.model.run.startedAt;
      const bar = state.hover;
      const step = bar && page.model.host(bar.task.stage, bar.task.host)?.stage;
      return html`<div class="timeline stack">
        <p class="hint dim" aria-live="off">${bar ? html`<span class="strong">${bar.task.title || bar.task.step}</span> on <span class="mono">${bar.task.host}</span>
          <span class="faint">${step?.title ?? ''} · ${bar.word} · ${clock(bar.from)} · ${duration((bar.to || now()) - bar.from)}</span>`
          : html`A bar is one attempt; a thin one is time that waited for a person. Point at one, or choose it to open its task.`}</p>
        <div class="canvas"><canvas role="img" aria-label="Attempts of ${state.all.length} hosts over time; the same is in Events, line by line"
          @pointermove=${event => { const over = under(event); if (over !== state.hover) { state.hover = over; invalidate(); } }}
          @pointerleave=${() => { state.hover = null; invalidate(); }}
          @click=${event => { const over = under(event); if (over) { location.hash = page.link('timeline', over.task); } }}></canvas></div>
        <p class="row wrap legend small dim">${[['ok', 'succeeded'], ['failed', 'failed'], ['unknown', 'unknown'], ['run', 'running'], ['ask', 'waited for a person']].map(([name, word]) =>
          html`<span class="row"><i class="swatch s-${name}"></i>${word}</span>`)}</p>
      </div>`;
    },

    drawn(root) {
      state.canvas = root.querySelector('.timeline canvas');
      if (state.canvas) {
        const top = state.canvas.getBoundingClientRect().top;
        state.seenFrom = -Infinity;
        state.seenTo = Infinity;
        if (state.all.length > 200) {
          state.seenFrom = -top - 2000;
          state.seenTo = innerHeight - top + 2000;
          state.drawnAt = '';
        }
        paint();
      }
    },
  };
}

function fit(c, text, width) {
  let shown = text;
  while (shown.length > 3 && c.measureText(shown).width > width) {
    shown = shown.slice(0, -2).trimEnd().replace(/…?$/, '…');
  }
  return shown;
}
