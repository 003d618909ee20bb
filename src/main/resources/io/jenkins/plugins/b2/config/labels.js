/* Jenkins draws the title of a field beside it without tying the two, so that fields would have no name for screen readers. */
Behaviour.specify(
  ":is(.b2-content, .b2-step, .b2-step ~ *) .setting-main :is(input:not([type=hidden]), select, textarea)",
  "b2-labels",
  0,
  function (field) {
    const label = field.nextElementSibling;
    const title = label && label.matches("label")
      ? label
      : field.closest(".jenkins-form-item").querySelector(":scope > .jenkins-form-label");
    const name = title?.firstChild?.textContent.trim();
    if (name && !field.hasAttribute("aria-label")) {
      field.setAttribute("aria-label", name);
    }
  },
);
