package dev.banksman.controller.planted.run;

import java.nio.file.Path;

record RunFile(Path path) {}
