package dev.banksman.controller.planted.run;

import java.time.InstantSource;

record RunClock(InstantSource clock) {}
