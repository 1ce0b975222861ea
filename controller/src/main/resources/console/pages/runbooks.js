// Runbooks: the controller's library. One of them: its parameters, roles and text.

import { html, nothing } from '../parts/html.js';
import { api } from '../api.js';
import { icon } from '../parts/marks.js';
import { failure } from '../parts/dialog.js';
import { save } from '../parts/save.js';
import { invalidate } from '../parts/screen.js';
import { count } from '../logic/words.js';
import { step } from './now.js';

export const textOf = document => new TextDecoder().decode(Uint8Array.from(atob(document.content ?? ''), c => c.charCodeAt(0)));

export default ({ route }) => {
  const name = route.path[0];
  const state = { all: null, one: null, error: null };

  async function load() {
    try {
      if (name) {
        state.one = await api.runbook(name);
      } else {
        state.all = (await api.runbooks()).runbooks ?? [];
      }
    } catch (wrong) {
      state.error = wrong;
    }
    invalidate();
  }
  load();

  const card = book => html`<li><a class="card" data-main href="#/runbooks/${encodeURIComponent(book.name)}">
    <span class="row"><span class="strong large grow">${book.title || book.name}</span><span class="badge">${book.version}</span></span>
    <span class="mono small faint">${book.name}</span>
    ${book.about ? html`<span class="dim lines-3">${book.about}</span>` : nothing}
    <span class="faint small">${(book.problems ?? []).length ? html`<span class="m-failed">${count(book.problems.length, 'mistake')}</span>`
      : html`${count((book.roles ?? []).length, 'role')}, ${count((book.parameters ?? []).length, 'parameter')}`}</span></a></li>`;

  function one() {
    const { runbook, document } = state.one;
    const text = document ? textOf(document) : '';
    return html`<div class="page">
      <p><a href="#/runbooks">Runbooks</a></p>
      <div class="page-head"><div class="grow stack tight"><h1>${runbook.title || runbook.name}</h1><p class="mono faint">${runbook.name} ${runbook.version}</p></div>
        <div class="row"><button @click=${() => save(new Blob([text], { type: 'text/yaml' }), `${runbook.name}.yaml`)}>${icon('download')}Text</button>
        <a class="button main" href="#/start?runbook=${encodeURIComponent(runbook.name)}">Plan a run</a></div></div>
      ${runbook.about ? html`<p class="dim prose">${runbook.about}</p>` : nothing}
      ${(runbook.parameters ?? []).length ? html`<section class="stack tight"><h2>Parameters</h2><div class="scroll" tabindex="0" role="region" aria-label="Parameters"><table class="matrix"><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Default</th><th scope="col">What it is</th></tr></thead>
        <tbody>${runbook.parameters.map(one => html`<tr><th scope="row" class="mono">${one.name}</th><td>${one.type}</td><td class="mono">${one.required ? html`<span class="dim">required</span>` : one.defaultValue}</td><td class="dim">${one.help}</td></tr>`)}</tbody></table></div></section>` : nothing}
      ${(runbook.roles ?? []).length ? html`<section class="stack tight"><h2>Roles</h2><p class="row wrap">${runbook.roles.map(one => html`<span class="host mono" title=${one.title ?? ''}>${one.role}</span>`)}</p></section>` : nothing}
      <section class="stack tight"><h2>Text</h2><pre class="paper" tabindex="0">${text}</pre></section></div>`;
  }

  return {
    title: name ?? 'Runbooks',
    view() {
      if (state.error) {
        return html`<div class="page"><h1>Runbooks</h1>${failure(state.error)}</div>`;
      }
      if (state.one) {
        return one();
      }
      return html`<div class="page"><div class="page-head"><h1 class="grow">Runbooks</h1></div>
        ${!state.all ? html`<div class="ghosts"><i></i><i></i></div>` : state.all.length ? html`<ul class="cards">${state.all.map(card)}</ul>`
          : html`<div class="empty"><p>The library is empty. A run can be planned from a file, too.</p><a class="button main" href="#/start">Plan a run</a></div>`}</div>`;
    },
    key: step,
  };
};
