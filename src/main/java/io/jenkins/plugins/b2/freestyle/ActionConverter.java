package io.jenkins.plugins.b2.freestyle;

import com.thoughtworks.xstream.converters.UnmarshallingContext;
import com.thoughtworks.xstream.io.HierarchicalStreamReader;
import hudson.AbortException;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Describable;
import hudson.model.Items;
import hudson.util.RobustReflectionConverter;
import hudson.util.XStream2;
import io.jenkins.plugins.b2.pipeline.ArgumentCheck;
import io.jenkins.plugins.b2.pipeline.B2Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;

/**
 * Reads actions and their steps from a job's stored configuration as a Jenkinsfile's arguments are read. Jenkins' own way
 * makes no of every boolean that is absent or no boolean, and passes over what it can't read: {@code <dryRun>yes</dryRun>}
 * would delete. Here an absent element means the default, and an action with one that can't be read refuses to run.
 */
public final class ActionConverter extends RobustReflectionConverter {
    private static final String UNREADABLE = "unreadable";

    private ActionConverter(XStream2 xstream) {
        super(xstream.getMapper(), xstream.getReflectionProvider());
    }

    /** Before jobs are read. */
    @Initializer(before = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void register() {
        Items.XSTREAM2.registerConverter(new ActionConverter(Items.XSTREAM2), 0);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean canConvert(Class type) {
        return type != null && (B2Step.class.isAssignableFrom(type) || B2Action.class.isAssignableFrom(type));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object unmarshal(HierarchicalStreamReader reader, UnmarshallingContext context) {
        Class<? extends Describable<?>> type = context.getRequiredType();
        DescribableModel<?> model = DescribableModel.of(type);
        Map<String, Object> settings = new LinkedHashMap<>();
        while (reader.hasMoreChildren()) {
            reader.moveDown();
            String name = reader.getNodeName();
            // Twice is refused, too, as neither of the two.
            settings.merge(name, value(model.getParameter(name), reader, context), List::of);
            reader.moveUp();
        }
        return B2Step.class.isAssignableFrom(type) ? step(type, settings) : action(type, model, settings);
    }

    private static B2Step step(Class<?> type, Map<String, Object> settings) {
        Object unreadable = settings.remove(UNREADABLE);
        B2Step step = ((B2Step.B2StepDescriptor) Jenkins.get().getDescriptorOrDie((Class) type)).readable(settings);
        if (unreadable != null) {
            step.refuse(unreadable.toString());
        }
        return step;
    }

    private static B2Action action(Class<?> type, DescribableModel<?> model, Map<String, Object> settings) {
        ArgumentCheck check =
                new ArgumentCheck(Jenkins.get().getDescriptorOrDie((Class) type).getDisplayName());
        Map<String, Object> taken = new LinkedHashMap<>();
        String unreadable = null;
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            try {
                taken.put(setting.getKey(), check.check(model, setting.getKey(), setting.getValue()));
            } catch (AbortException e) {
                unreadable = unreadable == null ? e.getMessage() : unreadable;
            }
        }
        B2Action action = (B2Action) model.instantiate(taken, null);
        if (unreadable != null) {
            action.step().refuse(unreadable);
        }
        return action;
    }

    private static Object value(
            DescribableParameter parameter, HierarchicalStreamReader reader, UnmarshallingContext context) {
        Class<?> type = parameter == null ? String.class : parameter.getErasedType();
        if (B2Step.class.isAssignableFrom(type)) {
            return context.convertAnother(null, type);
        }
        Object literal = literal(reader);
        // A blank at the end of a name belongs to it; around a number or a boolean it says nothing.
        return type == String.class || !(literal instanceof String text) ? literal : text.strip();
    }

    /** A text, or what stands where a text should; each setting takes one of them and refuses the other. */
    private static Object literal(HierarchicalStreamReader reader) {
        return reader.hasMoreChildren() ? texts(reader) : reader.getValue();
    }

    private static Map<Object, Object> texts(HierarchicalStreamReader reader) {
        Map<Object, Object> texts = new LinkedHashMap<>();
        while (reader.hasMoreChildren()) {
            reader.moveDown();
            Object[] entry = new Object[2];
            for (int i = 0; reader.hasMoreChildren(); i++) {
                reader.moveDown();
                entry[Math.min(i, 1)] = literal(reader);
                reader.moveUp();
            }
            texts.put(entry[0], entry[1]);
            reader.moveUp();
        }
        return texts;
    }
}
