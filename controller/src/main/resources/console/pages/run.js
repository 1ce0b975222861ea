// One run: its head, what it asks, and its views. Loads once, then follows the live feed from where it loaded.

import { html, nothing, repeat } from '../parts/html.js';
import { api } from '../api.js';
import { Feed } from '../feed.js';
import { RunModel, nameOf, parts, whyOf } from '../logic/run-model.js';
import { brief, clock, duration, ended, shown } from '../logic/words.js';
import { outlook } from '../logic/outlook.js';
import { abortWords } from '../logic/decisions.js';
import { icon, mark, runTag } from '../parts/marks.js';
import { outlookLine } from '../parts/outlook.js';
import { progress } from '../parts/progress.js';
import { failure } from '../parts/dialog.js';
import { save } from '../parts/save.js';
import { invalidate, now } from '../parts/screen.js';
import { decideRun } from '../parts/decide.js';
import { board } from './run/board.js';
import { drawer } from './run/drawer.js';
import { timeline } from './run/timeline.js';
import { events } from './run/events.js';
import { verification } from './run/verification.js';
import { plan } from './run/plan.js';

const TABS = [
  { name: '', word: 'Board', key: 'b', make: board },
  { name: 'timeline', word: 'Timeline', key: 't', make: timeline },
  { name: 'events', word: 'Events', key: 'e', make: events },
  { name: 'verification', word: 'Verification', key: 'v', make: verification },
  { name: 'plan', word: 'Plan', key: 'p', make: plan },
];

const PAGE = 1000;
const LOOK_AHEAD = 30000;
const part = encodeURIComponent;

