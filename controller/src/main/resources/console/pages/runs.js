// Runs: all of them, newest first; older ones are read when they are asked for.

import { html, live, nothing, repeat } from '../parts/html.js';
import { api } from '../api.js';
import { runs } from '../runs.js';
import { icon, runTag } from '../parts/marks.js';
import { failure } from '../parts/dialog.js';
import { progress } from '../parts/progress.js';
import { invalidate, now } from '../parts/screen.js';
import { clock, count, duration, ended } from '../logic/words.js';
import { runOf } from '../logic/run-model.js';
import { step } from './now.js';

const PAGE = 100;

export default () => {
  const state = { older: new Map(), next: '', loaded: false, busy: false, error: null, find: '' };

  async function load() {
    state.busy = true;
    try {
      const reply = await api.runs(PAGE, state.next);
      (reply.runs ?? []).map(runOf).forEach(run => state.older.set(run.run, run));
      state.next = reply.nextPageToken ?? '';
      state.loaded = true;
      state.error = null;
    } catch (wrong) {
      state.error = wrong;
    }
    state.busy = false;
    invalidate();
  }
  load();

  function row(run) {
    const over = ended(run);
    return html`<li><a class="line run-line" href="#/run/${encodeURIComponent(run.run)}" data-main>
      <span class="state">${runTag(run)}</span>
      <span class="grow clip"><span class="strong">${run.title}</span> <span class="mono faint small">${run.run}</span></span>
      ${over || !Object.keys(run.tasks).length ? html`<span class="progress faint clip">${run.reason}</span>` : progress(run.tasks)}
      <span class="dim clip by">${run.startedBy}</span>
      <span class="faint nowrap at">${clock(run.startedAt, new Date(), false)}</span>
      <span class="faint num took">${run.startedAt ? duration((over ? run.endedAt : now()) - run.startedAt) : ''}</span></a></li>`;
  }

  return {
    title: 'Runs',
    view() {
      const wanted = state.find.toLowerCase();
      const all = [...new Map([...state.older, ...runs.known]).values()].sort((a, b) => b.startedAt - a.startedAt)
        .filter(run => !wanted || [run.title, run.run, run.runbook, run.startedBy].some(text => text.toLowerCase().includes(wanted)));
      return html`<div class="page">
        <div class="page-head"><h1 class="grow">Runs</h1><a class="button main" href="#/start">Plan a run</a></div>
        <div class="toolbar"><label class="search">${icon('search')}<span class="sr">Find a run</span><input type="search" data-find placeholder="Find a run" .value=${live(state.find)}
          @input=${event => { state.find = event.target.value; invalidate(); }}></label><span class="push faint small">${state.loaded ? count(all.length, 'run') : ''}</span></div>
        ${failure(state.error)}
        ${all.length ? html`<ul class="lines">${repeat(all, run => run.run, row)}</ul>` : state.loaded
          ? html`<div class="empty"><p>${wanted ? 'No run is like that.' : 'No run yet.'}</p></div>` : html`<div class="ghosts"><i></i><i></i></div>`}
        ${state.next ? html`<div class="row center"><button ?disabled=${state.busy} @click=${load}>Older ones</button></div>` : nothing}
      </div>`;
    },
    key(event) {
      if (event.key === '/') {
        document.querySelector('[data-find]')?.focus();
        return true;
      }
      return step(event);
    },
  };
};
