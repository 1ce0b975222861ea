import { html } from '../parts/html.js';
export default () => ({ title: 'runs', view: () => html`<div class="page"><h1>runs</h1></div>` });
