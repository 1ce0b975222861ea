// Plan: what was approved and is carried out, with its hash.

import { html, nothing } from '../../parts/html.js';
import { api } from '../../api.js';
import { icon } from '../../parts/marks.js';
import { failure, notify } from '../../parts/dialog.js';
import { invalidate } from '../../parts/screen.js';
import { graph } from '../../parts/graph.js';

export function plan(page) {
  const state = { plan: null, error: null, busy: false };

  async function load() {
    state.busy = true;
    try {
      state.plan = await api.plan(page.run);
    } catch (wrong) {
      state.error = wrong.status === 404 ? null : wrong;
      state.plan = {};
    }
    invalidate();
  }

  async function copy() {
    await navigator.clipboard.writeText(page.model.run.planHash);
    notify('The hash is copied.');
  }

  return {
    view() {
      if (!state.busy) {
        load();
      }
      const stages = page.model.stages;
      return html`<div class="plan stack wide">
        <div class="row wrap"><span class="dim">Plan</span><code class="hash">${page.model.run.planHash}</code>
          <button class="plain icon-only" @click=${copy} aria-label="Copy the hash" title="Copy the hash">${icon('copy')}</button></div>
        ${failure(state.error)}
        ${graph(stages.map(stage => ({ name: stage.name, title: stage.title, hosts: stage.hosts.map(host => host.name), needs: stage.needs, kind: stage.kind, steps: stage.steps.length })))}
        ${state.plan?.text ? html`<pre class="paper" tabindex="0">${state.plan.text}</pre>` : html`<ol class="plan-stages">${stages.map(stage => html`
          <li class="card"><h2>${stage.title}</h2><p class="faint small">${stage.role} on ${stage.hosts.map(host => host.name).join(', ')}${stage.needs.length ? `, after ${stage.needs.join(', ')}` : ''}</p>
            <ol class="numbered">${stage.steps.map(step => html`<li>${step.title}${step.gate ? html` <span class="badge">gate</span>` : nothing}${step.check ? html` <span class="badge">check</span>` : nothing}</li>`)}</ol></li>`)}</ol>`}
      </div>`;
    },
  };
}
