// Fleet: the hosts, whether they are connected, what they are and what they are busy with.

import { html, live, nothing, repeat } from '../parts/html.js';
import { api } from '../api.js';
import { icon, mark } from '../parts/marks.js';
import { dialog, failure, notify } from '../parts/dialog.js';
import { invalidate, now } from '../parts/screen.js';
import { clock, count, duration } from '../logic/words.js';

const EVERY = 5000;

export default ({ may }) => {
  const state = { hosts: [], loaded: false, error: null, find: '', only: false, timer: 0, since: 0 };

  async function load() {
    clearTimeout(state.timer);
    try {
      const reply = await api.hosts();
      state.hosts = (reply.hosts ?? []).sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }));
      state.loaded = true;
      state.error = null;
      state.since = now();
    } catch (wrong) {
      state.error = wrong;
    }
    invalidate();
    if (!state.stopped) {
      state.timer = setTimeout(() => (document.hidden ? wait() : load()), EVERY);
    }
  }
  const wait = () => {
    state.timer = setTimeout(() => (document.hidden ? wait() : load()), 1000);
  };
  load();

  const versions = () => [...new Set(state.hosts.filter(host => host.agentVersion).map(host => host.agentVersion))];

  function newest() {
    const counts = {};
    state.hosts.forEach(host => { counts[host.agentVersion] = (counts[host.agentVersion] ?? 0) + 1; });
    return Object.entries(counts).sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  function row(host) {
    const facts = host.facts ?? {};
    const gib = mib => `${Math.round(Number(mib) / 1024)} GiB`;
    const low = facts.freeDiskMib && Number(facts.freeDiskMib) < 5120;
    const odd = versions().length > 1 && host.agentVersion !== newest();
    return html`<tr>
      <th scope="row"><span class="row"><span class="tag ${host.connected ? 'm-ok' : 'm-failed'}">${mark(host.connected ? 'ok' : 'failed', host.connected ? 'connected' : 'away')}</span>
        <span class="mono strong">${host.host}</span></span>
        <div class="small faint">${host.connected ? 'connected' : host.lastSeen ? html`away for ${duration(now() - Date.parse(host.lastSeen))}` : 'never seen'}${host.drain ? html` · <span class="m-gate strong" title=${`by ${host.drain.by}, ${clock(host.drain.since)}`}>drained${host.drain.reason ? `: ${host.drain.reason}` : ''}</span>` : nothing}</div></th>
      <td>${host.run ? html`<a href="#/run/${encodeURIComponent(host.run)}" class="mono">${host.run}</a>` : html`<span class="faint">free</span>`}
        ${host.running ? html`<div class="small dim">${count(host.running, 'command')} under way</div>` : nothing}</td>
      <td><span class="nowrap">${host.agentVersion || '–'}</span>${odd ? html`<div class="small m-gate">others have ${newest()}</div>` : nothing}</td>
      <td>${facts.os || '–'}<div class="small faint">${[facts.processors && count(facts.processors, 'processor'), facts.memoryMib && gib(facts.memoryMib)].filter(Boolean).join(', ')}</div></td>
      <td>${facts.freeDiskMib ? html`<span class=${low ? 'm-failed strong' : ''}>${gib(facts.freeDiskMib)} free</span>` : '–'}
        ${facts.pendingReboot ? html`<div class="small m-gate">a restart is pending</div>` : nothing}</td>
      <td class="num">${may('admin') ? html`<button class="plain icon-only" aria-label="What can be done with ${host.host}" @click=${() => actions(host)}>${icon('more')}</button>` : nothing}</td></tr>`;
  }

  const actions = host => dialog(host.host, close => html`<div class="stack">
    <p class="dim">${host.connected ? 'It is connected.' : `It was last seen at ${clock(host.lastSeen)}.`} Agent ${host.agentVersion || 'unknown'}.</p>
    <button @click=${() => { close(); drain(host); }}>${host.drain ? 'Let it take part again…' : 'Drain…'}</button>
    <button @click=${() => { close(); enroll(host.host); }}>New enrollment token…</button>
    <button class="bad" @click=${() => { close(); revoke(host); }}>Take its certificates back…</button></div>`);

  function drain(host) {
    const state = { reason: '', error: null };
    const on = !host.drain;
    return dialog(on ? `Drain ${host.host}?` : `Let ${host.host} take part again?`, (close, again) => html`<form class="stack wide" @submit=${async event => {
      event.preventDefault();
      try {
        await api.drain(host.host, { drained: on, reason: state.reason });
        notify(on ? `${host.host} takes part in no new run.` : `${host.host} can take part in runs.`, 'good');
        close();
        load();
      } catch (wrong) {
        state.error = wrong;
        again();
      }
    }}><p>${on ? 'It is refused in every new run that changes something. The run that has it now goes on.' : 'New runs may use it from now on.'}</p>
      ${on ? html`<div class="field"><label for="why">Reason<span class="faint small"> if you like</span></label><input id="why" autofocus @input=${event => { state.reason = event.target.value; }}></div>` : nothing}
      ${failure(state.error)}
      <div class="row end"><button type="button" @click=${() => close()}>Not now</button><button class="main">${on ? 'Drain' : 'Let it take part'}</button></div></form>`);
  }

  function revoke(host) {
    const state = { reason: '', error: null };
    return dialog(`Take the certificates of ${host.host} back?`, (close, again) => html`<form class="stack wide" @submit=${async event => {
      event.preventDefault();
      try {
        await api.revoke(host.host, state.reason);
        notify(`${host.host} is refused from now on.`, 'good');
        close();
        load();
      } catch (wrong) {
        state.error = wrong;
        again();
      }
    }}><p>Its link ends at once and it is refused from now on, until it enrolls again with a new token. ${host.run ? html`<b>It is in ${host.run}, which loses it.</b>` : ''}</p>
      <div class="field"><label for="why">Reason<span class="faint small"> if you like</span></label><input id="why" autofocus @input=${event => { state.reason = event.target.value; }}></div>
      ${failure(state.error)}
      <div class="row end"><button type="button" @click=${() => close()}>Not now</button><button class="main bad">Take back</button></div></form>`);
  }

  function enroll(name = '') {
    const state = { host: name, token: null, error: null };
    const command = () => `banksman-agent run --dir DIRECTORY --enroll-at ${location.host} --token-file ${state.host}.token --name ${state.host}`;
    const copy = async (text, what) => {
      await navigator.clipboard.writeText(text);
      notify(`${what} is copied.`);
    };
    return dialog('Enroll a host', (close, again) => state.token ? html`<div class="stack wide">
      <div class="stack tight"><p>On <b class="mono">${state.host}</b>, save this token as <span class="mono">${state.host}.token</span>, readable by the agent’s account alone:</p>
        <pre class="paper line-to-paste" tabindex="0">${state.token.token}</pre>
        <div class="row wrap"><button @click=${() => copy(state.token.token, 'The token')}>${icon('copy')}Copy</button>
          <span class="dim small">Works once, until ${clock(state.token.expiresAt)}. It is shown here and never again.</span></div></div>
      <div class="stack tight"><p>Then start the agent; it enrolls by itself and goes on running:</p>
        <pre class="paper line-to-paste" tabindex="0">${command()}</pre>
        <div class="row"><button @click=${() => copy(command(), 'The line')}>${icon('copy')}Copy</button></div></div>
      <div class="row end"><button class="main" @click=${() => close()}>Done</button></div></div>`
      : html`<form class="stack wide" @submit=${async event => {
        event.preventDefault();
        try {
          state.token = await api.enroll(state.host.trim(), '3600s');
          state.error = null;
        } catch (wrong) {
          state.error = wrong;
        }
        again();
      }}><div class="field"><label for="host">Host</label><input id="host" required autofocus autocomplete="off" spellcheck="false" .value=${state.host}
          @input=${event => { state.host = event.target.value; }} aria-describedby="host-help"><small id="host-help" class="faint">As inventories call it.</small></div>
        ${failure(state.error)}
        <div class="row end"><button type="button" @click=${() => close()}>Not now</button><button class="main">Make a token</button></div></form>`);
  }

  return {
    title: 'Fleet',
    stop() {
      state.stopped = true;
      clearTimeout(state.timer);
    },
    view() {
      const wanted = state.find.toLowerCase();
      const away = state.hosts.filter(host => !host.connected);
      const shown = state.hosts.filter(host => (!state.only || !host.connected || host.drain || host.facts?.pendingReboot) && (!wanted || host.host.toLowerCase().includes(wanted)
        || (host.facts?.os ?? '').toLowerCase().includes(wanted) || (host.run ?? '').includes(wanted)));
      return html`<div class="page">
        <div class="page-head"><div class="grow stack tight"><h1>Fleet</h1><p class="dim">${state.loaded ? html`${count(state.hosts.length, 'host')}, ${away.length
          ? html`<span class="m-failed strong">${away.length} away</span>` : 'all connected'}` : 'Reading…'}</p></div>
          ${may('admin') ? html`<button class="main" @click=${() => enroll()}>Enroll a host…</button>` : nothing}</div>
        <div class="toolbar"><label class="search">${icon('search')}<span class="sr">Find a host</span><input type="search" data-find placeholder="Find a host" .value=${live(state.find)}
            @input=${event => { state.find = event.target.value; invalidate(); }}></label>
          <label class="switch"><input type="checkbox" .checked=${live(state.only)} @change=${event => { state.only = event.target.checked; invalidate(); }}><span>Only what is not fine</span></label>
        </div>
        ${failure(state.error)}
        ${shown.length ? html`<div class="scroll" tabindex="0" role="region" aria-label="Hosts"><table class="matrix fleet"><thead><tr><th scope="col">Host</th><th scope="col">Busy with</th><th scope="col">Agent</th>
          <th scope="col">Machine</th><th scope="col">Disk</th><th scope="col"><span class="sr">Actions</span></th></tr></thead><tbody>${repeat(shown, host => host.host, row)}</tbody></table></div>`
          : state.loaded ? html`<div class="empty"><p>${state.hosts.length ? 'No host is like that.' : 'No host has enrolled yet.'}</p></div>` : html`<div class="ghosts"><i></i><i></i></div>`}
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
