package dev.banksman.deploy.runbooks;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Copies of records with one component changed, whatever other components they have or will have. */
final class Copies {

    private Copies() {}

    @SuppressWarnings("unchecked")
    static <T extends Record> T with(T original, String component, Object value) {
        var components = original.getClass().getRecordComponents();
        if (Arrays.stream(components).noneMatch(c -> c.getName().equals(component))) {
            throw new IllegalArgumentException(original.getClass() + " has no " + component);
        }
        try {
            var types = new Class<?>[components.length];
            var values = new Object[components.length];
            for (var i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = components[i].getName().equals(component)
                        ? value
                        : components[i].getAccessor().invoke(original);
            }
            return (T) original.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("A record that cannot be copied: " + original.getClass(), e);
        }
    }
}
