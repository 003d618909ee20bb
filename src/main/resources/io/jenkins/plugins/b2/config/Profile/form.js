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
      offerNames();
      /* A form that was refused comes back with what Jenkins has not stored. */
      const submitted = select.getAttribute("value");
      if (submitted) {
        select.value = submitted;
        select.removeAttribute("value");
      }
    });
    select.addEventListener("focus", () => offerNames());
  });

  function tellFailure(button, text) {
    const line = document.createElement("div");
    line.className = "jenkins-alert jenkins-alert-danger jenkins-!-margin-top-2 jenkins-!-margin-bottom-0";
    line.textContent = text;
    button.parentElement.querySelector(".b2-new-passphrase-answer").replaceChildren(line);
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

  /* The passphrase is shown, copied or downloaded while the page is open, and no field of the form holds it. */
  function show(button, made) {
    const shown = button.parentElement.querySelector(".b2-made");
    shown.querySelector(".b2-made__rotated").classList.toggle("jenkins-hidden", !made.rotates);
    shown.querySelector(".b2-made__passphrase").textContent = made.passphrase;
    shown.querySelector(".jenkins-copy-button").setAttribute("text", made.passphrase);
    const link = shown.querySelector(".b2-made__download");
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([made.passphrase + "\n"], { type: "text/plain" }));
    link.download = made.id + ".txt";
    const kept = shown.querySelector(".b2-kept");
    kept.checked = false;
    kept.setAttribute("json", made.id);
    shown.classList.remove("jenkins-hidden");
    button.parentElement.querySelector(".b2-new-passphrase-answer").replaceChildren();
  }

  function use(button, made) {
    const select = findPreviousFormItem(button, "passphraseCredentialsId");
    const before = select.selectedOptions[0];
    if (made.rotates) {
      keepEarlier(button, before.value, before.text);
    }
    choose(select, made.id, made.name);
    show(button, made);
  }

  /* Says at each new passphrase that it is lost with this Jenkins until somebody has a copy. */
  function findUnkept(form) {
    const unkept = [...form.querySelectorAll(".b2-made:not(.jenkins-hidden) .b2-kept")].filter(function (kept) {
      const select = findPreviousFormItem(kept, "passphraseCredentialsId");
      if (kept.checked || select.value !== kept.getAttribute("json")) {
        return false;
      }
      kept.closest("details")?.setAttribute("open", "open");
      return kept.checkVisibility();
    });
    for (const missing of form.querySelectorAll(".b2-made__missing")) {
      const kept = missing.closest(".b2-made").querySelector(".b2-kept");
      missing.classList.toggle("jenkins-hidden", !unkept.includes(kept));
    }
    return unkept;
  }

  document.addEventListener(
    "submit",
    function (event) {
      const unkept = findUnkept(event.target);
      if (unkept.length > 0) {
        event.preventDefault();
        event.stopImmediatePropagation();
        unkept[0].focus();
      }
    },
    true,
  );

  Behaviour.specify(".b2-kept", "b2-kept", 0, function (kept) {
    /* Jenkins' labels of checkboxes pass clicks on, and no name. */
    kept.setAttribute("aria-label", kept.nextElementSibling.textContent);
    kept.addEventListener("change", () => findUnkept(kept.form));
    kept.form.addEventListener("jenkins:apply", () => findUnkept(kept.form));
  });

  Behaviour.specify(".b2-new-passphrase", "b2-new-passphrase", 0, function (button) {
    button.addEventListener("click", function () {
      button.disabled = true;
      const before = findPreviousFormItem(button, "passphraseCredentialsId").value;
      fetch(button.dataset.url, { method: "post", headers: crumb.wrap({}), body: new URLSearchParams({ before }) })
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
        .catch((error) => tellFailure(button, button.dataset.failed + " " + error.message))
        .finally(() => (button.disabled = false));
    });
  });
})();
