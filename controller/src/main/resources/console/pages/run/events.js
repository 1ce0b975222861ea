// Events: the run's journal as lines, newest first. Older ones are read in pieces as they are scrolled to.

import { html, live, nothing } from '../../parts/html.js';
import { api, serverSentEvents } from '../../api.js';
import { LongList } from '../../parts/list.js';
import { icon } from '../../parts/marks.js';
import { failure } from '../../parts/dialog.js';
import { invalidate } from '../../parts/screen.js';
import { clock, grouped } from '../../logic/words.js';

const PIECE = 400;

const TONE = [[/Decision|Approved|Overridden|WentBack|Paused|Resumed|Aborting/, 'person'], [/Unreachable|Refused|Held|Brake|Excluded|WindowClosed/, 'bad'],
  [/Stage|RunStarted|RunEnded|RunPlanned/, 'milestone']];

const toneOf = line => TONE.find(([test]) => test.test(line.event))?.[1]
  ?? (line.event === 'AttemptEnded' && /FAILED|TIMED_OUT|UNKNOWN/.test(line.text) ? 'bad' : '');

export function events(page) {
  const state = { lines: [], earliest: null, latest: 0, busy: false, error: null, find: '' };
  const rows = new LongList({ heightOf: (row, narrow) => (narrow ? 3.6 : 2.1), keyOf: row => row.position });

  const lineOf = reply => ({ position: Number(reply.position), at: Date.parse(reply.at), event: reply.event ?? '', text: reply.text ?? '',
    task: reply.task && { stage: reply.task.stage, step: reply.task.step, host: reply.task.host } });

  /** Reads the events behind `after` up to `until`: the stream is left as soon as it is there. */
  async function read(after, until) {
    state.busy = true;
    const found = [];
    const abort = new AbortController();
    try {
      const response = await api.stream(api.runEvents(page.run), { afterPosition: after }, { signal: abort.signal });
      for await (const { event, data } of serverSentEvents(response.body)) {
        if (event === 'comment') {
          continue;
        }
        const line = lineOf(JSON.parse(data));
        if (line.position <= until) {
          found.push(line);
        }
        if (line.position >= until) {
          break;
        }
      }
      abort.abort();
      const known = new Set(state.lines.map(line => line.position));
      state.lines = [...state.lines, ...found.reverse().filter(line => !known.has(line.position))].sort((a, b) => b.position - a.position);
      state.earliest = after;
      state.error = null;
    } catch (wrong) {
      if (wrong.name !== 'AbortError') {
        state.error = wrong;
      }
    }
    state.busy = false;
    invalidate();
  }

  function begin() {
    const until = page.model.run.position;
    state.earliest = until;
    if (until > 0) {
      read(Math.max(0, until - PIECE), until);
    }
  }

  function lineRow(line) {
    return html`<a class="event ${toneOf(line)}" data-main href=${line.task ? page.link('events', line.task) : '#/run/' + encodeURIComponent(page.run) + '/events'}>
      <span class="position faint mono">${line.position}</span><span class="at faint mono">${clock(line.at)}</span>
      <span class="text clip" title=${line.text}>${line.text}</span><span class="kind faint small only-wide">${line.event}</span></a>`;
  }

  return {
    take(reply) {
      if (state.earliest !== null) {
        state.lines.unshift(lineOf(reply));
      }
    },

    view() {
      if (state.earliest === null && page.loaded) {
        begin();
      }
      const wanted = state.find.toLowerCase();
      const shown = wanted ? state.lines.filter(line => line.text.toLowerCase().includes(wanted) || line.event.toLowerCase().includes(wanted)) : state.lines;
      return html`<div class="events stack">
        <div class="toolbar"><label class="search">${icon('search')}<span class="sr">Find in events</span><input type="search" data-find placeholder="Find in events"
            .value=${live(state.find)} @input=${event => { state.find = event.target.value; invalidate(); }}></label>
          <span class="push faint small">${grouped(page.model.run.position)} events; each one’s hash covers the one before</span></div>
        ${failure(state.error)}
        ${rows.view(shown, lineRow, { label: 'Events, newest first' })}
        ${state.earliest ? html`<div class="row center"><button ?disabled=${state.busy} @click=${() => read(Math.max(0, state.earliest - PIECE), state.earliest)}>
          ${state.busy ? 'Reading…' : 'Earlier ones'}</button></div>` : shown.length ? nothing : html`<div class="empty"><p>${state.busy ? 'Reading…' : 'No events.'}</p></div>`}
      </div>`;
    },

    drawn: root => rows.attach(root),
    stop: () => rows.stop(),

    key(event) {
      const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
      if (by) {
        rows.move(by);
      } else if (event.key === '/') {
        document.querySelector('[data-find]')?.focus();
      }
      return !!by || event.key === '/';
    },
  };
}
