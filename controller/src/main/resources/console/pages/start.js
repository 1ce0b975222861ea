import { html } from '../parts/html.js';
export default () => ({ title: 'start', view: () => html`<div class="page"><h1>start</h1></div>` });
