/* The button that has the controller make an encryption key, chooses it, and offers a copy to keep. */
Behaviour.specify(".b2-new-passphrase", "b2-new-passphrase", 0, function (button) {
  if (button.dataset.ready) {
    return;
  }
  button.dataset.ready = "true";

  const answer = button.parentElement.querySelector(".b2-new-passphrase-answer");

  function tell(style, text) {
    const line = document.createElement("div");
    line.className = "jenkins-alert jenkins-!-margin-top-2 jenkins-!-margin-bottom-0 " + style;
    line.textContent = text;
    answer.replaceChildren(line);
    return line;
  }

  function choose(made) {
    const select = findPreviousFormItem(button, "passphraseCredentialsId");
    select.add(new Option(made.name, made.id, true, true));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* The key stays in memory: it becomes a file if wanted, and never part of the page. */
  function offerCopy(made, line) {
    const file = new Blob([made.passphrase + "\n"], { type: "text/plain" });
    const link = document.createElement("a");
    link.className = "jenkins-button";
    link.href = URL.createObjectURL(file);
    link.download = made.id + ".txt";
    link.textContent = button.dataset.copy;
    const row = document.createElement("div");
    row.className = "jenkins-!-margin-top-2";
    row.append(link);
    line.append(row);
  }

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
        choose(response.data);
        offerCopy(response.data, tell("jenkins-alert-warning", button.dataset.made));
      })
      .catch(function (error) {
        tell("jenkins-alert-danger", button.dataset.failed + " " + error.message);
      })
      .finally(function () {
        button.disabled = false;
      });
  });
});
