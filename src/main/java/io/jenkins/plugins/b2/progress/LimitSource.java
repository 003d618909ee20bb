package io.jenkins.plugins.b2.progress;

/** What bounds the rate of a transfer. */
public enum LimitSource {
    NONE,
    /** The limit of the profile, shared by all that use it. */
    PROFILE,
    /** The limit of the whole Jenkins, at this time of the week. */
    JENKINS,
    /** The limit that an administrator has set for now. */
    TEMPORARY,
    /** An administrator holds all transfers. */
    PAUSED;

    public String text() {
        return switch (this) {
            case NONE -> Messages.LimitSource_none();
            case PROFILE -> Messages.LimitSource_profile();
            case JENKINS -> Messages.LimitSource_jenkins();
            case TEMPORARY -> Messages.LimitSource_temporary();
            case PAUSED -> Messages.LimitSource_paused();
        };
    }
}
