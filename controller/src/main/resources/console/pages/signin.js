// Sign in: a token, and nothing else.

import { html, nothing } from '../parts/html.js';
import { failure } from '../parts/dialog.js';
import { invalidate } from '../parts/screen.js';

const state = { error: null, busy: false };

async function submit(event, signedIn) {
  event.preventDefault();
  const token = new FormData(event.target).get('token').trim();
  if (!token || state.busy) {
    return;
  }
  state.busy = true;
  state.error = null;
  invalidate();
  try {
    await signedIn(token);
  } catch (refused) {
    state.error = refused.status === 401 ? 'This token is not known to the controller.' : refused.message;
  }
  state.busy = false;
  invalidate();
}

export const signIn = ({ signedIn, why, away, waiting }) => html`
  <main class="signin">
    <form class="card" @submit=${event => submit(event, signedIn)}>
      <div class="brand"><img src="/console/icon.svg" alt="" width="44" height="44"><h1>Banksman</h1></div>
      ${away ? html`<p class="banner" role="status"><span class="dot"></span><span>${away.message} Trying again.</span></p>` : nothing}
      ${why ? html`<p class="dim" role="status">${why}</p>` : nothing}
      <label class="field" ?hidden=${waiting && away}><span>Token</span>
        <input name="token" type="password" autocomplete="current-password" spellcheck="false" autofocus required aria-describedby="token-help">
        <small id="token-help" class="faint">The controller’s first start wrote one to <code>operator/admin.token</code> in its data directory. More are
          made with <code>banksman operator</code>.</small></label>
      ${failure(state.error)}
      <button class="main" ?disabled=${state.busy}>${state.busy ? 'Signing in…' : 'Sign in'}</button>
      <p class="faint small">It stays in this tab, and is forgotten with it.</p>
    </form>
  </main>`;
