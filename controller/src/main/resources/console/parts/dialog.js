// A dialog over the page, and notices in its corner.

import { html, nothing, render } from './html.js';
import { icon } from './marks.js';
import { invalidate } from './screen.js';

const notices = [];

/** Says something that needs no answer. Stays for a while, or until it is closed when it is bad news. */
export function notify(text, tone = 'plain') {
  const notice = { text, tone, id: crypto.randomUUID() };
  notices.push(notice);
  invalidate();
  if (tone !== 'bad') {
    setTimeout(() => close(notice), 6000);
  }
}

function close(notice) {
  const at = notices.indexOf(notice);
  if (at >= 0) {
    notices.splice(at, 1);
    invalidate();
  }
}

export const noticesView = () => html`<div class="notices" role="status" aria-live="polite">${notices.map(notice => html`
  <div class="notice ${notice.tone}"><span class="grow">${notice.text}</span>
    <button class="plain icon-only" aria-label="Close" @click=${() => close(notice)}>${icon('close')}</button></div>`)}</div>`;

/**
 * Opens a dialog. `view(close)` is drawn anew with `again()`; the promise ends with what was given to close, or undefined.
 * The browser's own dialog keeps the focus inside, and gives it back.
 */
export function dialog(title, view, { wide = false } = {}) {
  const element = document.createElement('dialog');
  element.className = wide ? 'wide' : '';
  document.body.append(element);
  return new Promise(resolve => {
    let result;
    const end = value => {
      result = value;
      element.close();
    };
    const again = () => render(html`
      <header class="row"><h2 class="grow" id="dialog-title">${title}</h2>
        <button class="plain icon-only" aria-label="Close" @click=${() => end()}>${icon('close')}</button></header>
      <div class="body">${view(end, again)}</div>`, element);
    element.setAttribute('aria-labelledby', 'dialog-title');
    element.addEventListener('close', () => {
      element.remove();
      resolve(result);
    });
    again();
    element.showModal();
    element.querySelector('[autofocus]')?.focus();
  });
}

export const failure = error => error ? html`<p class="failure" role="alert">${error.message ?? error}</p>` : nothing;
