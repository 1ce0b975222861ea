// Audit: who changed what, when. Newest first, in pages.

import { html, live, nothing, repeat } from '../parts/html.js';
import { api } from '../api.js';
import { icon, mark } from '../parts/marks.js';
import { failure } from '../parts/dialog.js';
import { invalidate } from '../parts/screen.js';
import { clock } from '../logic/words.js';

const METHODS = {
  StartRun: 'started a run', Decide: 'decided', CreateEnrollmentToken: 'made an enrollment token', RevokeHost: 'took certificates back',
  DrainHost: 'drained a host', StoreAgentPackage: 'stored an agent', UpgradeHosts: 'upgraded agents', CreateOperator: 'made an operator',
  RemoveOperator: 'removed an operator', StoreArtifact: 'stored an artifact',
};

export default () => {
  const state = { entries: [], next: '', loaded: false, busy: false, error: null, find: '' };

  async function load() {
    state.busy = true;
    try {
      const reply = await api.audit(200, state.next);
      state.entries.push(...(reply.entries ?? []));
      state.next = reply.nextPageToken ?? '';
      state.loaded = true;
    } catch (wrong) {
      state.error = wrong.status === 404 || wrong.status === 501 ? 'This controller keeps no audit log that can be read here.' : wrong;
    }
    state.busy = false;
    invalidate();
  }
  load();

  const words = entry => [entry.by, entry.method, entry.outcome, entry.message, ...Object.values(entry.request ?? {})].join(' ').toLowerCase();

  const about = entry => Object.entries(entry.request ?? {}).map(([name, value]) => html`<span class="fact"><span class="faint">${name}</span> ${name === 'run'
    ? html`<a class="mono" href="#/run/${encodeURIComponent(value)}">${value}</a>` : html`<span class="mono">${value}</span>`}</span> `);

  const outcome = entry => entry.outcome === 'OK' ? html`<span class="tag m-ok">${mark('ok')}<span>done</span></span>`
    : entry.outcome === 'BEGUN' ? html`<span class="tag m-run">${mark('rest')}<span>begun</span></span>`
      : html`<span class="tag m-failed">${mark('failed')}<span>refused</span></span><div class="small dim">${entry.message || entry.outcome}</div>`;

  return {
    title: 'Audit',
    view() {
      const wanted = state.find.toLowerCase();
      const shown = state.entries.filter(entry => !wanted || words(entry).includes(wanted));
      return html`<div class="page">
        <div class="page-head"><h1 class="grow">Audit</h1></div>
        <div class="toolbar"><label class="search">${icon('search')}<span class="sr">Find an entry</span><input type="search" data-find placeholder="Find an entry" .value=${live(state.find)}
          @input=${event => { state.find = event.target.value; invalidate(); }}></label></div>
        ${failure(state.error)}
        ${shown.length ? html`<div class="scroll" tabindex="0" role="region" aria-label="Entries"><table class="matrix"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">About</th><th scope="col">Outcome</th></tr></thead>
          <tbody>${repeat(shown, entry => entry.number, entry => html`<tr><td class="mono nowrap faint">${clock(entry.at)}</td><td class="strong">${entry.by}</td>
            <td class="nowrap">${METHODS[entry.method] ?? entry.method}</td><td class="dim">${about(entry)}</td><td>${outcome(entry)}</td></tr>`)}</tbody></table></div>`
          : state.loaded ? html`<div class="empty"><p>${wanted ? 'No entry is like that.' : 'Nothing has been changed yet.'}</p></div>` : state.error ? nothing : html`<div class="ghosts"><i></i><i></i></div>`}
        ${state.next ? html`<div class="row center"><button ?disabled=${state.busy} @click=${load}>Earlier ones</button></div>` : nothing}
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
};
