// The line of a run that looks ahead: finish, window, point of no return.

import { html, nothing } from './html.js';
import { mark } from './marks.js';
import { now } from './screen.js';
import { clock, duration } from '../logic/words.js';
import { footing } from '../logic/outlook.js';

const at = time => clock(time, new Date(), false);

/** @param show what `outlook` made of a forecast; nothing while there is none */
export function outlookLine(show) {
  if (!show?.finish) {
    return nothing;
  }
  const { finish, window, noReturn } = show;
  return html`<dl class="outlook">
    <div><dt>Likely over</dt><dd><span class="strong">${at(finish.likely)}</span>${finish.latest > finish.likely + 60000 ? html` <span class="dim">or by ${at(finish.latest)}</span>` : nothing}
      <span class="faint small" title="How the forecast is known">${footing(show)}${show.gates ? ', people at their usual pace' : ''}</span></dd></div>
    ${window ? html`<div class=${window.atRisk ? 'risk' : ''}><dt>Window</dt><dd>${window.done ? html`<span class="tag m-ok">${mark('ok')}<span>its work is done</span></span>`
      : html`closes ${at(window.closes)} <span class="dim">${window.closes > now() ? `in ${duration(window.closes - now())}` : 'has closed'}</span>
        ${window.atRisk ? html`<span class="tag m-trouble">${mark('trouble')}<span>at risk</span></span>` : nothing}`}</dd></div>` : nothing}
    ${noReturn ? html`<div><dt>No way back</dt><dd>from ${at(noReturn.likely)} <span class="dim">${noReturn.likely > now() ? `in ${duration(noReturn.likely - now())}` : ''}</span></dd></div>` : nothing}
    ${show.ends ? html`<div class="risk"><dt>Ends</dt><dd>${show.ends}</dd></div>` : nothing}
  </dl>`;
}
