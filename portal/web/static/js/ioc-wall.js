/* The screen on the wall turns its pages by itself. The next page is fetched and put in place of this one, so that a lost
   network leaves the last figures standing, with a remark, instead of a browser's error page. Without scripts a refresh
   in the page's head does the turning. */
const REST = 400; // milliseconds of fading, where motion is wanted

let lostSince = "";

const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const stage = () => document.getElementById("man-hinh");
const moves = () => window.matchMedia("(prefers-reduced-motion: no-preference)").matches;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function say(words) {
  const place = stage().querySelector(".wall__lost");
  if (place.textContent !== words) place.textContent = words;
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(15000) });
  if (!answer.ok && answer.status !== 404 && answer.status !== 401) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("man-hinh");
  if (found) document.title = page.title;
  return found;
}

async function turn() {
  const here = stage();
  let next;
  try {
    next = await fetched(here.dataset.next);
  } catch {
    lostSince ||= clock();
    say(here.dataset.lost.replace("{time}", lostSince));
    return;
  }
  if (!next) {
    say(here.dataset.ended);
    return;
  }
  lostSince = "";
  if (moves()) {
    here.classList.add("wall__all--leaving");
    await wait(REST);
  }
  // Who reads the links by keyboard stays on the same one.
  const links = [...here.querySelectorAll(".wall__nav a")];
  const at = links.indexOf(document.activeElement);
  here.replaceWith(document.adoptNode(next));
  if (at >= 0) stage().querySelectorAll(".wall__nav a")[at]?.focus();
}

async function run() {
  for (;;) {
    await wait(Number(stage().dataset.seconds) * 1000);
    if (document.visibilityState === "visible") await turn();
  }
}

run();
