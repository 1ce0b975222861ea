// A log: what an attempt printed, in a window that moves over it. Only what is seen is here, however much there is.

import { html, live, nothing, repeat, properties } from '../parts/html.js';
import { api, outputPart } from '../api.js';
import { Feed } from '../feed.js';
import { icon, mark } from '../parts/marks.js';
import { failure, notify } from '../parts/dialog.js';
import { save } from '../parts/save.js';
import { invalidate } from '../parts/screen.js';
import { LogWindow, PIECE } from '../logic/log-window.js';
import { pieces, settled } from '../logic/ansi.js';
import { taskOf } from '../logic/run-model.js';
import { bytes, outcomeMark } from '../logic/words.js';

const decoder = new TextDecoder();
const part = encodeURIComponent;
/** How much of a log is looked through here when the controller does not search. */
const SEARCHED = 64 * 1024 * 1024;

export default ({ route }) => {
  const [run, host, attempt] = route.path;
  const at = { run, host, attempt };
  const name = route.query.get('task') ?? '';
  const state = {
    stream: route.query.get('stream') === 'stderr' ? 'STDERR' : 'STDOUT', top: 0, shift: 0, error: null, follow: false, wrap: true, task: null,
    find: '', hits: [], hit: -1, searching: null, ended: false, rows: 40, loaded: false,
  };
  let log;
  let feed;

  function open(stream) {
    feed?.stop();
    feed = null;
    state.stream = stream;
    state.top = 0;
    state.hits = [];
    state.hit = -1;
    state.loaded = false;
    log = new LogWindow((offset, limit) => api.output(at, { stream, offset, limit }), () => {
      if (state.follow) {
        toEnd();
      }
      invalidate();
    });
    log.load(0).then(() => {
      state.loaded = true;
      if (!state.ended) {
        follow(true);
      }
      invalidate();
    });
  }

  async function about() {
    try {
      const [stage, ...step] = name.split('.');
      const reply = await api.tasks(run, { stage, host, pageSize: 1000 });
      const task = (reply.tasks ?? []).map(taskOf).find(one => one.step === step.join('.'))
        ?? (reply.tasks ?? []).map(taskOf).find(one => one.attempts.some(two => two.number === Number(attempt)));
      state.task = task ?? null;
      state.attempt = task?.attempts.find(one => one.number === Number(attempt)) ?? null;
      state.ended = !!state.attempt?.outcome;
    } catch (wrong) {
      state.error = wrong;
    }
    invalidate();
  }

  function follow(on) {
    state.follow = on;
    if (on) {
      toEnd();
      if (!feed && !state.ended) {
        feed = new Feed({
          path: api.outputPath(at),
          query: offset => ({ stream: `OUTPUT_STREAM_${state.stream}`, offset, follow: true }),
          take: reply => {
            const piece = outputPart(reply);
            log.append(piece);
            state.ended ||= piece.end;
            return piece.offset + piece.data.length;
          },
          ended: () => {
            about();
            return true;
          },
          changed: () => invalidate(),
        }).start(log.size);
      }
    }
    invalidate();
  }

  /** Puts the last lines at the foot. */
  function toEnd() {
    let top = log.size;
    for (let i = 0; i < state.rows - 1 && top > 0; i++) {
      const before = log.previous(top);
      if (before === undefined) {
        break;
      }
      top = before;
    }
    state.top = top;
    invalidate();
  }

  function move(lines) {
    state.follow = false;
    let top = state.top;
    for (let i = 0; i < Math.abs(lines); i++) {
      const next = lines > 0 ? log.next(top) : log.previous(top);
      if (next === undefined || next === top || (lines > 0 && next >= log.size)) {
        break;
      }
      top = next;
    }
    state.top = top;
    invalidate();
  }

  /** To a place in the whole, as with the bar at the side: to the beginning of the line that is there. */
  async function jump(offset) {
    state.follow = false;
    const target = Math.max(0, Math.min(log.size - 1, Math.floor(offset)));
    state.seeking = target;
    await log.want(Math.floor(target / PIECE));
    await log.want(Math.floor(Math.max(0, target - 1) / PIECE));
    if (state.seeking !== target) {
      return;
    }
    state.top = log.begin(target) ?? target;
    invalidate();
  }

  // ---------------------------------------------------------------------------------------------- find

  async function search() {
    state.searching?.abort();
    state.hits = [];
    state.hit = -1;
    const wanted = state.find;
    if (!wanted) {
      invalidate();
      return;
    }
    const abort = new AbortController();
    state.searching = abort;
    state.found = '';
    invalidate();
    try {
      try {
        await searchThere(wanted, abort.signal);
      } catch (wrong) {
        if (wrong.status !== 404 && wrong.status !== 501 && wrong.status !== 405) {
          throw wrong;
        }
        await searchHere(wanted, abort.signal);
      }
    } catch (wrong) {
      if (wrong.name !== 'AbortError') {
        notify(wrong.message, 'bad');
      }
    }
    if (state.searching === abort) {
      state.searching = null;
    }
    invalidate();
  }

  function hitAt(offset, from) {
    state.hits.push(offset);
    if (state.hit < 0 && offset >= from) {
      toHit(state.hits.length - 1);
    }
  }

  async function searchThere(wanted, signal) {
    const from = state.top;
    let offset = 0;
    while (!signal.aborted) {
      const reply = await api.searchOutput(at, { stream: `OUTPUT_STREAM_${state.stream}`, text: wanted, ignoreCase: true, offset, maxMatches: 1000 }, signal);
      (reply.matches ?? []).forEach(match => hitAt(Number(match.offset ?? 0), from));
      invalidate();
      if (reply.end || state.hits.length >= 5000) {
        break;
      }
      offset = Number(reply.nextOffset ?? 0);
    }
    if (state.hit < 0 && state.hits.length) {
      toHit(0);
    }
  }

  async function searchHere(wanted, signal) {
    const needle = wanted.toLowerCase();
    const from = state.top;
    const limit = Math.min(log.size, SEARCHED);
    const step = 1024 * 1024;
    let rest = '';
    let restAt = 0;
    for (let offset = 0; offset < limit && !signal.aborted && state.hits.length < 5000; offset += step) {
      for (const piece of await api.output(at, { stream: state.stream, offset, limit: Math.min(step, limit - offset), signal })) {
        // One character for each byte: what is found is where it is.
        const text = rest + latin(piece.data).toLowerCase();
        const base = rest ? restAt : piece.offset;
        const needed = latin(new TextEncoder().encode(needle));
        for (let i = text.indexOf(needed); i >= 0; i = text.indexOf(needed, i + 1)) {
          hitAt(base + i, from);
        }
        rest = text.slice(-Math.max(0, needed.length - 1) || text.length);
        restAt = piece.offset + piece.data.length - rest.length;
      }
      invalidate();
    }
    if (log.size > limit) {
      notify(`Only the first ${bytes(limit)} were looked through.`);
    }
    if (state.hit < 0 && state.hits.length) {
      toHit(0);
    }
  }

  function toHit(index) {
    if (!state.hits.length) {
      return;
    }
    state.hit = (index + state.hits.length) % state.hits.length;
    jump(state.hits[state.hit]).then(() => {
      move(-3);
    });
  }

  async function download() {
    const parts = [];
    notify('Reading the whole log…');
    try {
      const response = await api.stream(api.outputPath(at), { stream: `OUTPUT_STREAM_${state.stream}`, alt: 'media' }, { accept: '*/*' });
      parts.push(await response.blob());
      save(new Blob(parts, { type: 'application/octet-stream' }), `${run}-${host}-${attempt}-${state.stream.toLowerCase()}.log`);
    } catch (wrong) {
      notify(wrong.message, 'bad');
    }
  }

  // ---------------------------------------------------------------------------------------------- drawing

  function content(line) {
    const text = settled(decoder.decode(line.bytes));
    const found = state.find && text.toLowerCase().includes(state.find.toLowerCase());
    if (!found) {
      return pieces(text).map(piece => (piece.cls ? html`<span class=${piece.cls}>${piece.text}</span>` : piece.text));
    }
    return pieces(text).map(piece => html`<span class=${piece.cls}>${marked(piece.text, state.find)}</span>`);
  }

  const line = one => html`<div class="log-line ${state.hit >= 0 && state.hits[state.hit] >= one.offset && state.hits[state.hit] < one.end ? 'hit' : ''}">${one.gap
    ? html`<span class="gap">${bytes(one.gap.to - one.gap.from)} were not kept here</span>` : nothing}${one.missing ? html`<span class="faint">…</span>` : content(one)}</div>`;

  function wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? event.deltaY : event.deltaMode === 2 ? event.deltaY * state.rows : event.deltaY / state.lineHeight;
    state.shift += lines;
    const whole = Math.trunc(state.shift);
    state.shift -= whole;
    if (whole) {
      move(whole);
    }
  }

  let touched = null;
  const touch = {
    handleEvent(event) {
      const y = event.touches[0]?.clientY;
      if (event.type === 'touchstart') {
        touched = y;
      } else if (touched !== null && y !== undefined) {
        const lines = Math.trunc((touched - y) / state.lineHeight);
        if (lines) {
          touched -= lines * state.lineHeight;
          move(lines);
        }
        event.preventDefault();
      }
    },
    passive: false,
  };

  function bar(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const where = move => jump(((move.clientY - box.top) / box.height) * log.size);
    where(event);
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    const moved = move => where(move);
    const done = () => {
      target.removeEventListener('pointermove', moved);
      target.removeEventListener('pointerup', done);
      target.removeEventListener('pointercancel', done);
    };
    target.addEventListener('pointermove', moved);
    target.addEventListener('pointerup', done);
    target.addEventListener('pointercancel', done);
    event.preventDefault();
  }

  about().then(() => open(state.stream));
  log = new LogWindow(() => Promise.resolve([]), () => {});

  return {
    title: `Log, ${host}`,
    get feed() {
      return state.ended ? null : feed;
    },
    run: null,

    stop() {
      feed?.stop();
      state.searching?.abort();
    },

    view() {
      const lines = log.lines(state.top, state.rows + 1);
      const last = lines[lines.length - 1];
      const end = last ? last.end : state.top;
      const share = log.size ? Math.max(0.02, Math.min(1, (end - state.top) / log.size)) : 1;
      const place = log.size ? Math.min(1 - share, state.top / log.size) : 0;
      const name = state.attempt ? (state.attempt.outcome ? outcomeMark(state.attempt.outcome) : 'run') : 'rest';
      const back = `#/run/${part(run)}${state.task ? `?task=${part(`${state.task.stage}.${state.task.step}@${host}`)}` : ''}`;
      return html`<div class="page log">
        <div class="page-head"><div class="grow stack tight"><h1 class="row">${mark(name)}<span class="clip">${state.task?.title || `${host}, attempt ${attempt}`}</span></h1>
          <p class="row wrap faint small"><a href=${back}>${run}</a><span class="mono">${host}</span><span>attempt ${attempt}</span>
            ${state.attempt?.exitCode !== undefined ? html`<span class="badge mono">exit code ${state.attempt.exitCode}</span>` : nothing}<span>${bytes(log.size)}</span></p></div></div>
        <div class="toolbar">
          <div class="segmented" role="group" aria-label="Stream">${['STDOUT', 'STDERR'].map(stream => html`<button aria-pressed=${state.stream === stream ? 'true' : 'false'} @click=${() => open(stream)}>${stream.toLowerCase()}</button>`)}</div>
          <form class="search" @submit=${event => { event.preventDefault(); if (state.hits.length && state.searched === state.find) { toHit(state.hit + 1); } else { state.searched = state.find; search(); } }}>${icon('search')}
            <label class="sr" for="find">Find in the log</label><input id="find" type="search" data-find placeholder="Find in the log" .value=${live(state.find)} @input=${event => { state.find = event.target.value; state.hits = []; state.hit = -1; state.searched = null; invalidate(); }}></form>
          <span class="dim small nowrap found" role="status">${state.searching ? 'Looking…' : state.searched && state.searched === state.find ? (state.hits.length ? `${state.hit + 1} of ${state.hits.length}${state.hits.length >= 5000 ? ' or more' : ''}` : 'Not found') : ''}</span>
          <span class="row push"><label class="switch"><input type="checkbox" .checked=${live(state.wrap)} @change=${event => { state.wrap = event.target.checked; invalidate(); }}><span>Wrap</span></label>
            <button aria-pressed=${state.follow ? 'true' : 'false'} class=${state.follow ? 'main' : ''} @click=${() => follow(!state.follow)} title="Follow (f)">${icon('down')}${state.ended ? 'To the end' : 'Follow'}</button>
            <button class="icon-only" aria-label="Download" title="Download" @click=${download}>${icon('download')}</button></span>
        </div>
        ${failure(state.error ?? log.error)}
        <div class="log-frame">
          <div class="log-text ${state.wrap ? 'wrap' : ''}" tabindex="0" role="log" aria-live="off" aria-label="Output" @wheel=${{ handleEvent: wheel, passive: false }} @touchstart=${touch} @touchmove=${touch}>
            ${log.size === 0 ? html`<p class="faint">${state.loaded ? 'It has printed nothing here.' : 'Reading…'}</p>` : repeat(lines, one => one.offset, line)}
            ${state.ended && end >= log.size && log.size ? html`<div class="log-line faint end">— the end —</div>` : nothing}
          </div>
          <div class="log-bar" @pointerdown=${bar} aria-hidden="true"><i ${properties({ '--top': `${place * 100}%`, '--share': `${share * 100}%` })}></i>
            ${state.hits.slice(0, 200).map(hit => html`<b ${properties({ '--top': `${(hit / Math.max(1, log.size)) * 100}%` })}></b>`)}</div>
        </div>
      </div>`;
    },

    drawn(root) {
      const text = root.querySelector('.log-text');
      const one = text?.querySelector('.log-line');
      state.lineHeight = parseFloat(getComputedStyle(text ?? document.body).lineHeight) || 20;
      const rows = text ? Math.max(5, Math.floor((text.clientHeight - 16) / state.lineHeight)) : 40;
      if (rows !== state.rows && one) {
        state.rows = rows;
        if (state.follow) {
          toEnd();
        } else {
          invalidate();
        }
      }
      if (text && state.follow) {
        text.scrollTop = text.scrollHeight;
      } else if (text && text.scrollTop) {
        text.scrollTop = 0;
      }
    },

    key(event, writing, second) {
      if (event.key === 'Escape') {
        if (!writing) {
          history.back();
        }
        return true;
      }
      const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, ' ': state.rows - 2, PageDown: state.rows - 2, PageUp: 2 - state.rows };
      if (writing) {
        return false;
      } else if (moves[event.key] && !(event.key === ' ' && event.target.closest('button, input, a'))) {
        move(moves[event.key]);
      } else if (event.key === 'f') {
        follow(!state.follow);
      } else if (event.key === 'G' || event.key === 'End') {
        log.want(Math.floor(Math.max(0, log.size - 1) / PIECE));
        state.follow = true;
        toEnd();
      } else if (event.key === 'Home' || (event.key === 'g' && second)) {
        jump(0);
      } else if (event.key === '/') {
        document.querySelector('[data-find]')?.focus();
      } else if (event.key === 'n' && !second && state.hits.length) {
        toHit(state.hit + 1);
      } else if (event.key === 'N' && state.hits.length) {
        toHit(state.hit - 1);
      } else {
        return false;
      }
      return true;
    },
  };
};

const latin = data => {
  let text = '';
  for (let from = 0; from < data.length; from += 0x8000) {
    text += String.fromCharCode(...data.subarray(from, from + 0x8000));
  }
  return text;
};

function marked(text, wanted) {
  const lower = text.toLowerCase();
  const needle = wanted.toLowerCase();
  const result = [];
  let from = 0;
  for (let i = lower.indexOf(needle); i >= 0; i = lower.indexOf(needle, from)) {
    result.push(text.slice(from, i), html`<mark>${text.slice(i, i + needle.length)}</mark>`);
    from = i + needle.length;
  }
  result.push(text.slice(from));
  return result;
}
