/** The page of the digit classifier. */
export const DIGITS_PAGE = `<h1>Draw a digit</h1>
<canvas id="myDigit" width="300" height="300"></canvas>
<p><button id="clear" type="button">Clear</button> <button id="send" type="button">Send</button></p>
<p id="results" role="status"></p>
<p>CPU <span id="cpu"></span>, memory <span id="memory"></span></p>
<script type="module" src="/static/digits.js"></script>`;
