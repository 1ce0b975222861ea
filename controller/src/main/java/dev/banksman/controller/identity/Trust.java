package dev.banksman.controller.identity;

/**
 * What it takes to tell agents from others: the authority that signs, the certificate this controller shows, and what has
 * been taken back.
 */
public record Trust(CertificateAuthority authority, ControllerCertificate certificate, Revocations revocations) {}
