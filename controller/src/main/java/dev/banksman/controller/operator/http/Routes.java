package dev.banksman.controller.operator.http;

import com.linecorp.armeria.common.HttpMethod;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request. What is more exact is looked at first. */
final class Routes {

    /** What became of a search. */
    sealed interface Search {
        record Found(Route route, Map<String, String> variables) implements Search {}

        /** The path is there, and takes other methods. */
        record OtherMethod(Set<String> allowed) implements Search {}

        record Nothing() implements Search {}
    }

    private final List<Route> routes;

    Routes(Collection<Route> routes) {
        this.routes = routes.stream()
                .sorted(Comparator.comparing(
                                (Route route) -> route.path().verb().isEmpty())
                        .thenComparing(route -> route.path().variables().size()))
                .toList();
    }

    Search find(HttpMethod method, String path) {
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var variables = route.path().match(path);
            if (variables.isEmpty()) {
                continue;
            }
            if (route.verb() == method) {
                return new Search.Found(route, variables.get());
            }
            allowed.add(route.verb().name());
        }
        return allowed.isEmpty() ? new Search.Nothing() : new Search.OtherMethod(allowed);
    }
}
