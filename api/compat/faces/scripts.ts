/** What the pages for single pictures do: read the file, ask, and show the faces. */
export const PREDICT_SCRIPT = `const form = document.getElementById('form');
const status = document.getElementById('status');
const result = document.getElementById('result');
const faces = document.getElementById('faces');

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(',')[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function pictureOf(base64) {
  const picture = new Image();
  picture.src = 'data:image/jpeg;base64,' + base64;
  return picture;
}

function rowOf({ face, prediction }) {
  const row = document.createElement('tr');
  row.insertCell().append(pictureOf(face));
  row.insertCell().innerText = prediction.map((p) => p.emotion + ' ' + p.probability).join('\\n');
  return row;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const [file] = document.getElementById('file').files;
  status.textContent = '…';
  result.hidden = true;
  faces.replaceChildren();
  try {
    const response = await fetch(form.dataset.api, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        image: await base64Of(file),
        model: new FormData(form).get('model'),
        img_name: file.name,
      }),
    });
    const answer = await response.json();
    status.textContent = answer.error ?? (answer.found ? '' : 'No face was found');
    if (!answer.found) return;
    result.src = 'data:image/jpeg;base64,' + answer.image;
    result.hidden = false;
    faces.append(...answer.faces.map(rowOf));
  } catch (error) {
    status.textContent = error.message;
  }
});
`;

/** What the camera page does: one picture under way at a time, the newest next. */
export const CAMERA_SCRIPT = `const video = document.getElementById('video');
const result = document.getElementById('result');
const status = document.getElementById('status');
const canvas = document.createElement('canvas');

async function show() {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  const frame = canvas.toDataURL('image/jpeg');
  const response = await fetch('/predict_img_only_api', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ image: frame.split(',')[1] }),
  });
  const answer = await response.json();
  result.src = answer.found ? 'data:image/jpeg;base64,' + answer.image : frame;
}

try {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  await video.play();
  for (;;) {
    const pause = new Promise((resolve) => setTimeout(resolve, 500));
    await show().catch((error) => (status.textContent = error.message));
    await pause;
  }
} catch (error) {
  status.textContent = 'The camera cannot be used: ' + error.message;
}
`;
