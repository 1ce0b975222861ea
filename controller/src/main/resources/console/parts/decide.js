// Deciding: at a task in the drawer, and about a whole run in a dialog. Says what a choice does before it is sent.

import { html, nothing, live } from './html.js';
import { api } from '../api.js';
import { choices, decisionWords, mistakes } from '../logic/decisions.js';
import { nameOf } from '../logic/run-model.js';
import { lengthOf, about } from '../logic/words.js';
import { dialog, failure, notify } from './dialog.js';
import { invalidate } from './screen.js';

const key = () => crypto.randomUUID();

/** A field of a gate's evidence, as its type asks for. */
function evidenceField(field, values, wrong, change) {
  const id = `evidence-${field.name}`;
  const value = values[field.name] ?? '';
  const set = event => change(field.name, event.target.value);
  const described = [field.help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || nothing;
  const control = field.type === 'boolean' || (field.choices ?? []).length
    ? html`<select id=${id} .value=${live(value)} @change=${set} aria-describedby=${described} aria-invalid=${wrong ? 'true' : 'false'} ?required=${field.required}>
        <option value="">choose…</option>${(field.choices?.length ? field.choices : ['true', 'false']).map(one => html`<option value=${one} ?selected=${one === value}>${
          field.type === 'boolean' ? (one === 'true' ? 'yes' : 'no') : one}</option>`)}</select>`
    : field.type === 'text'
      ? html`<textarea id=${id} rows="3" .value=${live(value)} @input=${set} aria-describedby=${described} aria-invalid=${wrong ? 'true' : 'false'}></textarea>`
      : html`<input id=${id} type=${field.type === 'secret' ? 'password' : 'text'} inputmode=${field.type === 'integer' ? 'numeric' : nothing} .value=${live(value)} @input=${set}
          autocomplete="off" spellcheck="false" aria-describedby=${described} aria-invalid=${wrong ? 'true' : 'false'} ?required=${field.required}>`;
  return html`<div class="field"><label for=${id}>${field.name}${field.required ? html`<span class="faint small"> required</span>` : nothing}</label>
    ${control}
    ${field.help ? html`<small id="${id}-help" class="faint">${field.help}</small>` : nothing}
    ${wrong ? html`<small id="${id}-wrong" class="wrong">${wrong}</small>` : nothing}</div>`;
}

/** The form in the drawer. One is made for each question: its idempotency key lives as long as it does. */
export function decisionForm({ run, task, may, decided, asked }) {
  const fields = task.instructions?.evidence ?? [];
  const state = {
    choice: null, reason: '', busy: false, error: null, shown: false, key: key(),
    values: Object.fromEntries(fields.filter(field => field.defaultValue).map(field => [field.name, field.defaultValue])),
  };

  async function send(now) {
    state.shown = true;
    const { choice } = state;
    if (Object.keys(mistakes(choice.kind, state.reason, fields, state.values)).length) {
      invalidate();
      requestAnimationFrame(() => document.querySelector('.question [aria-invalid=true]')?.focus());
      return;
    }
    const words = decisionWords(choice.kind);
    if (words.grave && !(await confirmed(choice, now))) {
      return;
    }
    state.busy = true;
    state.error = null;
    invalidate();
    try {
      const reply = await api.decide(run, {
        idempotencyKey: state.key, decision: `DECISION_KIND_${choice.kind}`, stage: now.stage, step: now.step, host: now.host,
        askedAt: now.question?.askedAtText, remedy: choice.remedy ?? '', restorePoint: choice.restorePoint ?? '', reason: state.reason.trim(),
        evidence: choice.kind === 'APPROVE' ? trimmed(state.values) : {},
      });
      notify(`${words.label}: decided.`, 'good');
      decided(reply);
    } catch (wrong) {
      state.error = wrong.away ? `${wrong.message} Nothing is lost: send it again, it will happen once.` : wrong;
      if (!wrong.away) {
        state.key = key();
        if (!asked()) {
          // The question is gone with its form: somebody else was first.
          notify(wrong.message, 'bad');
        }
      }
    }
    state.busy = false;
    invalidate();
  }

  const confirmed = (choice, now) => dialog(`${decisionWords(choice.kind).label}${choice.detail ? ` ${choice.detail}` : ''}?`, close => html`
    <div class="stack wide"><p>${decisionWords(choice.kind).does(now)}</p>
      ${state.reason ? html`<p class="dim">Your reason: ${state.reason}</p>` : nothing}
      <div class="row end"><button @click=${() => close(false)}>Not now</button>
        <button class="main ${decisionWords(choice.kind).tone === 'bad' ? 'bad' : ''}" autofocus @click=${() => close(true)}>${decisionWords(choice.kind).label} on ${now.host}</button></div></div>`);

  function view(now) {
    const all = choices(now);
    const instructions = now.instructions;
    if (!may('operator') && !may('approver')) {
      return html`<p class="dim">Your role lets you look. Deciding takes an operator.</p>`;
    }
    state.choice ??= all.find(choice => decisionWords(choice.kind).tone === 'main') ?? all[0];
    const { choice } = state;
    if (!choice) {
      return nothing;
    }
    const words = decisionWords(choice.kind);
    const wrong = state.shown ? mistakes(choice.kind, state.reason, fields, state.values) : {};
    const set = (name, value) => {
      state.values[name] = value;
      invalidate();
    };
    return html`<form class="stack decide" novalidate @submit=${event => { event.preventDefault(); send(now); }}>
      ${(instructions?.deciders ?? []).length || instructions?.expectedDuration ? html`<p class="faint small">${[
        (instructions.deciders ?? []).length ? `Decided by ${instructions.deciders.join(' or ')}.` : '',
        instructions.expectedDuration ? `Takes ${about(lengthOf(instructions.expectedDuration))}.` : ''].join(' ')}</p>` : nothing}
      <fieldset><legend class="sr">What to do</legend><div class="choices">${all.map(one => html`
        <label class="choice ${one.key === choice.key ? 'chosen' : ''}"><input type="radio" name="choice" value=${one.key} .checked=${live(one.key === choice.key)}
          @change=${() => { state.choice = one; state.shown = false; invalidate(); }}>
          <span>${decisionWords(one.kind).label}${one.detail ? html`<span class="dim"> ${one.detail}</span>` : nothing}</span></label>`)}</div></fieldset>
      ${choice.kind === 'APPROVE' ? fields.map(field => evidenceField(field, state.values, wrong[field.name], set)) : nothing}
      <div class="field"><label for="reason">Reason${words.reason ? html`<span class="faint small"> required</span>` : html`<span class="faint small"> if you like</span>`}</label>
        <textarea id="reason" rows="2" .value=${live(state.reason)} @input=${event => { state.reason = event.target.value; invalidate(); }}
          aria-invalid=${wrong.reason ? 'true' : 'false'} aria-describedby=${wrong.reason ? 'reason-wrong' : nothing}></textarea>
        ${wrong.reason ? html`<small id="reason-wrong" class="wrong">${wrong.reason}</small>` : nothing}</div>
      <p class="does">${words.does(now)}</p>
      ${failure(state.error)}
      <div class="row end"><button class="main ${words.tone === 'bad' ? 'bad' : ''}" ?disabled=${state.busy}>${state.busy ? 'Sending…' : `${words.label}${words.grave ? '…' : ''}`}</button></div>
    </form>`;
  }

  return { askedAt: task.question.askedAt, name: nameOf(task), view };
}

const trimmed = values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));

