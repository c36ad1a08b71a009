// Compares a file on this machine with the hash of the paper that was signed; the file goes nowhere.
const box = document.getElementById("so-tep");
const say = (text, tone) => {
  const answer = document.getElementById("so-tep-tra-loi");
  answer.className = tone ? `alert alert--${tone}` : "";
  answer.textContent = text;
};

const hashOf = async (file) => {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (one) => one.toString(16).padStart(2, "0")).join("");
};

document.getElementById("so-tep-chon").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  say("");
  if (!file) return;
  try {
    const same = (await hashOf(file)) === box.dataset.sha256;
    say(`${file.name}: ${same ? box.dataset.same : box.dataset.other}`, same ? "success" : "danger");
  } catch {
    say(box.dataset.failed, "warning");
  }
});
