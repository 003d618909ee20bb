/* Forms of profiles, on the page of the system and on those of folders. */
(function () {
  const PROFILES = ".repeated-chunk[name='profiles']:not(.to-be-removed)";
  const REQUIRED =
    PROFILES + " .b2-required.validated, " +
    PROFILES + " select.validated[name='_.credentialsId'], " +
    ".repeated-chunk[name='bandwidthSchedule']:not(.to-be-removed) .b2-required.validated";

  /* What is still to be filled in is no error before somebody has been there. */
  Behaviour.specify(REQUIRED, "b2-required", -1000, function (field) {
    if (field.value !== "" || field.dataset.value || field.dataset.visited) {
      return;
    }
    field.classList.remove("validated");
    function visited() {
      field.removeEventListener("focusout", visited);
      field.removeEventListener("change", visited);
      field.dataset.visited = "true";
      field.classList.add("validated");
      Behaviour.applySubtree(field.parentElement, true);
    }
    field.addEventListener("focusout", visited);
    field.addEventListener("change", visited);
  });

  function nameFields() {
    return [...document.querySelectorAll(PROFILES + " .b2-profile-name")];
  }

  function defaultProfile() {
    return document.querySelector("select[name='_.defaultProfile']");
  }

  /* Says at the second of two profiles that its name is taken. */
  function markSameNames() {
    const seen = new Set();
    for (const field of nameFields()) {
      const name = field.value.trim();
      const same = name !== "" && seen.has(name);
      seen.add(name);
      const item = field.closest(".jenkins-form-item");
      const shown = item.querySelector(".b2-same-name");
      if (same && !shown) {
        const line = document.createElement("div");
        line.className = "error b2-same-name";
        line.textContent = field.dataset.same;
        item.append(line);
      } else if (!same && shown) {
        shown.remove();
      }
    }
  }

  /* The drop-down offers the profiles of the form, stored or not, and follows one that is renamed. */
  function offerNames(renamed) {
    const select = defaultProfile();
    if (!select) {
      return;
    }
    const chosen = renamed && select.value === renamed.from ? renamed.to : select.value;
    const names = new Set(nameFields().map((field) => field.value.trim()));
    names.delete("");
    if (renamed) {
      [...select.options].filter((option) => option.value === renamed.from).forEach((option) => option.remove());
    }
    for (const option of [...select.options]) {
      if (option.value !== "" && option.value !== chosen && !names.has(option.value)) {
        option.remove();
      }
      names.delete(option.value);
    }
    names.forEach((name) => select.add(new Option(name, name)));
    select.value = chosen;
  }

  Behaviour.specify(PROFILES + " .b2-profile-name", "b2-profile-name", 0, function (field) {
    let before = field.value.trim();
    field.addEventListener("change", function () {
      const now = field.value.trim();
      markSameNames();
      offerNames({ from: before, to: now });
      before = now;
    });
  });

  Behaviour.specify("select[name='_.defaultProfile']", "b2-default-profile", 0, function (select) {
    select.addEventListener("filled", () => offerNames());
    select.addEventListener("focus", () => offerNames());
  });
})();
