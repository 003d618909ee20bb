package io.jenkins.plugins.b2.administration;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The figures as a table for other programs: a line for all of it, and one for each folder. */
final class StorageCsv {
    private static final List<String> HEADER = List.of(
            "profile",
            "bucket",
            "prefix",
            "files",
            "versions",
            "hidden",
            "unfinished",
            "fileBytes",
            "versionBytes",
            "counted");
    /**
     * By these, wide ones included, spreadsheets take text for a formula, which may run programs: at its beginning, and after
     * what separates cells in some countries, where quotes around a comma mean nothing.
     */
    private static final Pattern FORMULA = Pattern.compile("(?<=^|[;\t\"])(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])");

    private final String profile;
    private final StorageFigures figures;
    private final Appendable out;

    StorageCsv(String profile, StorageFigures figures, Appendable out) {
        this.profile = profile;
        this.figures = figures;
        this.out = out;
    }

    void write() throws IOException {
        line(HEADER);
        line(figures.getPrefix(), figures.all());
        folders(figures.folder(), figures.all());
    }

    private void folders(String prefix, PrefixFigures place) throws IOException {
        for (var folder : place.folders().entrySet()) {
            String path = prefix + folder.getKey() + "/";
            line(path, folder.getValue());
            folders(path, folder.getValue());
        }
        if (place.others() != null) {
            line(prefix + " " + Messages.StorageView_others(), place.others());
        }
    }

    private void line(String prefix, PrefixFigures place) throws IOException {
        line(List.of(
                profile,
                figures.getBucket(),
                prefix,
                String.valueOf(place.getFiles()),
                String.valueOf(place.getVersions()),
                String.valueOf(place.getHidden()),
                String.valueOf(place.getUnfinished()),
                String.valueOf(place.getFileBytes()),
                String.valueOf(place.getBytes()),
                Instant.ofEpochMilli(figures.getAsOf()).toString()));
    }

    private void line(List<String> cells) throws IOException {
        out.append(cells.stream().map(StorageCsv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String cell(String text) {
        String harmless = FORMULA.matcher(text).replaceAll("'");
        return "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
