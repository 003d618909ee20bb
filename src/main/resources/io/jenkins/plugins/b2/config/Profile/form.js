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
      registerValidator(field);
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
      /* A name that another profile has, or that was not there yet, was not renamed. */
      const renamed = before !== "" && !nameFields().some((other) => other !== field && other.value.trim() === before);
      offerNames(renamed ? { from: before, to: now } : null);
      before = now;
    });
  });

  Behaviour.specify("select[name='_.defaultProfile']", "b2-default-profile", 0, function (select) {
    select.addEventListener("filled", function () {
      /* Jenkins chooses the stored one again wherever none is chosen. */
      select.removeAttribute("value");
      offerNames();
    });
    select.addEventListener("focus", () => offerNames());
  });

  function tell(button, style, text) {
    const line = document.createElement("div");
    line.className = "jenkins-alert jenkins-!-margin-top-2 jenkins-!-margin-bottom-0 " + style;
    line.textContent = text;
    button.parentElement.querySelector(".b2-new-passphrase-answer").replaceChildren(line);
    return line;
  }

  /* Chooses credentials that the drop-down does not know, or not yet. */
  function choose(select, id, name) {
    const known = [...select.options].find((option) => option.value === id);
    if (known) {
      known.selected = true;
    } else {
      select.add(new Option(name, id, true, true));
    }
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* Whoever has encrypted files already wants to read them later. */
  function keepEarlier(button, id, name) {
    const earlier = button.closest(".form-container").querySelector(".b2-earlier");
    earlier.querySelector(".repeatable-add").click();
    const added = [...earlier.querySelectorAll(".repeated-chunk select")].pop();
    added.addEventListener("filled", () => choose(added, id, name), { once: true });
    choose(added, id, name);
  }

  /* The passphrase stays in memory: it becomes a file if wanted, and never part of the page. */
  function offerCopy(button, made, line) {
    const link = document.createElement("a");
    link.className = "jenkins-button";
    link.href = URL.createObjectURL(new Blob([made.passphrase + "\n"], { type: "text/plain" }));
    link.download = made.id + ".txt";
    link.textContent = button.dataset.copy;
    const row = document.createElement("div");
    row.className = "jenkins-!-margin-top-2";
    row.append(link);
    line.append(row);
  }

  function use(button, made) {
    const select = findPreviousFormItem(button, "passphraseCredentialsId");
    const before = select.selectedOptions[0];
    const rotated = before && before.value !== "";
    if (rotated) {
      keepEarlier(button, before.value, before.text);
    }
    choose(select, made.id, made.name);
    const text = (rotated ? button.dataset.rotated + " " : "") + button.dataset.made;
    offerCopy(button, made, tell(button, "jenkins-alert-warning", text));
  }

  Behaviour.specify(".b2-new-passphrase", "b2-new-passphrase", 0, function (button) {
    button.addEventListener("click", function () {
      button.disabled = true;
      fetch(button.dataset.url, { method: "post", headers: crumb.wrap({}) })
        .then(function (response) {
          if (!response.ok) {
            throw new Error(response.status + " " + response.statusText);
          }
          return response.json();
        })
        .then(function (response) {
          if (response.status !== "ok") {
            throw new Error(response.message);
          }
          use(button, response.data);
        })
        .catch((error) => tell(button, "jenkins-alert-danger", button.dataset.failed + " " + error.message))
        .finally(() => (button.disabled = false));
    });
  });
})();
