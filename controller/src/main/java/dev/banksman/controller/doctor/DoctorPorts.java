package dev.banksman.controller.doctor;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a diagnosis stands on.
 *
 * @param ticker nanoseconds that only grow
 * @param version the controller's
 */
public record DoctorPorts(
        ExaminationLinks links,
        Examinations examinations,
        ControllerLook controller,
        InstantSource clock,
        LongSupplier ticker,
        Patience patience,
        String version) {}
