package dev.banksman.deploy.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The agent of this build as a distribution with another version number, sound or spoilt. */
record OtherVersion(Path home, String version) {

    static final Path BUILT = Path.of("target/banksman").toAbsolutePath();

    /** Says what a good version says when it is examined, and nothing good afterwards. */
    private static final String SPOILT = """
        #!/bin/sh
        if [ "$1" = check ]; then
          echo "banksman-agent %s can work in it"
          exit 0
        fi
        %s
        """;

    static String built() throws IOException {
        return Files.readString(BUILT.resolve("lib/version")).strip();
    }

    static OtherVersion make(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib/agent"));
        for (var name : new String[] {"bin/banksman-agent", "lib/java.sh", "lib/starter.sh"}) {
            Files.copy(BUILT.resolve(name), home.resolve(name));
        }
        Files.writeString(home.resolve("lib/version"), version + "\n");
        try (var jars = Files.list(BUILT.resolve("lib/agent"))) {
            for (var jar : (Iterable<Path>) jars::iterator) {
                var copy = home.resolve("lib/agent").resolve(jar.getFileName());
                if (jar.getFileName().toString().startsWith("banksman-agent-")) {
                    renumber(jar, copy, version);
                } else {
                    Files.copy(jar, copy);
                }
            }
        }
        return new OtherVersion(home, version);
    }

    private static void renumber(Path jar, Path copy, String version) throws IOException {
        try (var in = new JarFile(jar.toFile())) {
            var manifest = in.getManifest();
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
            try (var out = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
                for (var entry : (Iterable<java.util.jar.JarEntry>) in.stream()::iterator) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        try (var content = in.getInputStream(entry)) {
                            content.transferTo(out);
                        }
                    }
                }
            }
        }
    }

    /** In place of working it does this, in the words of a shell. */
    OtherVersion spoiltBy(String script) throws IOException {
        var launcher = home.resolve("bin/banksman-agent");
        Files.writeString(launcher, SPOILT.formatted(version, script));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** The distribution as a zip, with a directory around everything. */
    Path zip(Path file) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
                var files = Files.walk(home)) {
            for (var path : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(new ZipEntry("banksman-" + version + "/" + home.relativize(path)));
                Files.copy(path, out);
            }
        }
        return file;
    }
}
