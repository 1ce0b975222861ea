package dev.banksman.agent.journal;

class InMemoryCommandStoreTest extends CommandStoreContract {

    private final InMemoryCommandStore store = new InMemoryCommandStore();

    @Override
    CommandStore reopen() {
        return store;
    }
}
