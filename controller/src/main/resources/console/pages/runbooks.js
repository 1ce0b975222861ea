import { html } from '../parts/html.js';
export default () => ({ title: 'runbooks', view: () => html`<div class="page"><h1>runbooks</h1></div>` });
