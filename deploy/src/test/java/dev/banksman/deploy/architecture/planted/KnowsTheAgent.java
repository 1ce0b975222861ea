package dev.banksman.deploy.architecture.planted;

import dev.banksman.agent.BanksmanAgent;

/** Breaks the rule on purpose: a rule that does not find this class protects nothing. */
record KnowsTheAgent(BanksmanAgent agent) {}
