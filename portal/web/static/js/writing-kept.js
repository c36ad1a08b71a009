// What people write, kept on this machine until it is saved: IndexedDB, else localStorage. Never passwords or tokens.
// On every page of the desk, since signing out clears it.
(function () {
  "use strict";
  const NAME = "cong-lang-ban-viet", STORE = "ban", PREFIX = NAME + ":";
  const OLD = 30 * 24 * 3600 * 1000;

  let opening = null;
  const open = function () {
    if (!opening) opening = new Promise(function (done) {
      let request;
      try { request = indexedDB.open(NAME, 1); } catch (error) { done(null); return; }
      request.onupgradeneeded = function () { request.result.createObjectStore(STORE, { keyPath: "key" }); };
      request.onsuccess = function () {
        request.result.onversionchange = function () { request.result.close(); opening = null; };
        done(request.result);
      };
      request.onerror = request.onblocked = function () { done(null); };
    });
    return opening;
  };

  // One act on the store; `act` answers a request, whose result is given when the transaction is through.
  const inDatabase = function (database, mode, act) {
    return new Promise(function (done, failed) {
      const work = database.transaction(STORE, mode);
      const request = act(work.objectStore(STORE));
      work.oncomplete = function () { done(request.result); };
      work.onerror = work.onabort = function () { failed(work.error); };
    });
  };
  const inStorage = {
    put: function (record) { localStorage.setItem(PREFIX + record.key, JSON.stringify(record)); },
    remove: function (key) { localStorage.removeItem(PREFIX + key); },
    all: function () {
      return Object.keys(localStorage).filter(function (one) { return one.startsWith(PREFIX); })
        .map(function (one) { return JSON.parse(localStorage.getItem(one)); });
    },
  };

  const either = async function (mode, act, instead) {
    const database = await open();
    if (database) {
      try { return await inDatabase(database, mode, act); } catch (error) { opening = null; }
    }
    return instead();
  };

  const kept = {
    /** Keep a record {key, user, place, tab, seq, known, fields, at}; rejects where this machine keeps nothing. */
    put: function (record) {
      return either("readwrite", function (store) { return store.put(record); }, function () { inStorage.put(record); });
    },
    remove: function (key) {
      return either("readwrite", function (store) { return store.delete(key); }, function () { inStorage.remove(key); });
    },
    /** All records of one person; what is older than thirty days is forgotten on the way. */
    of: async function (user) {
      const all = await either("readonly", function (store) { return store.getAll(); }, inStorage.all);
      const old = all.filter(function (one) { return Date.now() - one.at > OLD; });
      await Promise.all(old.map(function (one) { return kept.remove(one.key); }));
      return all.filter(function (one) { return one.user === user && !old.includes(one); });
    },
  };
  window.portalKept = kept;

  // Signing out: nothing of this person stays on the machine. What only this machine has is asked about first.
  document.addEventListener("submit", function (event) {
    const form = event.target.closest("form[data-sign-out]");
    if (!form) return;
    event.preventDefault();
    kept.of(form.dataset.signOut).then(async function (mine) {
      const only = mine.filter(function (one) { return one.seq > one.known; }).length;
      if (only && !window.confirm(form.dataset.ask.replace("{count}", only))) return;
      await Promise.all(mine.map(function (one) { return kept.remove(one.key); }));
      form.submit();
    }).catch(function () { form.submit(); });
  });
})();
