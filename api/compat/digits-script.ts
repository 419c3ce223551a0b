/** What the page of the digit classifier does: draws by mouse, touch or pen, and asks. */
export const DIGITS_SCRIPT = `const canvas = document.getElementById('myDigit');
const results = document.getElementById('results');
const context = canvas.getContext('2d');

function clear() {
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  results.textContent = '';
}

function draw(event) {
  if (event.buttons === 0) return;
  const scale = canvas.width / canvas.getBoundingClientRect().width;
  const [x, y] = [event.offsetX * scale, event.offsetY * scale];
  if (event.type === 'pointerdown') {
    canvas.setPointerCapture(event.pointerId);
    context.beginPath();
    context.moveTo(x, y);
  }
  context.lineTo(x, y);
  context.stroke();
}

async function send() {
  results.textContent = '…';
  try {
    const response = await fetch('/api/predict', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ image: canvas.toDataURL('image/png').split(',')[1] }),
    });
    const answer = await response.json();
    results.textContent = answer.error ?? 'Digit ' + answer.prediction + ', ' + answer.certainty + ' %';
  } catch (error) {
    results.textContent = error.message;
  }
}

async function showSystem() {
  const info = await fetch('/api/system_info').then((response) => response.json(), () => ({}));
  for (const name of ['cpu', 'memory']) document.getElementById(name).textContent = info[name] ?? '?';
}

Object.assign(context, { lineWidth: 18, lineCap: 'round', lineJoin: 'round' });
for (const type of ['pointerdown', 'pointermove']) canvas.addEventListener(type, draw);
document.getElementById('clear').addEventListener('click', clear);
document.getElementById('send').addEventListener('click', send);
clear();
showSystem();
setInterval(showSystem, 2000);
`;
