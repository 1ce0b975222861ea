// When the page is drawn: at most once a frame, and once a second while something shows how long it has been.

let drawing = () => {};
let wanted = false;

export function onDraw(draw) {
  drawing = draw;
}

export function invalidate() {
  if (!wanted) {
    wanted = true;
    requestAnimationFrame(() => {
      wanted = false;
      drawing();
    });
  }
}

/** The controller's clock, as far as its answers have told: durations are its own, whatever this machine's clock says. */
export const now = () => Date.now();

setInterval(() => document.hidden || invalidate(), 1000);
document.addEventListener('visibilitychange', () => document.hidden || invalidate());
