package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.ListTask;
import io.jenkins.plugins.b2.transfer.FileOrder;
import io.jenkins.plugins.b2.transfer.ListRequest;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2List}: lists files and returns one map a file. */
public final class B2ListStep extends B2FilesStep {
    private static final int DEFAULT_MAX_FILES = 1000;

    private boolean versions;
    private boolean unfinished;
    private int maxFiles = DEFAULT_MAX_FILES;
    private String toFile;
    private String order;
    private int newest;

    /** Unlike what moves files, a listing of nothing is a right answer unless told otherwise. */
    @DataBoundConstructor
    public B2ListStep() {
        setAllowEmpty(true);
    }

    public boolean isVersions() {
        return versions;
    }

    @DataBoundSetter
    public void setVersions(boolean versions) {
        this.versions = versions;
    }

    public boolean isUnfinished() {
        return unfinished;
    }

    @DataBoundSetter
    public void setUnfinished(boolean unfinished) {
        this.unfinished = unfinished;
    }

    public int getMaxFiles() {
        return maxFiles;
    }

    @DataBoundSetter
    public void setMaxFiles(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    /** {@code name}, {@code newest}, {@code oldest} or {@code largest}; null for the first. */
    @CheckForNull
    public String getOrder() {
        return order;
    }

    @DataBoundSetter
    public void setOrder(String order) {
        String given = Util.fixEmptyAndTrim(order);
        this.order = FileOrder.NAME.text().equals(given) ? null : given;
    }

    /** How many of the latest uploads; 0 for all files. */
    public int getNewest() {
        return newest;
    }

    @DataBoundSetter
    public void setNewest(int newest) {
        this.newest = newest;
    }

    @CheckForNull
    public String getToFile() {
        return toFile;
    }

    @DataBoundSetter
    public void setToFile(String toFile) {
        this.toFile = Util.fixEmpty(toFile);
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        String target = Util.fixEmpty(expand.apply(toFile));
        ListRequest request = fill(ListRequest.builder(), expand)
                .versions(versions)
                .unfinished(unfinished)
                .maxFiles(target == null ? ListTask.rowsWanted(maxFiles) : maxFiles)
                .order(FileOrder.parse(expand.apply(order)))
                .newest(target == null && newest > 0 ? ListTask.rowsWanted(newest) : newest)
                .build();
        return new ListTask(target(expand), isVerbose(), request, target);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2FilesStepDescriptor {
        public DescriptorImpl() {
            super("b2List");
        }

        @Override
        public boolean isAllowEmptyByDefault() {
            return true;
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2ListStep_displayName();
        }

        @POST
        public ListBoxModel doFillOrderItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.B2ListStep_byName(), "");
            items.add(Messages.B2ListStep_newestFirst(), FileOrder.NEWEST.text());
            items.add(Messages.B2ListStep_oldestFirst(), FileOrder.OLDEST.text());
            items.add(Messages.B2ListStep_largestFirst(), FileOrder.LARGEST.text());
            return items;
        }

        @POST
        public FormValidation doCheckNewest(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNumber(item, value);
        }

        @POST
        public FormValidation doCheckMaxFiles(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNumber(item, value);
        }
    }
}
