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
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import java.io.IOException;
import java.util.LinkedHashMap;
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
    /** Why it does not run, which is a setting that could not be read; null for nothing. */
    private String unreadable;

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

    /** What is wrong with a setting that it was to have; null for nothing. The form shows it. */
    @CheckForNull
    @Restricted(NoExternalUse.class)
    public final String getUnreadable() {
        return unreadable;
    }

    /** Has it not run, rather than without a setting that somebody meant it to have. */
    @Restricted(NoExternalUse.class)
    public final void refuse(String reason) {
        unreadable = reason;
    }

    final ConnectionSpec target(UnaryOperator<String> expand) {
        return new ConnectionSpec(
                expand.apply(profile), expand.apply(credentialsId), expand.apply(bucket), connections(expand));
    }

    /** How many connections it asks for; null for what the profile says. */
    @CheckForNull
    Connections connections(UnaryOperator<String> expand) {
        return null;
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
        if (unreadable != null) {
            throw new AbortException(unreadable);
        }
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

        /** What a form says of itself beside the arguments. */
        private static final Set<String> OF_FORMS = Set.of("stapler-class", "$class", "includeUser");

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
        public final Step newInstance(Map<String, Object> arguments) throws AbortException {
            B2Step step = readable(arguments);
            if (step.unreadable != null) {
                throw new AbortException(step.unreadable);
            }
            return step;
        }

        /** A step with those of the arguments that can be taken. It refuses to run when any can't. */
        @Restricted(NoExternalUse.class)
        public final B2Step readable(Map<String, Object> arguments) {
            DescribableModel<? extends Step> model = DescribableModel.of(clazz);
            Map<String, Object> taken = new LinkedHashMap<>();
            String objection = null;
            for (Map.Entry<String, Object> argument : arguments.entrySet()) {
                try {
                    taken.put(argument.getKey(), check(model, argument.getKey(), argument.getValue()));
                } catch (AbortException e) {
                    objection = objection == null ? e.getMessage() : objection;
                }
            }
            B2Step step = (B2Step) model.instantiate(taken, null);
            step.unreadable = objection;
            return step;
        }

        private Object check(DescribableModel<? extends Step> model, String name, Object value) throws AbortException {
            Object checked = new ArgumentCheck(function).check(model, name, value);
            try {
                model.instantiate(Map.of(name, checked), null);
                return checked;
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

        /**
         * As strict as with a Jenkinsfile. What can't be taken makes a step that refuses to run, since Jenkins meets an
         * exception by binding the form without this method. The Snippet Generator is told at once, and what is missing,
         * too.
         */
        @Override
        public final Step newInstance(@CheckForNull StaplerRequest2 req, @NonNull JSONObject form) {
            B2Step step;
            try {
                step = readable(arguments(form));
            } catch (AbortException e) {
                step = readable(Map.of());
                step.refuse(e.getMessage());
            }
            if (isForSnippet(req)) {
                checkSnippet(step);
            }
            return step;
        }

        private void checkSnippet(B2Step step) {
            if (step.unreadable != null) {
                throw new NotASnippetException(step.unreadable);
            }
            try {
                step.task(UnaryOperator.identity()).checkComplete();
            } catch (InvalidRequestException e) {
                throw new NotASnippetException(Messages.B2Step_invalid(function, e.message(B2Step::spelled)));
            } catch (AbortException e) {
                throw new NotASnippetException(e.getMessage());
            }
        }

        /**
         * The arguments that a form holds; an empty field is one that was not given.
         *
         * @throws AbortException when some field can't be understood
         */
        Map<String, Object> arguments(JSONObject form) throws AbortException {
            Map<String, Object> arguments = new LinkedHashMap<>();
            for (Object entry : form.entrySet()) {
                Map.Entry<?, ?> field = (Map.Entry<?, ?>) entry;
                if (!OF_FORMS.contains(field.getKey()) && !"".equals(field.getValue())) {
                    arguments.put((String) field.getKey(), field.getValue());
                }
            }
            return arguments;
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
