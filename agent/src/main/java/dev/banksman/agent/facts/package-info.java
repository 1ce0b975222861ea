/** What this host is: system, disks, memory, installed products, pending reboot. */
@NullMarked
package dev.banksman.agent.facts;

import org.jspecify.annotations.NullMarked;
