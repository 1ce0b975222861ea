package dev.banksman.controller.upgrade;

import dev.banksman.proto.agent.v1.Hello;
import dev.banksman.proto.agent.v1.UpgradeReport;

/** What agents say that concerns their upgrades. Calls must return at once; those of one host come in order. */
public interface UpgradeEvents {

    /** Where nobody listens. */
    UpgradeEvents UNHEARD = new UpgradeEvents() {
        @Override
        public void greeted(String host, Hello hello) {
            // Nobody asked for it.
        }

        @Override
        public void reported(String host, UpgradeReport report) {
            // Nobody asked for it.
        }
    };

    /** The host has a new link. */
    void greeted(String host, Hello hello);

    void reported(String host, UpgradeReport report);
}
