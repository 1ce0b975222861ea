// Verification: what was looked at, on which tier and host, what was expected and what was seen. From the report.

import { html, live, nothing } from '../../parts/html.js';
import { api } from '../../api.js';
import { icon, mark } from '../../parts/marks.js';
import { failure } from '../../parts/dialog.js';
import { invalidate } from '../../parts/screen.js';
import { changed, matrix, verdictMark, verdictWord, verdicts } from '../../logic/matrix.js';
import { clock, count, ended } from '../../logic/words.js';

const FILTERS = [['all', 'All'], ['wrong', 'Not passed'], ['changed', 'Changed']];

export function verification(page) {
  const state = { report: null, error: null, at: -1, busy: false, filter: 'all', find: '' };

  async function load() {
    state.busy = true;
    state.at = page.model.run.position;
    try {
      state.report = JSON.parse(await (await api.report(page.run, 'JSON')).text());
      state.error = null;
    } catch (wrong) {
      state.error = wrong;
    }
    state.busy = false;
    invalidate();
  }

  function cell(looks) {
    if (!looks) {
      return html`<td class="none faint">–</td>`;
    }
    const row = looks[looks.length - 1];
    const name = verdictMark(row.verdict);
    return html`<td class="v-${name}"><div class="row"><span class="tag m-${name}">${mark(name)}<span>${verdictWord(row.verdict)}</span></span>
      ${looks.length > 1 ? html`<span class="faint small">${changed(looks) ? `before: ${verdictWord(looks[0].verdict)}` : `${looks.length} looks`}</span>` : nothing}</div>
      ${row.verdict === 'PASS' && !changed(looks) ? html`<div class="seen mono small faint">${row.observed}</div>` : html`<dl class="pair small">
        ${changed(looks) ? html`<div><dt>before</dt><dd class="mono">${looks[0].observed || '–'}</dd></div>` : html`<div><dt>expected</dt><dd class="mono">${row.expected || '–'}</dd></div>`}
        <div><dt>${changed(looks) ? 'after' : 'observed'}</dt><dd class="mono">${row.observed || '–'}</dd></div></dl>`}</td>`;
  }

  const tierTable = tier => html`<section class="tier"><h2>${tier.name}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Checks of ${tier.name}"><table class="matrix"><thead><tr><th scope="col">Check</th>${tier.hosts.map(host => html`<th scope="col" class="mono">${host}</th>`)}</tr></thead>
    <tbody>${tier.checks.map(check => html`<tr><th scope="row">${check.name}</th>${tier.hosts.map(host => cell(check.cells.get(host)))}</tr>`)}</tbody></table></div></section>`;

  return {
    view() {
      if (!state.busy && state.at < 0) {
        load();
      }
      const rows = state.report?.verification ?? [];
      const tiers = matrix(rows, state);
      return html`<div class="verification stack wide">
        <div class="toolbar">
          <div class="segmented" role="group" aria-label="Which checks">${FILTERS.map(([name, word]) => html`
            <button aria-pressed=${state.filter === name ? 'true' : 'false'} @click=${() => { state.filter = name; invalidate(); }}>${word}</button>`)}</div>
          <label class="search">${icon('search')}<span class="sr">Find a check or host</span><input type="search" data-find placeholder="Find a check or host" .value=${live(state.find)}
            @input=${event => { state.find = event.target.value; invalidate(); }}></label>
          <span class="row wrap push">${verdicts(rows).map(([verdict, number]) => html`<span class="tag m-${verdictMark(verdict)}">${mark(verdictMark(verdict))}<span>${number} ${verdictWord(verdict)}</span></span>`)}
            ${page.model.run.position > state.at && !state.busy && !ended(page.model.run) || (state.report && page.model.run.position > state.at && !state.busy) ? html`<button @click=${load}>Look again</button>` : nothing}
            <button class="icon-only plain" aria-label="Print" title="Print" @click=${() => print()}>${icon('print')}</button></span></div>
        ${failure(state.error)}
        <p class="print-only">${page.model.run.title}, ${page.model.run.run}, plan ${page.model.run.planHash}, as of ${clock(Date.now())}</p>
        ${tiers.map(tierTable)}
        ${!tiers.length && !state.error ? html`<div class="empty"><p>${state.busy ? 'Reading…' : rows.length ? 'No check is like that.' : 'Nothing has been verified yet.'}</p></div>` : nothing}
        ${rows.length ? html`<p class="faint small">${count(rows.length, 'look')}; the report has decisions, timings and outputs as well.</p>` : nothing}
      </div>`;
    },

    key(event) {
      if (event.key === '/') {
        document.querySelector('[data-find]')?.focus();
        return true;
      }
      return false;
    },
  };
}
