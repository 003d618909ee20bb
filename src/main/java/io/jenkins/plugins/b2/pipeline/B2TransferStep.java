package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.Comparison;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import io.jenkins.plugins.b2.transfer.TransferRequest;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What steps have in common that move the content of files: resuming, and what is left alone. */
public abstract class B2TransferStep extends B2FilesStep {
    private boolean resume = true;
    private boolean skipUnchanged;
    private String compare;
    private String connections;

    public boolean isResume() {
        return resume;
    }

    @DataBoundSetter
    public void setResume(boolean resume) {
        this.resume = resume;
    }

    public boolean isSkipUnchanged() {
        return skipUnchanged;
    }

    @DataBoundSetter
    public void setSkipUnchanged(boolean skipUnchanged) {
        this.skipUnchanged = skipUnchanged;
    }

    /** {@code content} or {@code size,time}; null for the first. */
    @CheckForNull
    public String getCompare() {
        return compare;
    }

    @DataBoundSetter
    public void setCompare(String compare) {
        String given = Util.fixEmptyAndTrim(compare);
        this.compare = Comparison.CONTENT.text().equals(given) ? null : given;
    }

    /** A number, or {@code auto}; null for what the profile says. */
    @CheckForNull
    public String getConnections() {
        return connections;
    }

    @DataBoundSetter
    public void setConnections(String connections) {
        this.connections = Util.fixEmptyAndTrim(connections);
    }

    @Override
    final Connections connections(UnaryOperator<String> expand) {
        String given = Util.fixEmptyAndTrim(expand.apply(connections));
        try {
            return given == null ? null : Connections.parse(given);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("{connections}: " + e.getMessage());
        }
    }

    /** Puts the options of this class, and of those above it, into a request. */
    final <B extends TransferRequest.Builder<?, B>> B fillTransfer(B request, UnaryOperator<String> expand) {
        return fill(request, expand)
                .resume(resume)
                .skipUnchanged(skipUnchanged)
                .compare(Comparison.parse(expand.apply(compare)));
    }

    /** The form. */
    public abstract static class B2TransferStepDescriptor extends B2FilesStepDescriptor {
        B2TransferStepDescriptor(String function) {
            super(function);
        }

        @POST
        public FormValidation doCheckConnections(@AncestorInPath Item item, @QueryParameter String value) {
            String given = Util.fixEmptyAndTrim(value);
            if (!mayConfigure(item) || given == null || given.contains("$")) {
                return FormValidation.ok();
            }
            try {
                Connections.parse(given);
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @POST
        public ListBoxModel doFillCompareItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.B2TransferStep_compareContent(), "");
            items.add(Messages.B2TransferStep_compareSizeTime(), Comparison.SIZE_TIME.text());
            return items;
        }
    }
}
