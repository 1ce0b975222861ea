package dev.banksman.controller.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.banksman.controller.operator.SomeOperatorService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is said about the API is what there is. */
final class ApiPageTest {

    @TempDir
    private Path directory;

    private static ServiceDescriptor service() {
        return dev.banksman.proto.operator.v1.OperatorOuterClass.getDescriptor().findServiceByName("Operator");
    }

    @Test
    void pageOfTheApiIsTrue() throws Exception {
        var page = Path.of("docs/api.md");
        var text = ApiPage.markdown(service(), SomeOperatorService.in(directory).rolesByMethod());
        if (Boolean.getBoolean("banksman.rewrite")) {
            Files.writeString(page, text);
        }
        assertThat(page)
                .as("run this test with -Dbanksman.rewrite=true to write the page anew")
                .hasContent(text);
    }

    @Test
    void everyMethodSaysWhatItDoes() {
        var comments = ProtoComments.load();
        assertThat(service().getMethods())
                .allSatisfy(method ->
                        assertThat(comments.of(method)).as(method.getName()).isNotBlank());
    }

    @Test
    void theOpenApiDocumentHasEveryMethodAndNothingThatIsNotThere() throws Exception {
        var text =
                OpenApi.of(service(), SomeOperatorService.in(directory).rolesByMethod(), ProtoComments.load(), "1.2.3");
        var document = new ObjectMapper().readTree(text);

        var operations = new TreeSet<String>();
        document.get("paths")
                .forEach(path -> path.forEach(
                        operation -> operations.add(operation.get("operationId").asString())));
        assertThat(operations)
                .containsExactlyInAnyOrderElementsOf(service().getMethods().stream()
                        .map(method -> method.getName())
                        .toList());
        var references = new ArrayList<String>();
        references(document, references);
        var known = new TreeSet<String>();
        document.get("components").get("schemas").propertyNames().forEach(known::add);
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(known).contains(reference.replace("#/components/schemas/", "")));
    }

    @Test
    void pathsNameTheirFields() {
        for (var method : service().getMethods()) {
            var route = Route.of(method);
            assertThat(route.path().variables())
                    .as(method.getName())
                    .allSatisfy(name -> assertThat(method.getInputType().findFieldByName(name))
                            .isNotNull());
            if (route.shape() == Route.Shape.UPLOAD) {
                assertThat(method.getInputType().findFieldByName(route.body())).isNotNull();
            } else {
                assertThat(route.body()).as(method.getName()).isIn("", "*");
            }
        }
    }

    private static void references(JsonNode node, ArrayList<String> found) {
        if (node.isObject() && node.has("$ref")) {
            found.add(node.get("$ref").asString());
        }
        node.forEach(child -> references(child, found));
    }
}
