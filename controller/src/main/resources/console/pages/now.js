// Now: what waits for you, then what is under way.

import { html, nothing, repeat } from '../parts/html.js';
import { runs } from '../runs.js';
import { mark, runTag } from '../parts/marks.js';
import { progress } from '../parts/progress.js';
import { now } from '../parts/screen.js';
import { brief, clock, count, duration, shown } from '../logic/words.js';
import { nameOf, whyOf } from '../logic/run-model.js';

const part = encodeURIComponent;

function askedCard({ run, task, since }) {
  const link = `#/run/${part(run.run)}${task ? `?task=${part(nameOf(task))}` : ''}`;
  const name = task ? shown(task.state, task.gate).mark : 'trouble';
  return html`<li><a class="card ask ${name}" href=${link} data-main>
    <span class="ask-mark">${mark(name)}</span>
    <span class="stack tight grow">
      <span class="row wrap"><span class="strong">${task ? task.title || task.step : 'The whole run is held'}</span>
        ${task ? html`<span class="host mono">${task.host}</span>` : nothing}<span class="since push" title=${clock(since)}>${duration(now() - since)}</span></span>
      <span class="row"><span class="why clip grow">${brief(task ? whyOf(task) : run.reason, 220)}</span><span class="in faint small clip">${run.title}</span></span>
    </span>
  </a></li>`;
}

function runCard(run) {
  return html`<li><a class="card run" href="#/run/${part(run.run)}" data-main>
    <span class="row wrap"><span class="strong large grow">${run.title}</span>${runTag(run)}</span>
    ${progress(run.tasks)}
    <span class="row wrap faint small"><span class="mono">${run.run}</span><span>started by ${run.startedBy || 'nobody'} at ${clock(run.startedAt, new Date(), false)}</span>
      <span class="push">${duration(now() - run.startedAt)}</span></span>
  </a></li>`;
}

function endedRow(run) {
  return html`<li><a class="line" href="#/run/${part(run.run)}" data-main>${runTag(run)}<span class="grow clip">${run.title}</span>
    <span class="mono faint only-wide">${run.run}</span><span class="faint nowrap">${clock(run.endedAt, new Date(), false)}</span></a></li>`;
}

export default () => ({
  title: 'Now',

  view() {
    const asked = runs.asked();
    const active = runs.inProgress();
    const recent = runs.recent(5);
    if (!runs.loaded && !active.length && !recent.length) {
      return html`<div class="page"><h1>Now</h1><div class="ghosts" aria-label="Loading"><i></i><i></i></div></div>`;
    }
    return html`<div class="page now">
      <section class="stack"><h1>${asked.length ? html`${count(asked.length, 'decision')} ${asked.length === 1 ? 'waits' : 'wait'} for you` : 'Nothing waits for you'}</h1>
        ${asked.length ? html`<ul class="stack tight asks">${repeat(asked, one => one.key, askedCard)}</ul>`
          : html`<p class="dim">${active.length ? 'What is under way needs nobody at the moment.' : 'No run is under way.'}</p>`}
      </section>
      <section class="stack"><h2>Under way <span class="faint">${active.length || ''}</span></h2>
        ${active.length ? html`<ul class="cards">${repeat(active, run => run.run, runCard)}</ul>`
          : html`<div class="empty"><p>Nothing is running.</p><a class="button main" href="#/start">Plan a run</a></div>`}
      </section>
      ${recent.length ? html`<section class="stack"><div class="row"><h2 class="grow">Ended lately</h2><a href="#/runs">All runs</a></div>
        <ul class="lines">${repeat(recent, run => run.run, endedRow)}</ul></section>` : nothing}
    </div>`;
  },

  key(event) {
    return step(event);
  },
});

/** j and k among the links of a page that is no long list. */
export function step(event) {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!by) {
    return false;
  }
  const all = [...document.querySelectorAll('main [data-main]')];
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  return true;
}
