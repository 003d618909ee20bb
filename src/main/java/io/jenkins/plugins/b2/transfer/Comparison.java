package io.jenkins.plugins.b2.transfer;

/** By what a file here and one in B2 are taken for the same. */
public enum Comparison {
    /** Size and hash; reads the file. */
    CONTENT("content"),
    /** Size and modification time, to the millisecond as B2 keeps it; reads nothing. */
    SIZE_TIME("size,time");

    private final String text;

    Comparison(String text) {
        this.text = text;
    }

    /** As people write it. */
    public String text() {
        return text;
    }

    /**
     * @param text as people write it; null or empty for {@link #CONTENT}
     * @throws InvalidRequestException naming the words that there are
     */
    public static Comparison parse(String text) {
        return Choice.parse("compare", text, values(), Comparison::text);
    }
}
