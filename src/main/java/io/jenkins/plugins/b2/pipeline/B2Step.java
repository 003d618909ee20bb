package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.config.CredentialsChoice;
import io.jenkins.plugins.b2.config.ProfileLookup;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
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

    final ConnectionSpec target(UnaryOperator<String> expand) {
        return new ConnectionSpec(expand.apply(profile), expand.apply(credentialsId), expand.apply(bucket));
    }

    /**
     * The parameters in the form that runs, and that survives a restart.
     *
     * @param expand what is done to every text; freestyle jobs put in their variables, a Jenkinsfile did so itself
     */
    @Restricted(NoExternalUse.class)
    public abstract B2Task<?> task(UnaryOperator<String> expand);

    /**
     * As {@link #task}; what makes no sense is the author's to change, and no fault of the program.
     */
    @Restricted(NoExternalUse.class)
    public final B2Task<?> validTask(UnaryOperator<String> expand) throws AbortException {
        for (Map.Entry<String, String> name : namesInB2().entrySet()) {
            boolean chosen = name.getKey().equals("prefix") || this instanceof B2UploadStep;
            String objection = NameCheck.objection(name.getKey(), expand.apply(name.getValue()), chosen);
            if (objection != null) {
                throw new AbortException(objection);
            }
        }
        try {
            return task(expand);
        } catch (InvalidRequestException e) {
            String function = ((StepDescriptor) getDescriptor()).getFunctionName();
            throw new AbortException(Messages.B2Step_invalid(function, e.message(B2Step::spelled)));
        }
    }

    /** Names and prefixes in B2 among the arguments, by the arguments' names; values may be null. */
    Map<String, String> namesInB2() {
        return Map.of();
    }

    private static String spelled(String option) {
        return option.equals("olderThan") ? "olderThanDays" : option;
    }

    @Override
    public final StepExecution start(StepContext context) throws IOException, InterruptedException {
        return new B2StepExecution(context, validTask(UnaryOperator.identity()));
    }

    /** What all forms have in common. */
    public abstract static class B2StepDescriptor extends StepDescriptor {
        /** Of a plugin that need not be there. */
        private static final String SNIPPETIZER = "org.jenkinsci.plugins.workflow.cps.Snippetizer";

        private static final Pattern SETTER = Pattern.compile("\\bset(\\w)(\\w*)\\(\\)");

        private static final List<String> TOLD = List.of("profile", "file", "name", "prefix", "includes", "dir");

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

        /** What the graph of a build shows beside the step: what it is about, and nothing that a secret could be in. */
        @CheckForNull
        @Override
        public final String argumentsToString(@NonNull Map<String, Object> arguments) {
            String shown = TOLD.stream()
                    .filter(name -> arguments.get(name) instanceof CharSequence)
                    .map(name -> arguments.get(name).toString())
                    .filter(value -> !value.isEmpty())
                    .collect(Collectors.joining(" "));
            return shown.isEmpty() ? null : shown;
        }

        /**
         * Unlike the default, tells about a wrong argument in one line, and does not let a misspelt one pass: a
         * mistaken {@code dryrun: true} would delete.
         */
        @Override
        public final Step newInstance(Map<String, Object> arguments) throws Exception {
            DescribableModel<? extends Step> model = DescribableModel.of(clazz);
            for (String name : arguments.keySet()) {
                if (model.getParameter(name) == null) {
                    String known = model.getParameters().stream()
                            .map(DescribableParameter::getName)
                            .sorted()
                            .collect(Collectors.joining(", "));
                    throw new AbortException(Messages.B2Step_noSuchArgument(function, name, known));
                }
            }
            try {
                return model.instantiate(new ArgumentCheck(function).check(model, arguments), null);
            } catch (IllegalArgumentException | ClassCastException e) {
                throw new AbortException(Messages.B2Step_badArgument(function, reason(e)));
            }
        }

        /** The innermost message speaks of the argument; class names say nothing to the author of a Jenkinsfile. */
        private String reason(Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = Objects.toString(cause.getMessage(), cause.toString())
                    .replaceAll("\\b" + Pattern.quote(B2Step.class.getPackageName()) + "\\.\\w+\\.", "")
                    .replaceAll("\\b(class|interface) ", "")
                    .replaceAll("\\bjava\\.(lang|util)\\.", "");
            return SETTER.matcher(message)
                    .replaceAll(match -> match.group(1).toLowerCase(Locale.ROOT) + match.group(2));
        }

        /** An empty field of a form is an argument that was not given. The Snippet Generator is told what is missing. */
        @Override
        public final Step newInstance(@CheckForNull StaplerRequest2 req, @NonNull JSONObject form)
                throws FormException {
            for (Object key : form.keySet().toArray()) {
                if ("".equals(form.get(key))) {
                    form.remove(key);
                }
            }
            if (!isForSnippet(req)) {
                return bind(req, form);
            }
            try {
                B2Step step = (B2Step) bind(req, form);
                step.task(UnaryOperator.identity()).checkComplete();
                return step;
            } catch (InvalidRequestException e) {
                throw new NotASnippetException(Messages.B2Step_invalid(function, e.message(B2Step::spelled)));
            } catch (FormException | AbortException e) {
                throw new NotASnippetException(e.getMessage());
            }
        }

        /** A step of what a form holds. */
        Step bind(@CheckForNull StaplerRequest2 req, @NonNull JSONObject form) throws FormException {
            return super.newInstance(req, form);
        }

        private static boolean isForSnippet(@CheckForNull StaplerRequest2 req) {
            return req != null
                    && req.getAncestors().stream()
                            .anyMatch(ancestor ->
                                    ancestor.getObject().getClass().getName().equals(SNIPPETIZER));
        }

        @POST
        public final ListBoxModel doFillProfileItems(@AncestorInPath Item item, @QueryParameter String profile) {
            ListBoxModel items = new ListBoxModel();
            if (mayConfigure(item)) {
                ScopedProfile standard = ProfileLookup.standard(item);
                items.add(
                        standard == null || !ProfileLookup.mayUse(item, standard)
                                ? Messages.B2Step_noDefaultProfile()
                                : Messages.B2Step_defaultProfile(standard.name()),
                        "");
                ProfileLookup.usable(item).stream()
                        .filter(known -> known.profile().isEnabled())
                        .forEach(known -> items.add(known.name()));
            }
            String current = Util.fixEmptyAndTrim(profile);
            if (current != null && items.stream().noneMatch(option -> option.value.equals(current))) {
                items.add(current);
            }
            return items;
        }

        @POST
        public final ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId) {
            return CredentialsChoice.keys(item, credentialsId);
        }

        @POST
        public final FormValidation doCheckProfile(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String credentialsId) {
            if (!mayConfigure(item)
                    || Util.fixEmptyAndTrim(credentialsId) != null
                    || Util.fixNull(value).contains("$")) {
                return FormValidation.ok();
            }
            try {
                Connection.find(Util.fixEmptyAndTrim(value), item);
                return FormValidation.ok();
            } catch (AbortException e) {
                return FormValidation.warning(e.getMessage());
            }
        }

        @POST
        public final FormValidation doCheckBucket(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String credentialsId,
                @QueryParameter String profile) {
            if (!mayConfigure(item)) {
                return FormValidation.ok();
            }
            boolean direct = Util.fixEmptyAndTrim(credentialsId) != null;
            if (direct && Util.fixEmptyAndTrim(profile) != null) {
                return FormValidation.error(Messages.B2Step_profileAndCredentials());
            }
            return direct && Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.B2Step_noBucket())
                    : FormValidation.ok();
        }

        /** The check of a number that may be left out. */
        static FormValidation checkNumber(Item item, String value) {
            if (!mayConfigure(item) || Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.ok();
            }
            return FormValidation.validateNonNegativeInteger(value.strip());
        }

        /** The check that no more than one of two ways to name files is used; an untouched form is no error yet. */
        static FormValidation checkOneOf(Item item, boolean one, boolean other, String message) {
            return mayConfigure(item) && one && other ? FormValidation.error(message) : FormValidation.ok();
        }

        static boolean given(String value) {
            return Util.fixEmptyAndTrim(value) != null;
        }

        static boolean mayConfigure(Item item) {
            return item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ);
        }
    }
}
