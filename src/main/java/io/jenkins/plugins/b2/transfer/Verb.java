package io.jenkins.plugins.b2.transfer;

import java.util.List;

/** What can be done with a bucket and its files. Steps, commands, reports and checks of a key all go by this list. */
public enum Verb {
    UPLOAD("upload", "upload", true, List.of("writeFiles")),
    DOWNLOAD("download", "download", true, List.of("readFiles")),
    LIST("list", "list", true, List.of("listFiles")),
    /** Not repeatable as such: deleting newest versions twice deletes those that came to light the first time. */
    DELETE("delete", "delete", false, List.of("listFiles", "deleteFiles")),
    HIDE("hide", "hide", true, List.of("listFiles", "writeFiles")),
    /** Deletes hide markers, by which the versions below them become visible again. */
    UNHIDE("unhide", "unhide", true, List.of("listFiles", "deleteFiles")),
    INFO("info", "look at the bucket", true, List.of()),
    /** To set them needs {@code writeBuckets}, too. */
    LIFECYCLE("lifecycle", "read lifecycle rules", true, List.of("listBuckets")),
    TEST_CONNECTION("testConnection", "test the connection", true, List.of());

    private final String wireName;
    private final String words;
    private final boolean repeatable;
    private final List<String> capabilities;

    Verb(String wireName, String words, boolean repeatable, List<String> capabilities) {
        this.wireName = wireName;
        this.words = words;
        this.repeatable = repeatable;
        this.capabilities = capabilities;
    }

    /** The name in stored data and JSON, in camel case. */
    public String wireName() {
        return wireName;
    }

    /** In words that fit after "could not". */
    public String words() {
        return words;
    }

    /** Whether it may be done a second time when it is not known how much of the first time was done. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /** Whether it deals with files one by one, each of which has an outcome. */
    public boolean hasFileOutcomes() {
        return switch (this) {
            case UPLOAD, DOWNLOAD, DELETE, HIDE, UNHIDE -> true;
            case LIST, INFO, LIFECYCLE, TEST_CONNECTION -> false;
        };
    }

    /** The capabilities that an application key needs for it, as B2 calls them; empty when any key will do. */
    public List<String> capabilities() {
        return capabilities;
    }
}
