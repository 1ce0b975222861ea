// The board: stages, and in each the hosts. A strip has a cell for each step; words say what the host does now.

import { html, nothing, live } from '../../parts/html.js';
import { LongList } from '../../parts/list.js';
import { icon, mark } from '../../parts/marks.js';
import { progress } from '../../parts/progress.js';
import { invalidate, now } from '../../parts/screen.js';
import { boardRows, telling } from '../../logic/run-model.js';
import { count, duration, grouped, list, shown } from '../../logic/words.js';

const HEIGHTS = { stage: [2.7, 4.2], fold: [2.3, 2.8], through: [2.7, 3.2], host: [2.4, 4.3] };

const STAGE_MARK = { trouble: 'trouble', gate: 'gate', busy: 'run', idle: 'rest', done: 'ok' };

export function board(page) {
  const state = { only: false, find: '', open: new Map() };
  const rowsList = new LongList({ heightOf: (row, narrow) => HEIGHTS[row.type][narrow ? 1 : 0] });

  function toggle(row) {
    state.open.set(row.key, !row.open);
    invalidate();
  }

  function stageRow(row) {
    const { stage } = row;
    const name = STAGE_MARK[stage.kind];
    const says = [stage.kinds.trouble && `${count(stage.kinds.trouble, 'host')} in trouble`, stage.kinds.gate && `${count(stage.kinds.gate, 'gate')} open`,
      stage.kinds.busy && `${stage.kinds.busy} under way`].filter(Boolean).join(' · ');
    return html`<button class="stage-row k-${stage.kind}" data-main aria-expanded=${row.open ? 'true' : 'false'} @click=${() => toggle(row)}>
      <span class="chevron ${row.open ? 'open' : ''}">${icon('chevron')}</span>${mark(name, stage.kind)}
      <span class="title clip">${stage.title}</span>
      <span class="says clip">${says || (stage.kind === 'idle' && stage.needs.length ? html`<span class="faint">after ${list(stage.needs, 3)}</span>` : nothing)}</span>
      <span class="hosts faint clip">${stage.hosts.length === 1 ? stage.hosts[0].name : count(stage.hosts.length, 'host')}</span>
      ${progress(stage.counts)}
    </button>`;
  }

  function foldRow(row) {
    const word = row.kind === 'done' ? 'through' : 'not begun';
    return html`<button class="fold-row" data-main aria-expanded=${row.open ? 'true' : 'false'} @click=${() => toggle(row)}>
      <span class="chevron ${row.open ? 'open' : ''}">${icon('chevron')}</span>${mark(row.kind === 'done' ? 'ok' : 'rest')}
      <span class="clip">${count(row.hosts.length, 'host')} ${word}</span>
      <span class="faint clip only-wide">${list(row.hosts.slice(0, 4).map(host => host.name), 3).replace(/ and \d+ more$/, ' …')}</span></button>`;
  }

  function hostRow({ stage, host }) {
    const cell = telling(host.cells);
    const step = cell && stage.steps[stage.stepIndex.get(cell.step)];
    const done = host.kind === 'done';
    const { word, mark: name } = cell ? shown(cell.state, cell.gate) : shown('WAITING');
    const task = cell ?? { stage: stage.name, step: stage.steps[0]?.name ?? '', host: host.name };
    const chosen = page.drawer.task && page.drawer.task.host === host.name && page.drawer.task.stage === stage.name;
    return html`<a class="host-row k-${host.kind} ${chosen ? 'chosen' : ''}" data-main href=${page.link('', task)} aria-current=${chosen ? 'true' : nothing}>
      <span class="name mono clip">${host.name}</span>
      ${strip(stage, host)}
      <span class="doing clip">${done ? html`<span class="faint">${count(stage.steps.length, 'step')} through</span>`
        : html`<span class="tag m-${name}">${mark(name)}<span>${word}</span></span> <span class="what">${cell?.title || step?.title || ''}</span>`}</span>
      <span class="since faint">${cell && !done && host.kind !== 'idle' && cell.since ? duration(now() - cell.since) : ''}</span>
    </a>`;
  }

  /** The cells of a host: elements that are made once and changed where a step has changed, so that scrolling costs little. */
  function strip(stage, host) {
    if (!host.strip) {
      host.strip = document.createElement('span');
      host.strip.className = 'strip';
      host.strip.setAttribute('aria-hidden', 'true');
      host.strip.append(...stage.steps.map(() => document.createElement('i')));
      host.marks = [];
      const step = event => [...host.strip.children].indexOf(event.target);
      host.strip.addEventListener('click', event => {
        if (step(event) >= 0) {
          event.preventDefault();
          location.hash = page.link('', { stage: stage.name, step: stage.steps[step(event)].name, host: host.name });
        }
      });
      host.strip.addEventListener('pointerover', event => {
        const at = step(event);
        if (at >= 0) {
          const cell = host.cells[at];
          event.target.title = `${stage.steps[at].title}: ${shown(cell?.state ?? 'WAITING', cell?.gate).word}`;
        }
      });
    }
    for (let index = 0; index < stage.steps.length; index++) {
      const cell = host.cells[index];
      const { mark: name } = shown(cell?.state ?? 'WAITING', cell?.gate);
      if (host.marks[index] !== name) {
        host.marks[index] = name;
        host.strip.children[index].className = `c-${name}`;
      }
    }
    return host.strip;
  }

  const throughRow = row => html`<button class="stage-row through k-done" data-main aria-expanded=${row.open ? 'true' : 'false'} @click=${() => toggle(row)}>
      <span class="chevron ${row.open ? 'open' : ''}">${icon('chevron')}</span>${mark('ok')}<span class="title">${count(row.stages.length, 'stage')} through</span>
      <span class="faint clip only-wide">${row.stages.map(stage => stage.title).join(' · ')}</span></button>`;

  const draw = { stage: stageRow, fold: foldRow, host: hostRow, through: throughRow };

  return {
    view() {
      if (!page.loaded) {
        const all = page.model.stages.reduce((sum, stage) => sum + stage.total, 0);
        return html`<div class="board"><p class="dim" role="status">Reading ${grouped(page.read)} of ${grouped(all)} tasks…</p><div class="ghosts"><i></i><i></i><i></i></div></div>`;
      }
      const rows = boardRows(page.model.stages, state);
      return html`<div class="board">
        <div class="toolbar">
          <label class="search">${icon('search')}<span class="sr">Find a host or stage</span><input type="search" placeholder="Find a host or stage" .value=${live(state.find)}
            data-find @input=${event => { state.find = event.target.value; invalidate(); }}></label>
          <label class="switch"><input type="checkbox" .checked=${live(state.only)} @change=${event => { state.only = event.target.checked; invalidate(); }}>
            <span>Only what is not fine</span></label>
          <span class="push row wrap legend faint small only-wide">${['ok', 'run', 'gate', 'trouble', 'rest'].map(name => html`<span class="tag m-${name}">${mark(name)}<span>${
            { ok: 'through', run: 'running', gate: 'gate', trouble: 'needs you', rest: 'not begun' }[name]}</span></span>`)}</span>
        </div>
        ${rows.length ? rowsList.view(rows, row => draw[row.type](row), { label: 'Stages and hosts' })
          : html`<div class="empty"><p>${state.only && !state.find ? 'Everything is fine.' : 'Nothing matches.'}</p></div>`}
      </div>`;
    },

    drawn: root => rowsList.attach(root),

    stop: () => rowsList.stop(),

    key(event) {
      const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
      if (by) {
        rowsList.move(by);
      } else if (event.key === 'o') {
        state.only = !state.only;
        invalidate();
      } else if (event.key === '/') {
        document.querySelector('[data-find]')?.focus();
      } else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && rowsList.hasFocus()) {
        const row = rowsList.rows[rowsList.cursor];
        if (row && row.type !== 'host' && row.open !== (event.key === 'ArrowRight')) {
          toggle(row);
        }
      } else {
        return false;
      }
      return true;
    },

  };
}
