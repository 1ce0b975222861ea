package dev.banksman.controller.authoring;

import dev.banksman.controller.authoring.ActionWords.Draft;

/** Words for what is written, removed or looked at: files and Windows' registry. */
final class FileWords {
    private FileWords() {}

    static void file(ActionFields fields, Draft words) {
        if (fields.has("put")) {
            put(fields.block("put"), words);
        } else if (fields.has("collect")) {
            collect(fields.block("collect"), words);
        } else if (fields.has("template")) {
            template(fields.block("template"), words);
        } else if (fields.has("remove")) {
            remove(fields.block("remove"), words);
        } else if (fields.has("inspect")) {
            inspect(fields.block("inspect"), words);
        } else {
            words.does("Do this with a file");
        }
    }

    private static void put(ActionFields put, Draft words) {
        words.does("Copy the file with the digest " + put.text("artifact").orElse("") + " to " + path(put));
        words.passes("the file there has this digest");
        end(put, words);
    }

    private static void collect(ActionFields collect, Draft words) {
        words.does("Keep a copy of " + path(collect) + " and its digest");
        words.passes("the copy can be read");
        end(collect, words);
    }

    private static void template(ActionFields template, Draft words) {
        words.does("Write this text to " + path(template) + ":");
        words.verbatim(template.text("content").orElse(""));
        template.map("variables")
                .forEach((name, value) -> words.detail("where it says {{" + name + "}}, put " + value));
        words.passes("the file holds it");
        end(template, words);
    }

    private static void remove(ActionFields remove, Draft words) {
        words.does("Remove " + path(remove));
        words.passes("it is not there");
        end(remove, words);
    }

    private static void inspect(ActionFields inspect, Draft words) {
        var path = path(inspect);
        var name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        var newest = name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
        words.does("Look at " + (newest ? "the newest file of " : "") + path);
        words.passes(inspect.flag("expect-absent") ? "it is not there" : "it is there");
        inspect.text("expect-content").ifPresent(regex -> words.passes("it contains something like /" + regex + "/"));
        inspect.text("reject-content").ifPresent(regex -> words.passes("it contains nothing like /" + regex + "/"));
        var count = inspect.block("count");
        count.text("pattern")
                .ifPresent(regex -> words.passes(number(count.text("expect").orElse(""))
                        + " of its lines contain something like /" + regex + "/"));
        inspect.text("xpath")
                .ifPresent(place -> words.passes("what stands in it at " + place
                        + inspect.text("expect-value")
                                .map(regex -> " is like /" + regex + "/")
                                .orElse(" can be read")));
        inspect.text("encoding").ifPresent(set -> words.detail("it is written in " + set));
        inspect.text("expect-digest").ifPresent(digest -> words.passes("its digest is " + digest));
        end(inspect, words);
    }

    private static String number(String expected) {
        return expected.equals("0") || expected.equals("<=0")
                ? "none"
                : expected.startsWith(">=")
                        ? "at least " + expected.substring(2)
                        : expected.startsWith("<=") ? "at most " + expected.substring(2) : expected;
    }

    private static String path(ActionFields fields) {
        return fields.text("path").orElse("the file");
    }

    private static void end(ActionFields inner, Draft words) {
        inner.rest().forEach(words::detail);
    }

    static void registry(ActionFields fields, Draft words) {
        var key = fields.text("key").orElse("");
        var what = fields.text("value")
                .map(value -> "the value " + value + " of " + key)
                .orElse("the key " + key);
        switch (fields.text("operation").orElse("query")) {
            case "set" -> {
                words.does("Set " + what + " to " + fields.text("data").orElse("an empty text") + " ("
                        + fields.text("type").orElse("string") + ")");
                words.passes("it reads back as written");
            }
            case "remove" -> {
                words.does("Remove " + what);
                words.passes("it is not there");
            }
            default -> {
                words.does("Look at " + what);
                if (fields.flag("expect-absent")) {
                    words.passes("it is not there");
                } else {
                    words.passes(fields.text("expect")
                            .map(regex -> "its data is like /" + regex + "/")
                            .orElse("it is there"));
                }
            }
        }
    }
}
