// Marks a place on the drawn map and makes pictures small before they are sent. Without this file the place is chosen
// from the list or written, and pictures are sent as they are.
(function () {
  "use strict";
  const box = document.querySelector("[data-place]");
  const map = document.querySelector("[data-pick]");
  const form = map && map.closest("form");
  if (form) {
    const drawing = map.querySelector("svg");
    const dot = map.querySelector(".voice-map__chosen");
    const state = box.querySelector("[data-place-state]");
    const scale = { west: Number(map.dataset.west), north: Number(map.dataset.north), across: Number(map.dataset.across), down: Number(map.dataset.down) };
    const communeAt = function (x, y) {
      // How often a ray to the right crosses the border: older browsers cannot be asked.
      return Array.from(drawing.querySelectorAll("polygon")).find(function (one) {
        const corners = one.getAttribute("points").split(" ").map(function (pair) { return pair.split(",").map(Number); });
        let inside = false;
        corners.forEach(function (end, at) {
          const start = corners[(at || corners.length) - 1];
          const crosses = (start[1] > y) !== (end[1] > y);
          if (crosses && x < start[0] + (y - start[1]) / (end[1] - start[1]) * (end[0] - start[0])) inside = !inside;
        });
        return inside;
      });
    };
    const choose = function (x, y) {
      const commune = communeAt(x, y);
      if (!commune) { state.textContent = box.dataset.outside; return; }
      dot.setAttribute("cx", Math.round(x));
      dot.setAttribute("cy", Math.round(y));
      form.elements.lat.value = (scale.north - y / scale.down).toFixed(5);
      form.elements.lon.value = (scale.west + x / scale.across).toFixed(5);
      state.textContent = box.dataset.chosen.replace("{xa}", commune.dataset.name);
      const area = form.elements.area;
      if (area && Array.from(area.options).some(function (one) { return one.value === commune.dataset.name; })) area.value = commune.dataset.name;
    };
    drawing.addEventListener("click", function (event) {
      const point = drawing.createSVGPoint();
      point.x = event.clientX; point.y = event.clientY;
      const at = point.matrixTransform(drawing.getScreenCTM().inverse());
      choose(at.x, at.y);
    });
    box.querySelector("[data-clear]").addEventListener("click", function () {
      form.elements.lat.value = form.elements.lon.value = "";
      dot.setAttribute("cx", -100);
      dot.setAttribute("cy", -100);
      state.textContent = box.dataset.cleared;
    });
    const locate = box.querySelector("[data-locate]");
    if (!navigator.geolocation || !window.isSecureContext) locate.hidden = true;
    locate.addEventListener("click", function () {
      state.textContent = box.dataset.waiting;
      navigator.geolocation.getCurrentPosition(function (found) {
        choose((found.coords.longitude - scale.west) * scale.across, (scale.north - found.coords.latitude) * scale.down);
      }, function () { state.textContent = box.dataset.denied; }, { timeout: 15000, maximumAge: 60000 });
    });
  }

  // A picture of a telephone has ten megabytes; 1,600 pixels show a hole in the road as well.
  const LONGEST = 1600;
  const small = function (file) {
    return createImageBitmap(file).then(function (bitmap) {
      const share = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * share);
      canvas.height = Math.round(bitmap.height * share);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.82); });
    }).then(function (blob) {
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    }, function () { return file; }); // what this browser cannot read, the server looks at
  };
  const input = document.querySelector("[data-shrink]");
  if (input && window.DataTransfer && window.createImageBitmap) {
    const state = document.querySelector("[data-shrink-state]");
    input.addEventListener("change", function () {
      const most = Number(input.dataset.shrink);
      const chosen = Array.from(input.files);
      if (!chosen.length) { state.textContent = ""; return; }
      state.textContent = state.dataset.working;
      Promise.all(chosen.slice(0, most).map(small)).then(function (files) {
        const kept = new DataTransfer();
        files.forEach(function (file) { kept.items.add(file); });
        input.files = kept.files;
        state.textContent = chosen.length > most ? state.dataset.many : state.dataset.done;
      });
    });
  }
})();
