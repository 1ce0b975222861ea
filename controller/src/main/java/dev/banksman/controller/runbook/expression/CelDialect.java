package dev.banksman.controller.runbook.expression;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload.Arithmetic;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;

/**
 * The part of CEL that runbooks use. Whatever could grow without limit is left out or bounded: there is no joining of
 * lists or bytes and no map or filter, and a text that grows beyond 64 Ki characters is an error.
 */
final class CelDialect {
    static final int LONGEST = 64 << 10;

    /** What a step kept for later ones may be so long, and is given on as it is. */
    static final int LONGEST_SHOWN = 1 << 20;

    static final List<CelStandardMacro> MACROS =
            List.of(CelStandardMacro.HAS, CelStandardMacro.ALL, CelStandardMacro.EXISTS, CelStandardMacro.EXISTS_ONE);

    private static final CelStringExtensions TEXTS = CelExtensions.strings(
            Function.CHAR_AT,
            Function.INDEX_OF,
            Function.LAST_INDEX_OF,
            Function.LOWER_ASCII,
            Function.SPLIT,
            Function.SUBSTRING,
            Function.TRIM,
            Function.UPPER_ASCII);

    private CelDialect() {}

    static CelCompiler compiler(Names names) {
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(CelText.OPTIONS)
                .setStandardMacros(MACROS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) -> overload != Arithmetic.ADD_STRING
                                && overload != Arithmetic.ADD_LIST
                                && overload != Arithmetic.ADD_BYTES)
                        .build())
                .addLibraries(TEXTS)
                .addFunctionDeclarations(
                        newFunctionDeclaration(
                                "_+_",
                                newGlobalOverload("add_text", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING)),
                        newFunctionDeclaration(
                                "join",
                                newMemberOverload(
                                        "join_texts",
                                        SimpleType.STRING,
                                        ListType.create(SimpleType.STRING),
                                        SimpleType.STRING)),
                        newFunctionDeclaration(
                                "lines",
                                newGlobalOverload(
                                        "lines_of_text", ListType.create(SimpleType.STRING), SimpleType.STRING),
                                newGlobalOverload(
                                        "lines_of_list",
                                        ListType.create(SimpleType.STRING),
                                        ListType.create(SimpleType.STRING))),
                        newFunctionDeclaration(
                                "replace",
                                newMemberOverload(
                                        "replace_text",
                                        SimpleType.STRING,
                                        SimpleType.STRING,
                                        SimpleType.STRING,
                                        SimpleType.STRING)));
        names.types().forEach(builder::addVar);
        return builder.build();
    }

    static CelRuntime runtime() {
        return CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(CelText.OPTIONS)
                .addLibraries(TEXTS)
                .addFunctionBindings(
                        CelFunctionBinding.from(
                                "add_text",
                                String.class,
                                String.class,
                                (a, b) -> bounded(new StringBuilder(a).append(b))),
                        CelFunctionBinding.from("lines_of_text", String.class, CelDialect::lines),
                        CelFunctionBinding.from("lines_of_list", List.class, list -> list),
                        CelFunctionBinding.from("join_texts", List.class, String.class, CelDialect::join),
                        CelFunctionBinding.from(
                                "replace_text",
                                List.of(String.class, String.class, String.class),
                                args -> replace((String) args[0], (String) args[1], (String) args[2])))
                .build();
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static String join(List<?> items, String separator) {
        var joined = new StringBuilder();
        for (var item : items) {
            joined.append(joined.isEmpty() ? "" : separator).append(item);
            bounded(joined);
        }
        return joined.toString();
    }

    private static String replace(String text, String old, String by) {
        if (old.isEmpty()) {
            return text;
        }
        var replaced = new StringBuilder();
        var from = 0;
        for (var at = text.indexOf(old); at >= 0; at = text.indexOf(old, from)) {
            bounded(replaced.append(text, from, at).append(by));
            from = at + old.length();
        }
        return bounded(replaced.append(text.substring(from)));
    }

    private static String bounded(StringBuilder text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("the text grows beyond " + LONGEST + " characters");
        }
        return text.toString();
    }
}
