CREATE ALIAS IS_MEMBER FOR 'dev.banksman.deploy.lab.SqlFaults.isMember';
