package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.FilesRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What steps have in common that select files: a prefix, patterns, and whether nothing may match. */
public abstract class B2FilesStep extends B2Step {
    private String prefix;
    private String includes;
    private String excludes;
    private boolean allowEmpty;

    /** Taken as it is: a blank at its end is part of a name. The empty one is something else than none. */
    @CheckForNull
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    @CheckForNull
    public String getIncludes() {
        return includes;
    }

    @DataBoundSetter
    public void setIncludes(String includes) {
        this.includes = includes;
    }

    @CheckForNull
    public String getExcludes() {
        return excludes;
    }

    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = Util.fixEmptyAndTrim(excludes);
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    @Override
    Map<String, String> namesInB2() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("prefix", prefix);
        names.put("name", nameInB2());
        return names;
    }

    /** The one name that is given; null when there is none. */
    @CheckForNull
    String nameInB2() {
        return null;
    }

    /** Puts the options of this class into a request. */
    final <B extends FilesRequest.Builder<?, B>> B fill(B request, UnaryOperator<String> expand) {
        return request.prefix(expand.apply(prefix))
                .includes(PatternParser.split(expand.apply(includes)))
                .excludes(PatternParser.split(expand.apply(excludes)))
                .allowEmpty(allowEmpty);
    }

    /** The form. */
    public abstract static class B2FilesStepDescriptor extends B2StepDescriptor {
        B2FilesStepDescriptor(String function) {
            super(function);
        }

        @POST
        public FormValidation doCheckPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNameInB2(item, "prefix", value);
        }

        /** What a form can tell of a name before variables are filled in. */
        static FormValidation checkNameInB2(Item item, String option, String value) {
            String known = Util.fixNull(value).replaceAll("\\$\\{?\\w[\\w.]*}?", "x");
            String objection = mayConfigure(item) ? NameCheck.objection(option, known, true) : null;
            return objection == null ? FormValidation.ok() : FormValidation.error(objection);
        }

        /** For the form, which knows no step yet. */
        public boolean isAllowEmptyByDefault() {
            return false;
        }
    }
}
