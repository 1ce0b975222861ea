// A bar of how far a run or a stage is, in parts; the numbers stand beside it, for eyes and ears.

import { html, nothing, properties } from './html.js';
import { parts } from '../logic/run-model.js';
import { grouped } from '../logic/words.js';

const ORDER = [['ok', 'succeeded'], ['passed', 'left out'], ['bad', 'failed'], ['unknown', 'unknown'], ['ask', 'waiting for a decision'], ['run', 'running']];

export function progress(counts, { figures = true } = {}) {
  const of = parts(counts);
  const said = ORDER.filter(([name]) => of[name]).map(([name, word]) => `${of[name]} ${word}`).join(', ');
  return html`<span class="progress">
    <span class="bar" role="img" aria-label="${of.through} of ${of.all} tasks through${said ? `: ${said}` : ''}">
      ${ORDER.map(([name]) => (of[name] ? html`<i class="p-${name}" ${properties({ '--part': of[name] })}></i>` : nothing))}
      <i class="p-rest" ${properties({ '--part': Math.max(0, of.all - ORDER.reduce((sum, [name]) => sum + of[name], 0)) })}></i></span>
    ${figures ? html`<span class="figures">${grouped(of.through)}<span class="faint">/${grouped(of.all)}</span></span>` : nothing}
  </span>`;
}
