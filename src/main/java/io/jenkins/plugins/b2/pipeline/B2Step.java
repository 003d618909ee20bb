package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.CredentialsChoice;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Target;
import io.jenkins.plugins.b2.task.B2Task;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What all steps have in common: where they work, and how much they tell. */
public abstract class B2Step extends Step {
    private String profile;
    private String credentialsId;
    private String bucket;
    private boolean verbose;

    @CheckForNull
    public String getProfile() {
        return profile;
    }

    @DataBoundSetter
    public void setProfile(String profile) {
        this.profile = Util.fixEmptyAndTrim(profile);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getBucket() {
        return bucket;
    }

    @DataBoundSetter
    public void setBucket(String bucket) {
        this.bucket = Util.fixEmptyAndTrim(bucket);
    }

    public boolean isVerbose() {
        return verbose;
    }

    @DataBoundSetter
    public void setVerbose(boolean verbose) {
        this.verbose = verbose;
    }

    final Target target() {
        return new Target(profile, credentialsId, bucket);
    }

    /** The step's parameters in the form that runs, and that survives a restart. */
    abstract B2Task<?> task();

    @Override
    public final StepExecution start(StepContext context) {
        return new B2StepExecution(context, task());
    }

    /** What all forms have in common. */
    public abstract static class B2StepDescriptor extends StepDescriptor {
        private final String function;

        B2StepDescriptor(String function) {
            this.function = function;
        }

        @Override
        public final String getFunctionName() {
            return function;
        }

        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public final ListBoxModel doFillProfileItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            boolean mayConfigure = item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ);
            if (mayConfigure) {
                items.add(Messages.B2Step_defaultProfile(), "");
                BackblazeB2Configuration.get().getProfiles().stream()
                        .filter(Profile::isEnabled)
                        .forEach(known -> items.add(known.getName()));
            }
            return items;
        }

        @POST
        public final ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId) {
            return CredentialsChoice.keys(item, credentialsId);
        }
    }
}
