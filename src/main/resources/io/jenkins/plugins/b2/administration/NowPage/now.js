/* The limit runs out while one looks at it. */
(function () {
  document.addEventListener("b2-answer", function (event) {
    const limit = document.getElementById("b2-limit");
    if (limit.textContent !== event.detail.limit) {
      limit.textContent = event.detail.limit;
    }
  });
})();
