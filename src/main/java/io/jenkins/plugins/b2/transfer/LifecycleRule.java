package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule by which B2 hides, deletes or cancels files by itself, about once a day. Of a bucket's rules, at most one holds for
 * a file. A null number of days means never. Immutable. What a rule has to be like is checked where it is asked for, in
 * {@link LifecycleRequest}, and not of what B2 tells.
 *
 * @param fileNamePrefix what names of files begin with; empty for all files of the bucket
 * @param daysFromUploadingToHiding after its upload, the newest version of a file is hidden
 * @param daysFromHidingToDeleting after it was hidden or replaced by a newer one, a version is deleted
 * @param daysFromStartingToCancelingUnfinishedLargeFiles after its start, a large file that is not finished is canceled
 * @see <a href="https://www.backblaze.com/docs/cloud-storage-lifecycle-rules">Backblaze: lifecycle rules</a>
 */
public record LifecycleRule(
        String fileNamePrefix,
        Integer daysFromUploadingToHiding,
        Integer daysFromHidingToDeleting,
        Integer daysFromStartingToCancelingUnfinishedLargeFiles)
        implements Serializable {

    /** In B2's own form, in which a JSON document has it. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fileNamePrefix", fileNamePrefix);
        fields.put("daysFromUploadingToHiding", daysFromUploadingToHiding);
        fields.put("daysFromHidingToDeleting", daysFromHidingToDeleting);
        fields.put("daysFromStartingToCancelingUnfinishedLargeFiles", daysFromStartingToCancelingUnfinishedLargeFiles);
        return fields;
    }

    /** Whether there can be a file for which both rules hold, which B2 does not allow. */
    public boolean overlaps(LifecycleRule other) {
        return fileNamePrefix.startsWith(other.fileNamePrefix) || other.fileNamePrefix.startsWith(fileNamePrefix);
    }

    /** For people, without a full stop: {@code Files below logs/ are hidden 30 days after upload and deleted 7 days later}. */
    public String sentence() {
        String ofFiles = ofFiles();
        String ofUnfinished = daysFromStartingToCancelingUnfinishedLargeFiles == null
                ? ""
                : " are canceled " + days(daysFromStartingToCancelingUnfinishedLargeFiles) + " after they were started";
        if (ofFiles.isEmpty() && !ofUnfinished.isEmpty()) {
            return files("unfinished large files") + ofUnfinished;
        }
        return files("files")
                + (ofFiles.isEmpty() ? " are kept" : " are " + ofFiles)
                + (ofUnfinished.isEmpty() ? "" : "; unfinished large files" + ofUnfinished);
    }

    private String ofFiles() {
        if (daysFromUploadingToHiding == null) {
            return daysFromHidingToDeleting == null
                    ? ""
                    : "deleted " + days(daysFromHidingToDeleting) + " after they were hidden or replaced";
        }
        return "hidden " + days(daysFromUploadingToHiding) + " after upload"
                + (daysFromHidingToDeleting == null ? "" : " and deleted " + days(daysFromHidingToDeleting) + " later");
    }

    private String files(String noun) {
        if (fileNamePrefix.isEmpty()) {
            return "All " + noun;
        }
        return Character.toUpperCase(noun.charAt(0))
                + noun.substring(1)
                + (fileNamePrefix.endsWith("/")
                        ? " below " + fileNamePrefix
                        : " whose names begin with '" + fileNamePrefix + "'");
    }

    private static String days(int number) {
        return number + (number == 1 ? " day" : " days");
    }
}
