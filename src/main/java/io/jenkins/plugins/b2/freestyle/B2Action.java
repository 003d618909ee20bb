package io.jenkins.plugins.b2.freestyle;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Descriptor;
import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.b2.pipeline.ArgumentCheck;
import io.jenkins.plugins.b2.pipeline.B2Step;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;

/** A part of a freestyle job that does what a Pipeline step does. */
interface B2Action {
    /** What a form says of itself beside the settings. */
    Set<String> FORM_CLASSES = Set.of("stapler-class", "$class", "kind");

    B2Step step();

    /** Does it in the build's workspace. */
    default void run(AbstractBuild<?, ?> build, BuildListener listener) throws InterruptedException, IOException {
        FilePath workspace = build.getWorkspace();
        step().validTask(build.getEnvironment(listener)::expand).run(build, workspace, listener);
    }

    /**
     * Looks at what data binding would pass over: settings beside the step.
     *
     * @throws FormException naming the one that can't be taken
     */
    static void check(Descriptor<?> descriptor, JSONObject form) throws FormException {
        ArgumentCheck check = new ArgumentCheck(descriptor.getDisplayName());
        for (Object entry : form.entrySet()) {
            Map.Entry<?, ?> setting = (Map.Entry<?, ?>) entry;
            String name = (String) setting.getKey();
            try {
                if (!FORM_CLASSES.contains(name)) {
                    check.check(DescribableModel.of(descriptor.clazz), name, setting.getValue());
                }
            } catch (AbortException e) {
                throw new FormException(e.getMessage(), name);
            }
        }
    }

    /**
     * Lets nothing be saved that would refuse to run.
     *
     * @throws FormException naming the setting of the step that can't be taken
     */
    static <A extends B2Action> A complete(A made) throws FormException {
        String unreadable = made.step().getUnreadable();
        if (unreadable != null) {
            throw new FormException(unreadable, "unreadable");
        }
        return made;
    }
}
