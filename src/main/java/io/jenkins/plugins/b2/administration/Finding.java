package io.jenkins.plugins.b2.administration;

/**
 * Something about a profile that is worth knowing. Immutable.
 *
 * @param text what was found
 * @param advice what to do; empty where there is nothing to do
 * @param place where to do it
 * @param known since when it is known, or over what time
 */
public record Finding(Severity severity, String text, String advice, Place place, String known) {
    /** Pages where something can be done. */
    public enum Place {
        NONE(""),
        CONFIGURATION("../"),
        STORAGE("../storage/"),
        LIFECYCLE("../lifecycle/");

        private final String url;

        Place(String url) {
            this.url = url;
        }

        /** From the page Health; empty for none. */
        public String getUrl() {
            return url;
        }

        public String getText() {
            return switch (this) {
                case NONE -> "";
                case CONFIGURATION -> Messages.Finding_configuration();
                case STORAGE -> Messages.StoragePage_displayName();
                case LIFECYCLE -> Messages.LifecyclePage_displayName();
            };
        }
    }

    /** All is well, and nothing is to be done. */
    static Finding ok(String text, String known) {
        return new Finding(Severity.OK, text, "", Place.NONE, known);
    }

    public Severity getSeverity() {
        return severity;
    }

    public String getText() {
        return text;
    }

    public String getAdvice() {
        return advice;
    }

    public Place getPlace() {
        return place;
    }

    public String getKnown() {
        return known;
    }
}
