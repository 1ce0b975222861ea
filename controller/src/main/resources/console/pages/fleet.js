import { html } from '../parts/html.js';
export default () => ({ title: 'fleet', view: () => html`<div class="page"><h1>fleet</h1></div>` });
