// The drawer: one task, with everything that is known about it, and what can be decided. Beside it the host's other steps.

import { html, nothing, focused } from '../../parts/html.js';
import { api } from '../../api.js';
import { icon, mark, stateTag } from '../../parts/marks.js';
import { invalidate, now } from '../../parts/screen.js';
import { decisionForm } from '../../parts/decide.js';
import { pieces } from '../../logic/ansi.js';
import { nameOf } from '../../logic/run-model.js';
import { bytes, clock, count, duration, outcomeMark, shown } from '../../logic/words.js';

const TAIL = 6000;

export function drawer(page) {
  const state = { task: null, form: null, tails: new Map(), opener: null };

  const current = () => state.task && (page.model?.task(state.task.stage, state.task.step, state.task.host) ?? state.task);

  function logLink(task, attempt) {
    return `#/log/${[page.run, task.host, attempt.number].map(encodeURIComponent).join('/')}?task=${encodeURIComponent(`${task.stage}.${task.step}`)}`;
  }

  /** The end of what the latest attempt printed; read once, and again when the attempt has ended. */
  function tail(task) {
    const attempt = [...(task.attempts ?? [])].reverse().find(one => one.exitCode !== undefined || one.startedAt);
    if (!attempt) {
      return nothing;
    }
    const key = `${task.host} ${attempt.number} ${attempt.outcome}`;
    if (!state.tails.has(key)) {
      state.tails.set(key, { loading: true });
      readTail(task, attempt).then(result => {
        state.tails.set(key, result);
        invalidate();
      });
    }
    const known = state.tails.get(key);
    const streams = known.streams?.filter(one => one.text) ?? [];
    return html`<section class="stack tight"><div class="row"><h3 class="grow">Output</h3>
        <a href=${logLink(task, attempt)} title="Open the log (l)">Open the log</a></div>
      ${known.loading ? html`<div class="tail"></div>` : known.error ? html`<p class="faint">${known.error}</p>`
        : streams.length ? streams.map(one => html`
          <div class="tail-head faint small">${one.name === 'STDERR' ? 'stderr' : 'stdout'}, ${one.size > TAIL ? `the end of ${bytes(one.size)}` : bytes(one.size)}</div>
          <pre class="tail" tabindex="0" role="region" aria-label="The end of the output">${one.text.split('\n').slice(-40).map(line => html`${pieces(line).map(piece => piece.cls
            ? html`<span class=${piece.cls}>${piece.text}</span>` : piece.text)}\n`)}</pre>`)
          : html`<p class="faint">It has printed nothing.</p>`}
    </section>`;
  }

  async function readTail(task, attempt) {
    const at = { run: page.run, host: task.host, attempt: attempt.number };
    try {
      const streams = await Promise.all(['STDOUT', 'STDERR'].map(async name => {
        const probe = await api.output(at, { stream: name, offset: 0, limit: TAIL });
        const size = Math.max(0, ...probe.map(part => Math.max(part.size, part.offset + part.data.length)));
        const parts = size > TAIL ? await api.output(at, { stream: name, offset: size - TAIL, limit: TAIL }) : probe;
        const text = parts.map(part => new TextDecoder().decode(part.data)).join('');
        return { name, size, text: (size > TAIL ? text.slice(text.indexOf('\n') + 1) : text).trimEnd() };
      }));
      return { streams };
    } catch (wrong) {
      return wrong.status === 404 ? { streams: [] } : { error: wrong.message };
    }
  }

  function attemptView(task, attempt) {
    const name = attempt.outcome ? outcomeMark(attempt.outcome) : 'run';
    const from = attempt.startedAt || attempt.dispatchedAt;
    const seen = attempt.observation;
    return html`<li class="attempt">
      <div class="row wrap"><span class="tag m-${name}">${mark(name)}<span>${attempt.outcome ? attempt.outcome.toLowerCase().replaceAll('_', ' ') : 'running'}</span></span>
        <span class="faint small">${attempt.purpose === 'execute' ? 'attempt' : attempt.purpose} ${attempt.number}</span>
        ${attempt.exitCode !== undefined ? html`<span class="badge mono">exit code ${attempt.exitCode}</span>` : nothing}
        ${attempt.adopted ? html`<span class="badge" title="The agent restarted while it ran, and found it again">found again</span>` : nothing}
        <span class="push faint small nowrap">${clock(from)} · ${duration((attempt.endedAt || now()) - from)}</span></div>
      ${seen && (seen.expected || seen.observed) ? html`<dl class="pair"><div><dt>expected</dt><dd class="mono">${seen.expected || '–'}</dd></div>
        <div><dt>observed</dt><dd class="mono">${seen.observed || '–'}</dd></div></dl>` : nothing}
      ${attempt.message && !(seen && seen.observed && attempt.message.includes(seen.observed)) ? html`<p class="small dim said">${attempt.message}</p>` : nothing}
      ${attempt.purpose !== 'execute' || task.attempts.length > 1 ? html`<a class="small" href=${logLink(task, attempt)}>log</a>` : nothing}
    </li>`;
  }

  function outputs(task) {
    const entries = Object.entries(task.outputs ?? {});
    return entries.length ? html`<section class="stack tight"><h3>Values it gave</h3>
      <dl class="values">${entries.map(([name, value]) => html`<div><dt class="mono">${name}</dt><dd class="mono">${value}</dd></div>`)}</dl></section>` : nothing;
  }

  function siblings(task) {
    const host = page.model?.host(task.stage, task.host);
    if (!host) {
      return nothing;
    }
    const steps = host.stage.steps;
    return html`<section class="stack tight"><h3>${task.host} in ${host.stage.title}</h3>
      <ol class="steps">${steps.map((step, index) => {
        const cell = host.cells[index];
        const look = shown(cell?.state ?? 'WAITING', cell?.gate);
        const here = step.name === task.step;
        const last = cell?.attempts?.[cell.attempts.length - 1];
        const took = last?.endedAt ? duration(last.endedAt - (cell.attempts[0].startedAt || cell.attempts[0].dispatchedAt)) : '';
        return html`<li><a class="line ${here ? 'chosen' : ''}" aria-current=${here ? 'step' : nothing}
          href=${page.link(page.tab.name, { stage: task.stage, step: step.name, host: task.host })}>${mark(look.mark, look.word)}<span class="grow">${step.title}</span>
          <span class="faint small nowrap">${took}</span></a></li>`;
      })}</ol></section>`;
  }

  function question(task) {
    const asked = task.question;
    if (!asked) {
      return task.reason ? html`<p class="dim">${task.reason}</p>` : nothing;
    }
    if (!state.form || state.form.askedAt !== asked.askedAt || state.form.name !== nameOf(task)) {
      state.form = decisionForm({ run: page.run, task, may: page.may, asked: () => current()?.question?.askedAt === asked.askedAt, decided: reply => {
        if (reply.task) {
          page.model.event({ task: reply.task });
        }
        invalidate();
      } });
    }
    const explained = asked.remedies.filter(remedy => remedy.explain);
    return html`<section class="question ${task.gate ? 'gate' : 'trouble'} stack">
      <div class="row why-head">${mark(task.gate ? 'gate' : 'trouble')}<span class="strong grow">${task.gate ? 'A person is asked here' : asked.why}</span>
        <span class="faint small nowrap">${duration(now() - asked.askedAt)}</span></div>
      ${task.gate && task.instructions?.instructions ? html`<p class="instructions">${task.instructions.instructions}</p>` : task.gate && asked.why ? html`<p>${asked.why}</p>` : nothing}
      ${explained.map(remedy => html`<div class="known"><p class="strong">${remedy.title || remedy.remedy}</p><p>${remedy.explain}</p></div>`)}
      ${state.form.view(task)}
    </section>`;
  }

  return {
    get task() {
      return state.task;
    },

    open(task) {
      if (!state.task || nameOf(state.task) !== nameOf(task)) {
        state.opener ??= document.activeElement?.closest?.('[data-main], .ask');
        state.fresh = true;
        state.task = task;
      }
    },

    close() {
      if (state.task) {
        state.task = null;
        state.form = null;
        const opener = state.opener;
        state.opener = null;
        requestAnimationFrame(() => opener?.isConnected && opener.focus({ preventScroll: true }));
      }
    },

    stop() {},

    key(event) {
      const task = current();
      const attempt = task?.attempts?.[task.attempts.length - 1];
      if (event.key === 'l' && attempt) {
        location.hash = logLink(task, attempt);
        return true;
      }
      return false;
    },

    view() {
      const task = current();
      if (!task || !page.model) {
        return nothing;
      }
      const known = !!task.state;
      const attempts = [...(task.attempts ?? [])].reverse();
      return html`<aside class="drawer" aria-labelledby="drawer-title">
        <header><div class="grow stack tight"><h2 id="drawer-title" tabindex="-1" ${focused(state.fresh)}>${task.title || task.step}</h2>
            <div class="row wrap">${known ? stateTag(task.state, task.gate) : nothing}<span class="mono small faint">${task.stage}.${task.step}@${task.host}</span>
              ${task.generation ? html`<span class="badge">time ${task.generation + 1}</span>` : nothing}</div></div>
          <a class="button plain icon-only" href=${page.link(page.tab.name)} aria-label="Close" title="Close (Esc)">${icon('close')}</a></header>
        <div class="drawer-body stack wide">
          ${known ? question(task) : html`<p class="dim">This task is not known yet.</p>`}
          ${attempts.length ? html`<section class="stack tight"><h3>${attempts.length === 1 ? 'One attempt' : count(attempts.length, 'attempt', 'attempts')}</h3>
            <ul class="attempts">${attempts.map(attempt => attemptView(task, attempt))}</ul></section>` : nothing}
          ${tail(task)}${outputs(task)}${siblings(task)}
        </div></aside>`;
    },

    drawn() {
      state.fresh = false;
    },
  };
}
