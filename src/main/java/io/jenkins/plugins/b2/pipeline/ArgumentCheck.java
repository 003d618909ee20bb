package io.jenkins.plugins.b2.pipeline;

import hudson.AbortException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.structs.describable.ArrayType;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.structs.describable.HomogeneousObjectType;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Takes what a Jenkinsfile or a job's configuration gives literally, or refuses it. Left to itself, Jenkins makes false of
 * every text but "true", so that {@code dryRun: 'yes'} deletes.
 */
@Restricted(NoExternalUse.class)
public final class ArgumentCheck {
    private final String function;

    /**
     * @param function who takes the arguments, for messages
     */
    public ArgumentCheck(String function) {
        this.function = function;
    }

    /**
     * An argument with its type made sure of.
     *
     * @throws AbortException naming the argument when there is none of that name, or it is not what it should be
     */
    public Object check(DescribableModel<?> model, String name, Object value) throws AbortException {
        DescribableParameter parameter = model.getParameter(name);
        if (parameter == null) {
            String known = model.getParameters().stream()
                    .map(DescribableParameter::getName)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new AbortException(Messages.ArgumentCheck_unknown(function, name, known));
        }
        return check(parameter, value);
    }

    private Object check(DescribableParameter parameter, Object value) throws AbortException {
        if (value == null) {
            throw new AbortException(Messages.ArgumentCheck_null(function, parameter.getName()));
        }
        Class<?> type = parameter.getErasedType();
        if (type == boolean.class || type == Boolean.class) {
            return bool(parameter.getName(), value);
        }
        if (type == int.class || type == Integer.class) {
            return number(parameter.getName(), value);
        }
        if (parameter.getType() instanceof ArrayType list
                && list.getElementType() instanceof HomogeneousObjectType object) {
            return objects(parameter.getName(), object.getSchemaType(), value);
        }
        if (Map.class.isAssignableFrom(type) && value instanceof Map<?, ?> map) {
            return texts(parameter.getName(), map);
        }
        if (type == String.class && (value instanceof Map || value instanceof Collection)) {
            throw new AbortException(Messages.ArgumentCheck_plainText(function, parameter.getName(), value));
        }
        if (type == String.class && value instanceof Number) {
            // What may be a number or a word, such as connections, is written either way.
            return value.toString();
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }

    /** Each is as strictly looked at as the arguments of a step. */
    private List<Map<String, Object>> objects(String name, DescribableModel<?> model, Object value)
            throws AbortException {
        ArgumentCheck ofEach = new ArgumentCheck(function + "(" + name + ")");
        List<Map<String, Object>> objects = new ArrayList<>();
        if (!(value instanceof List<?> all)) {
            throw new AbortException(Messages.ArgumentCheck_list(function, name, value));
        }
        for (Object one : all) {
            if (!(one instanceof Map<?, ?> map)) {
                throw new AbortException(Messages.ArgumentCheck_list(function, name, value));
            }
            Map<String, Object> object = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String field = String.valueOf(entry.getKey());
                object.put(field, ofEach.check(model, field, entry.getValue()));
            }
            objects.add(object);
        }
        return objects;
    }

    private Boolean bool(String name, Object value) throws AbortException {
        String text = value.toString();
        boolean literal = text.equals("true") || text.equals("false");
        if (!literal || !(value instanceof Boolean || value instanceof CharSequence)) {
            throw new AbortException(Messages.ArgumentCheck_boolean(function, name, value));
        }
        return Boolean.valueOf(text);
    }

    private Integer number(String name, Object value) throws AbortException {
        try {
            if (value instanceof Integer || value instanceof Long || value instanceof CharSequence) {
                return Integer.valueOf(value.toString());
            }
        } catch (NumberFormatException e) {
            // Told below, as what is no number at all.
        }
        throw new AbortException(Messages.ArgumentCheck_number(function, name, value));
    }

    /** Numbers and booleans may stand in a map of texts, where what they read as is what is meant. */
    private Map<String, String> texts(String name, Map<?, ?> map) throws AbortException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)) {
                throw new AbortException(Messages.ArgumentCheck_text(function, name, entry.getKey(), value));
            }
            texts.put(String.valueOf(entry.getKey()), value.toString());
        }
        return texts;
    }
}
