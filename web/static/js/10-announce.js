"use strict";
// What every page does without scripts it does with them; these files only save waiting and typing.

document.documentElement.classList.add("scripted");

const LIVE = "live";

// Says what changed to who cannot see it; `shown` is for what everyone has to know.
function announce(text, shown = false) {
  const region = document.getElementById(LIVE);
  region.classList.toggle("shown", shown);
  region.textContent = "";
  // A region that was empty for a moment is read again, though the text be the same.
  setTimeout(() => { region.textContent = text; }, 60);
}

function lost() {
  announce(document.getElementById(LIVE).dataset.lost, true);
}
