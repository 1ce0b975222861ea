// Audit: who changed what, when. Newest first, in pages.

import { html, live, nothing, repeat } from '../parts/html.js';
import { api } from '../api.js';
import { icon } from '../parts/marks.js';
import { failure } from '../parts/dialog.js';
import { invalidate } from '../parts/screen.js';
import { clock } from '../logic/words.js';

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

  const words = entry => [entry.by, entry.action ?? entry.method, entry.target, entry.detail ?? entry.text].filter(Boolean).join(' ').toLowerCase();

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
        ${shown.length ? html`<div class="scroll" tabindex="0" role="region" aria-label="Entries"><table class="matrix"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">About</th></tr></thead>
          <tbody>${repeat(shown, (entry, index) => entry.position ?? index, entry => html`<tr><td class="mono nowrap faint">${clock(entry.at)}</td><td class="strong">${entry.by}</td>
            <td>${entry.action ?? entry.method}</td><td class="dim">${entry.target ? html`<span class="mono">${entry.target}</span> ` : nothing}${entry.detail ?? entry.text ?? ''}</td></tr>`)}</tbody></table></div>`
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
