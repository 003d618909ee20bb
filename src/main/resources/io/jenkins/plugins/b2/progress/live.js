/* Shows what is under way: asks as often as the server says, while the page is looked at and there is something to wait for. */
(function () {
  const PATIENCE = 5000;
  const SVG = "http://www.w3.org/2000/svg";
  const TEXTS = ["bytes", "rate", "timeLeft", "files", "connections", "limit", "retries"];

  function add(parent, tag, className) {
    const element = document.createElement(tag);
    element.className = className;
    parent.appendChild(element);
    return element;
  }

  function setText(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
    element.hidden = text === "";
  }

  function newCard(place, transfer) {
    const card = add(place, "div", "b2-transfer");
    card.dataset.id = transfer.id;
    const title = add(card, "div", "b2-transfer__title");
    if (transfer.build) {
      const link = add(title, "a", "jenkins-table__link");
      link.href = document.head.dataset.rooturl + "/" + transfer.url + "backblaze-b2/";
      link.textContent = transfer.build;
    }
    add(title, "span", "").textContent = transfer.step;
    add(title, "span", "b2-transfer__where").textContent = transfer.profile + ", " + transfer.node;
    const bar = add(card, "div", "app-progress-bar b2-transfer__bar");
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", transfer.step + " " + transfer.profile);
    add(bar, "span", "");
    const texts = add(card, "div", "b2-transfer__texts");
    TEXTS.forEach((name) => add(texts, "span", "b2-transfer__" + name));
    const line = document.createElementNS(SVG, "svg");
    line.setAttribute("class", "b2-transfer__line");
    line.setAttribute("viewBox", "0 0 119 24");
    line.setAttribute("preserveAspectRatio", "none");
    line.setAttribute("aria-hidden", "true");
    line.appendChild(document.createElementNS(SVG, "polyline"));
    card.appendChild(line);
    return card;
  }

  function showCard(card, transfer) {
    const bar = card.querySelector(".b2-transfer__bar");
    const known = transfer.percent >= 0;
    bar.firstChild.className = known ? "" : "app-progress-bar--animate app-progress-bar--unknown";
    bar.firstChild.style.width = known ? transfer.percent + "%" : "";
    if (known) {
      bar.setAttribute("aria-valuenow", transfer.percent);
    } else {
      bar.removeAttribute("aria-valuenow");
    }
    const texts = { ...transfer.text };
    if (transfer.lastRetry) {
      texts.retries += ": " + transfer.lastRetry;
    }
    TEXTS.forEach((name) => setText(card.querySelector(".b2-transfer__" + name), texts[name]));
    const most = transfer.rates.reduce((most, rate) => Math.max(most, rate), 1);
    const first = 120 - transfer.rates.length;
    const points = transfer.rates.map((rate, i) => first + i + "," + (23 - (22 * rate) / most).toFixed(1));
    card.querySelector("polyline").setAttribute("points", points.join(" "));
  }

  function show(place, transfers) {
    const cards = new Map([...place.children].map((card) => [card.dataset.id, card]));
    transfers.forEach((transfer) => {
      const id = String(transfer.id);
      showCard(cards.get(id) || newCard(place, transfer), transfer);
      cards.delete(id);
    });
    cards.forEach((card) => card.remove());
    const empty = place.parentElement.querySelector(".b2-live-empty");
    if (empty) {
      empty.hidden = transfers.length > 0;
    }
  }

  /* What the server shows of that which has ended is fetched anew. */
  function refresh() {
    const parts = document.querySelectorAll("[data-b2-refresh]");
    if (parts.length === 0) {
      return;
    }
    fetch(location.href).then((response) => response.text()).then((html) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      parts.forEach((part) => {
        const fresh = page.getElementById(part.id);
        if (fresh) {
          part.innerHTML = fresh.innerHTML;
          Behaviour.applySubtree(part, true);
        }
      });
    });
  }

  Behaviour.specify(".b2-live", "b2-live", 0, function (place) {
    let version = Number(place.dataset.version);

    function ask() {
      if (!place.isConnected) {
        return;
      }
      if (document.hidden) {
        document.addEventListener("visibilitychange", ask, { once: true });
        return;
      }
      fetch(place.dataset.url, { headers: { Accept: "application/json" } })
        .then((response) => {
          if (!response.ok) {
            throw new Error(String(response.status));
          }
          return response.json();
        })
        .then((answer) => answer.data)
        .then((answer) => {
          show(place, answer.transfers);
          place.dispatchEvent(new CustomEvent("b2-answer", { detail: answer, bubbles: true }));
          if (answer.version !== version || !answer.running) {
            version = answer.version;
            refresh();
          }
          if (answer.running) {
            setTimeout(ask, answer.next);
          }
        })
        .catch(() => {
          setTimeout(ask, PATIENCE);
        });
    }

    /* Behaviours may be applied more than once. */
    if (place.dataset.running === "true" && !place.dataset.watched) {
      place.dataset.watched = "true";
      ask();
    }
  });
})();