/** Pause, resume or abort a run; a host may be named for exclude and include. */
export function decideRun(run, kind, { lines = [], needsReason = false, host = '' } = {}) {
  const words = decisionWords(kind);
  const state = { reason: '', error: null, busy: false, key: key() };
  const must = words.reason || needsReason;
  return dialog(`${words.label} ${host || 'the run'}?`, (close, again) => {
    const send = async event => {
      event.preventDefault();
      if (must && !state.reason.trim()) {
        state.error = 'Say why: it stands in the report.';
        again();
        return;
      }
      state.busy = true;
      again();
      try {
        await api.decide(run, { idempotencyKey: state.key, decision: `DECISION_KIND_${kind}`, reason: state.reason.trim(), host });
        notify(`${words.label}: decided.`, 'good');
        close(true);
      } catch (wrong) {
        state.error = wrong;
        state.busy = false;
        again();
      }
    };
    return html`<form class="stack wide" @submit=${send}>
      <div class="stack tight"><p>${words.does({ host })}</p>${lines.map(line => html`<p class="dim">${line}</p>`)}</div>
      <div class="field"><label for="run-reason">Reason${must ? html`<span class="faint small"> required</span>` : html`<span class="faint small"> if you like</span>`}</label>
        <textarea id="run-reason" rows="2" autofocus @input=${event => { state.reason = event.target.value; }}></textarea></div>
      ${failure(state.error)}
      <div class="row end"><button type="button" @click=${() => close(false)}>Not now</button>
        <button class="main ${words.tone === 'bad' ? 'bad' : ''}" ?disabled=${state.busy}>${words.label} ${host || 'the run'}</button></div></form>`;
  });
}
