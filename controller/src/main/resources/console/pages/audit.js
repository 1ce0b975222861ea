import { html } from '../parts/html.js';
export default () => ({ title: 'audit', view: () => html`<div class="page"><h1>audit</h1></div>` });
