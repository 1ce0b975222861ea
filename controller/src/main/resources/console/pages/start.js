// Start: a runbook, an inventory, parameters; the plan they come to; then the start of exactly that plan.

import { html, live, nothing } from '../parts/html.js';
import { api, documentOf } from '../api.js';
import { icon, mark } from '../parts/marks.js';
import { dialog, failure } from '../parts/dialog.js';
import { graph } from '../parts/graph.js';
import { outlookLine } from '../parts/outlook.js';
import { outlook } from '../logic/outlook.js';
import { invalidate } from '../parts/screen.js';
import { count, grouped } from '../logic/words.js';
import { parseProperties } from '../logic/properties.js';
import { textOf } from './runbooks.js';

const CHANGES = { PLAN_CHANGE_ADDED: 'new', PLAN_CHANGE_REMOVED: 'gone', PLAN_CHANGE_CHANGED: 'changed', PLAN_CHANGE_REORDERED: 'another order' };

export default ({ route, may }) => {
  const state = {
    library: null, book: null, file: null, inventory: null, values: {}, extra: [], preview: null, of: '', busy: false, error: null, starting: false,
    filled: new Set(),
    key: crypto.randomUUID(), view: 'order',
  };

  async function load() {
    try {
      state.library = (await api.runbooks()).runbooks ?? [];
      const wanted = route.query.get('runbook');
      if (wanted) {
        choose(wanted);
      }
    } catch {
      // A controller without a library: a file is all there is to choose.
      state.library = [];
    }
    invalidate();
  }
  load();

  async function choose(name) {
    state.book = state.library.find(book => book.name === name) ?? null;
    state.file = null;
    state.values = {};
    state.filled = new Set();
    state.preview = null;
    changed();
    if (state.book) {
      try {
        const { document, runbook } = await api.runbook(name);
        if (state.book?.name === name) {
          state.book = runbook ?? state.book;
          state.file = { name: document.name || `${name}.yaml`, text: textOf(document) };
        }
      } catch (wrong) {
        state.error = wrong;
      }
      invalidate();
    }
  }

  function changed() {
    state.error = null;
    invalidate();
  }

  async function read(event, take) {
    const [file] = event.target.files;
    if (file) {
      take({ name: file.name, text: await file.text() });
      changed();
    }
  }

  const parameters = () => ({
    ...Object.fromEntries(Object.entries(state.values).filter(([, value]) => value !== '')),
    ...Object.fromEntries(state.extra.filter(([name]) => name.trim()).map(([name, value]) => [name.trim(), value])),
  });

  const request = () => ({
    runbook: state.file ? documentOf(state.file.name, state.file.text) : undefined,
    inventory: state.inventory ? documentOf(state.inventory.name, state.inventory.text) : undefined,
    parameters: parameters(),
  });

  /** What the preview was made of: when it is not the same any more, the preview is old and cannot be started. */
  const fingerprint = () => JSON.stringify([state.file?.text, state.inventory?.text, parameters()]);

  async function preview() {
    state.busy = true;
    state.error = null;
    state.preview = null;
    invalidate();
    const of = fingerprint();
    try {
      const reply = await api.preview({ ...request(), differences: true, forecast: true });
      state.preview = reply;
      state.of = of;
      state.key = crypto.randomUUID();
      if (reply.json) {
        state.plan = JSON.parse(reply.json);
      }
    } catch (wrong) {
      state.error = wrong;
    }
    state.busy = false;
    invalidate();
    requestAnimationFrame(() => document.getElementById('preview')?.scrollIntoView({ block: 'start', behavior: 'auto' }));
  }

  async function start() {
    const hosts = new Set((state.plan?.stages ?? []).flatMap(stage => stage.hosts));
    const sure = await dialog('Start this run?', close => html`<div class="stack wide">
      <p>${state.plan?.title || state.file.name} begins on ${count(hosts.size, 'host')} as soon as you confirm. It starts only if the plan is still the one you read:</p>
      <p><code class="hash">${state.preview.planHash}</code></p>
      <div class="row end"><button @click=${() => close(false)}>Not now</button><button class="main" autofocus @click=${() => close(true)}>Start the run</button></div></div>`);
    if (!sure) {
      return;
    }
    state.starting = true;
    invalidate();
    try {
      const { run } = await api.start({ ...request(), idempotencyKey: state.key, expectedPlanHash: state.preview.planHash });
      location.hash = `#/run/${encodeURIComponent(run)}`;
      return;
    } catch (wrong) {
      state.error = wrong;
    }
    state.starting = false;
    invalidate();
  }

  // ---------------------------------------------------------------------------------------------- drawing

  const fileField = (id, label, help, known, take) => html`<div class="field"><label for=${id}>${label}</label>
    <div class="file"><input id=${id} type="file" accept=".yaml,.yml" @change=${event => read(event, take)} aria-describedby="${id}-help">
      <span class="file-face">${icon('file')}<span class="clip">${known ? known.name : 'Choose a file…'}</span></span></div>
    <small id="${id}-help" class="faint">${known ? count(known.text.split('\n').length, 'line') : help}</small></div>`;

  function parameterField(one) {
    const id = `parameter-${one.name}`;
    const value = state.values[one.name] ?? '';
    const set = event => {
      state.values[one.name] = event.target.value;
      changed();
    };
    const shown = one.defaultValue ? `${one.defaultValue}` : '';
    return html`<div class="field"><label for=${id} class="mono">${one.name}${one.required ? html`<span class="faint small sans"> required</span>` : nothing}</label>
      ${one.type === 'boolean' || (one.choices ?? []).length
        ? html`<select id=${id} @change=${set} .value=${live(value)} aria-describedby="${id}-help"><option value="">${shown ? `as the runbook says: ${shown}` : 'choose…'}</option>
            ${(one.choices?.length ? one.choices : ['true', 'false']).map(choice => html`<option value=${choice}>${choice}</option>`)}</select>`
        : html`<input id=${id} .value=${live(value)} placeholder=${shown} @input=${set} autocomplete="off" spellcheck="false" aria-describedby="${id}-help">`}
      <small id="${id}-help" class="faint">${one.help ?? ''}</small></div>`;
  }

  const extraRow = (pair, index) => html`<div class="row"><input aria-label="Parameter’s name" placeholder="name" class="mono" .value=${live(pair[0])} @input=${event => { pair[0] = event.target.value; changed(); }}>
    <input aria-label="Parameter’s value" placeholder="value" .value=${live(pair[1])} @input=${event => { pair[1] = event.target.value; changed(); }}>
    <button class="plain icon-only" aria-label="Remove the parameter" @click=${() => { state.extra.splice(index, 1); changed(); }}>${icon('close')}</button></div>`;

  function takeParameters(file) {
    const known = new Set((state.book?.parameters ?? []).map(one => one.name));
    for (const [name, value] of parseProperties(file.text)) {
      if (known.has(name)) {
        state.values[name] = value;
        state.filled.add(name);
      } else {
        state.extra = [...state.extra.filter(([other]) => other !== name), [name, value]];
      }
    }
  }

  const problem = (one, name) => html`<li class="row problem m-${name}">${mark(name)}<span class="said-text">${one.text || [one.file, one.line].filter(Boolean).join(':')}</span></li>`;

  function outcome() {
    const { preview } = state;
    const problems = preview.problems ?? [];
    const warnings = preview.warnings ?? [];
    const old = state.of !== fingerprint();
    const stages = state.plan?.stages ?? [];
    return html`<section class="stack wide" id="preview" aria-live="polite">
      ${problems.length ? html`<div class="stack tight"><h2>${count(problems.length, 'mistake')}</h2><ul class="problems">${problems.map(one => problem(one, 'failed'))}</ul></div>` : html`
        <div class="page-head"><div class="grow stack tight"><h2>The plan</h2><p class="row wrap"><code class="hash">${preview.planHash}</code>
          <span class="faint small">${count(stages.length, 'stage')}, ${grouped(stages.reduce((sum, stage) => sum + stage.hosts.length * stage.steps.length, 0))} tasks</span></p></div>
          ${may('operator') ? html`<button class="main" ?disabled=${old || state.starting} @click=${start}>${state.starting ? 'Starting…' : 'Start this plan…'}</button>` : nothing}</div>
        ${old ? html`<p class="banner"><span class="dot"></span><span>Something has been changed since. <b>Plan again</b> to see what it comes to now.</span></p>` : nothing}
        ${warnings.length ? html`<ul class="problems">${warnings.map(one => problem(one, 'gate'))}</ul>` : nothing}
        ${outlookLine(outlook(preview.forecast))}
        ${differences(preview)}
        <div class="segmented" role="group" aria-label="Form of the plan">${[['order', 'Order'], ['text', 'Text']].map(([name, word]) => html`
          <button aria-pressed=${state.view === name ? 'true' : 'false'} @click=${() => { state.view = name; invalidate(); }}>${word}</button>`)}</div>
        ${state.view === 'order' ? graph(stages.map(stage => ({ name: stage.stage, title: stage.title || stage.stage, hosts: stage.hosts, needs: stage.needs ?? [], steps: stage.steps.length })))
          : html`<pre class="paper" tabindex="0">${preview.text}</pre>`}`}
    </section>`;
  }

  function differences(preview) {
    const all = preview.differences ?? [];
    if (!preview.differencesToRun) {
      return nothing;
    }
    return html`<details class="card"><summary><b>${all.length ? count(all.length + (preview.differencesLeftOut ?? 0), 'difference') : 'No difference'}</b> <span class="dim">to the plan of ${preview.differencesToRun}</span></summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Differences"><table class="matrix"><thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col">As it was</th><th scope="col">As it is</th></tr></thead>
      <tbody>${all.map(one => html`<tr><td>${CHANGES[one.change] ?? ''}</td><td class="mono">${one.path}</td><td class="mono">${one.before}</td><td class="mono">${one.after}</td></tr>`)}</tbody></table></div></details>`;
  }

  return {
    title: 'Start',
    view() {
      const known = state.book?.parameters ?? [];
      const asked = known.filter(one => one.required || state.filled.has(one.name));
      const rest = known.filter(one => !asked.includes(one));
      const ready = state.file && state.inventory;
      return html`<div class="page start">
        <div class="page-head"><div class="grow stack tight"><h1>Plan a run</h1><p class="dim">Nothing starts before you have read the plan and say so.</p></div></div>
        <form class="stack wide" @submit=${event => { event.preventDefault(); preview(); }}>
          <div class="columns">
            ${!state.library || state.library.length ? html`<div class="field"><label for="book">Runbook</label>
              <select id="book" ?disabled=${!state.library} @change=${event => choose(event.target.value)} .value=${live(state.book?.name ?? '')}><option value="">${state.library ? 'from a file…' : 'reading…'}</option>
                ${(state.library ?? []).filter(book => !(book.problems ?? []).length).map(book => html`<option value=${book.name}>${book.title || book.name} ${book.version ?? ''}</option>`)}</select>
              <small class="faint">${state.book ? html`<a href="#/runbooks/${encodeURIComponent(state.book.name)}">${state.book.name}</a>` : 'From the controller’s library, or a file of yours.'}</small></div>` : nothing}
            ${!state.book ? fileField('runbook', state.library && !state.library.length ? 'Runbook' : 'Runbook’s file', 'With its fragments in one file: banksman runbook bundle makes it.', state.file, file => { state.file = file; }) : nothing}
            ${fileField('inventory', 'Inventory', 'Which hosts there are, and their roles.', state.inventory, file => { state.inventory = file; })}
          </div>
          <fieldset class="stack"><legend><h2>Parameters</h2></legend>
            ${asked.length ? html`<div class="columns">${asked.map(parameterField)}</div>` : nothing}
            ${rest.length ? html`<details class="rest"><summary>${count(rest.length, 'parameter')} with a default</summary><div class="columns">${rest.map(parameterField)}</div></details>` : nothing}
            ${state.extra.length ? html`<div class="stack tight extras">${state.extra.map(extraRow)}</div>` : nothing}
            <div class="row wrap"><button type="button" @click=${() => { state.extra.push(['', '']); changed(); }}>Add a parameter</button>
              <label class="button file-button">${icon('file')}From a file<input type="file" class="sr" accept=".properties,.txt" @change=${event => read(event, takeParameters)}></label></div>
          </fieldset>
          ${failure(state.error)}
          <div class="row"><button class="main" ?disabled=${!ready || state.busy}>${state.busy ? 'Planning…' : 'Plan'}</button>
            ${ready ? nothing : html`<span class="dim">${!state.file ? 'Choose a runbook.' : 'Choose an inventory.'}</span>`}</div>
        </form>
        ${state.preview ? outcome() : nothing}
      </div>`;
    },
  };
};
