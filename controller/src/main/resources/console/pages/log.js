import { html } from '../parts/html.js';
export default () => ({ title: 'log', view: () => html`<div class="page"><h1>log</h1></div>` });