export default ({ route, me, may }) => {
  const page = {
    run: route.path[0],
    model: null,
    error: null,
    feed: null,
    loaded: false,
    read: 0,
    tab: TABS[0],
    parts: new Map(),
    me,
    may,

    get title() {
      return this.model?.run.title ?? this.run;
    },

    takes: next => next.name === 'run' && next.path[0] === page.run,

    go(next) {
      this.tab = TABS.find(tab => tab.name === (next.path[1] ?? '')) ?? TABS[0];
      this.openTask = parseTask(next.query.get('task'));
      this.query = next.query;
      if (this.openTask) {
        this.drawer.open(this.openTask);
      } else {
        this.drawer.close();
      }
    },

    link(tab, task) {
      return `#/run/${part(this.run)}${tab ? `/${tab}` : ''}${task ? `?task=${part(nameOf(task))}` : ''}`;
    },

    async load() {
      this.abort = new AbortController();
      try {
        const reply = await api.run(this.run, this.abort.signal);
        const model = new RunModel(reply);
        const position = model.run.position;
        this.model = model;
        invalidate();
        let pageToken = '';
        do {
          const tasks = await api.tasks(this.run, { pageSize: PAGE, pageToken }, this.abort.signal);
          model.takeAll(tasks.tasks ?? []);
          this.read += tasks.tasks?.length ?? 0;
          pageToken = tasks.nextPageToken;
          invalidate();
        } while (pageToken);
        this.loaded = true;
        this.follow(position);
        this.lookAhead();
      } catch (wrong) {
        if (wrong.name !== 'AbortError') {
          this.error = wrong;
          if (wrong.away) {
            this.retry = setTimeout(() => this.load(), 2000);
          }
        }
      }
      invalidate();
    },

    /** Asked for now and then: making one plays the rest of the run many times. */
    async lookAhead() {
      if (!document.hidden && !ended(this.model.run)) {
        try {
          this.outlook = outlook((await api.forecast(this.run)).forecast);
          invalidate();
        } catch {
          // Without a forecast the page says nothing about the end; everything else stands.
          this.outlook = null;
        }
      }
      this.looking = setTimeout(() => this.lookAhead(), LOOK_AHEAD);
    },

    follow(position) {
      this.feed = new Feed({
        path: api.runEvents(this.run),
        query: after => ({ afterPosition: after }),
        take: reply => {
          this.model.event(reply);
          this.parts.get('events')?.take(reply);
          invalidate();
          return Number(reply.position);
        },
        ended: () => ended(this.model.run),
        changed: () => invalidate(),
      }).start(position);
    },

    stop() {
      clearTimeout(this.retry);
      clearTimeout(this.looking);
      this.abort?.abort();
      this.feed?.stop();
      this.parts.forEach(one => one.stop?.());
      this.drawer.stop();
    },

    part(tab) {
      if (!this.parts.has(tab.name)) {
        this.parts.set(tab.name, tab.make(this));
      }
      return this.parts.get(tab.name);
    },

    view() {
      if (!this.model) {
        return this.error ? html`<div class="page"><h1>${this.run}</h1>${failure(this.error)}</div>`
          : html`<div class="page"><h1 class="ghost-text">${this.run}</h1><div class="ghosts" aria-label="Loading"><i></i><i></i><i></i></div></div>`;
      }
      this.model.settle();
      return html`<div class="page run ${this.drawer.task ? 'with-drawer' : ''}">
        ${this.head()}${this.asks()}
        <div class="tabs" role="tablist" aria-label="Views of the run" data-sticky>${TABS.map(tab => html`
          <a role="tab" id="tab-${tab.name}" aria-selected=${tab === this.tab ? 'true' : 'false'} aria-controls="view" tabindex=${tab === this.tab ? 0 : -1}
            href=${this.link(tab.name)} title="${tab.word} (${tab.key})" @keydown=${tabKeys}>${tab.word}</a>`)}</div>
        <div id="view" role="tabpanel" aria-labelledby="tab-${this.tab.name}">${this.part(this.tab).view()}</div>
      </div>${this.drawer.view()}`;
    },

    head() {
      const { run } = this.model;
      const counts = this.loaded ? this.model.totals() : run.tasks;
      const over = ended(run);
      return html`<header class="page-head">
        <div class="grow stack tight"><div class="row wrap"><h1>${run.title}</h1>${runTag(run)}</div>
          <p class="row wrap faint small"><span class="mono">${run.run}</span><span>${run.runbook}${run.version ? ` ${run.version}` : ''}</span>
            <span>started by ${run.startedBy} at ${clock(run.startedAt)}</span>
            <span>${over ? html`ended ${clock(run.endedAt)}, after ${duration(run.endedAt - run.startedAt)}` : duration(now() - run.startedAt)}</span></p></div>
        <div class="row wrap">${over ? html`<button @click=${() => this.report()}>${icon('download')}Report</button>` : this.actions(run, counts)}</div>
        <div class="whole stack tight">${progress(counts)}${over ? nothing : outlookLine(this.outlook)}</div>
      </header>`;
    },

    actions(run, counts) {
      if (!may('operator')) {
        return nothing;
      }
      const resumable = run.paused || (run.held && run.reason);
      return html`
        ${resumable ? html`<button class="main" @click=${() => decideRun(this.run, 'RESUME', { needsReason: run.held })}>Resume…</button>` : nothing}
        ${run.paused || run.phase !== 'RUNNING' ? nothing : html`<button @click=${() => decideRun(this.run, 'PAUSE', {
          lines: [parts(counts).run ? `${parts(counts).run} under way now; they go on to their end.` : 'Nothing is under way just now.'] })}>Pause…</button>`}
        ${run.phase === 'RUNNING' ? html`<button class="bad" @click=${() => decideRun(this.run, 'ABORT', { lines: abortWords(this.model.totals()) })}>Abort…</button>` : nothing}`;
    },

    async report() {
      try {
        save(await api.report(this.run, 'HTML'), `report-${this.run}.html`);
      } catch (wrong) {
        this.error = wrong;
        invalidate();
      }
    },

    asks() {
      const { run } = this.model;
      const asked = this.model.asked();
      if (!asked.length && !(run.held && run.reason) && !this.error) {
        return nothing;
      }
      return html`<section class="stack tight" aria-label="Waits for you">
        ${failure(this.error)}
        ${run.held && run.reason ? html`<p class="banner bad">${mark('trouble')}<span><b>The whole run is held.</b> ${run.reason}</span></p>` : nothing}
        ${asked.length ? html`<ul class="stack tight asks">${repeat(asked.slice(0, 4), nameOf, task => this.ask(task))}</ul>` : nothing}
        ${asked.length > 4 ? html`<p class="dim">and ${asked.length - 4} more on the board.</p>` : nothing}
      </section>`;
    },

    ask(task) {
      const { mark: name } = shown(task.state, task.gate);
      return html`<li><a class="card ask short ${name}" href=${this.link(this.tab.name, task)}>
        <span class="ask-mark">${mark(name)}</span>
        <span class="ask-line grow"><span class="row"><span class="strong clip">${task.title || task.step}</span><span class="host mono">${task.host}</span></span>
          <span class="why clip">${brief(whyOf(task), 200)}</span></span>
        <span class="since">${duration(now() - (task.question?.askedAt || task.since))}</span></a></li>`;
    },

    key(event, writing) {
      if (event.key === 'Escape' && this.drawer.task) {
        location.hash = this.link(this.tab.name);
        return true;
      }
      if (writing) {
        return false;
      }
      const tab = TABS.find(one => one.key === event.key);
      if (tab) {
        location.hash = this.link(tab.name);
        return true;
      }
      return this.drawer.key(event) || this.part(this.tab).key?.(event) || false;
    },

    drawn(root) {
      this.part(this.tab).drawn?.(root);
      this.drawer.drawn?.(root);
    },
  };
  page.drawer = drawer(page);
  page.go(route);
  page.load();
  return page;
};

function tabKeys(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) {
    const tabs = [...event.target.parentElement.children];
    const next = tabs[(tabs.indexOf(event.target) + by + tabs.length) % tabs.length];
    next.focus();
    next.click();
    event.preventDefault();
    event.stopPropagation();
  }
}

/** stage.step@host */
function parseTask(text) {
  const match = /^([^.]+)\.(.+)@([^@]+)$/.exec(text ?? '');
  return match && { stage: match[1], step: match[2], host: match[3] };
}
