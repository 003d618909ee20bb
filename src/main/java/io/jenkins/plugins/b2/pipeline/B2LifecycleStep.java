package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.LifecycleTask;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code b2Lifecycle}: returns the bucket's lifecycle rules, or sets them, one map a rule. */
public final class B2LifecycleStep extends B2Step {
    private List<B2LifecycleRule> rules;
    private boolean dryRun;

    @DataBoundConstructor
    public B2LifecycleStep() {}

    /** The rules to set, none to remove all; null to leave them as they are. */
    @CheckForNull
    public List<B2LifecycleRule> getRules() {
        return rules == null ? null : List.copyOf(rules);
    }

    @DataBoundSetter
    public void setRules(List<B2LifecycleRule> rules) {
        this.rules = rules == null ? null : List.copyOf(rules);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    Map<String, String> namesInB2() {
        Map<String, String> names = new LinkedHashMap<>();
        for (B2LifecycleRule rule : rules == null ? List.<B2LifecycleRule>of() : rules) {
            names.put(Messages.B2LifecycleStep_prefixOfRule(names.size() + 1), rule.getPrefix());
        }
        return names;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        LifecycleRequest request = LifecycleRequest.builder()
                .rules(
                        rules == null
                                ? null
                                : rules.stream().map(rule -> rule.rule(expand)).toList())
                .dryRun(dryRun)
                .build();
        return new LifecycleTask(target(expand), isVerbose(), request);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2Lifecycle");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2LifecycleStep_displayName();
        }

        /** The form has a box to tick around the rules, because none at all is something else than an empty list. */
        @Override
        Map<String, Object> arguments(JSONObject form) throws AbortException {
            Map<String, Object> arguments = super.arguments(form);
            if (arguments.remove("setRules") instanceof JSONObject block) {
                List<Map<String, Object>> rules = new ArrayList<>();
                Object given = block.get("rules");
                for (Object rule : given instanceof JSONArray all ? all : given == null ? List.of() : List.of(given)) {
                    Map<String, Object> fields = super.arguments((JSONObject) rule);
                    fields.putIfAbsent("prefix", "");
                    rules.add(fields);
                }
                arguments.put("rules", rules);
            }
            return arguments;
        }
    }
}
