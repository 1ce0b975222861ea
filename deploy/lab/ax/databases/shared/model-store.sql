CREATE TABLE MODELELEMENT(ELEMENTHANDLE INT PRIMARY KEY, ELEMENTTYPE VARCHAR(20), NAME VARCHAR(80), AXID INT);
CREATE ALIAS IS_MEMBER FOR 'dev.banksman.deploy.lab.SqlFaults.isMember';
INSERT INTO MODELELEMENT VALUES (1, 'Table', 'CustTable', 77), (2, 'Table', 'SalesTable', 366),
    (3, 'Class', 'SalesFormLetter', 5024), (4, 'Table', 'FabrikamVehicle', 100001), (5, 'Class', 'FabrikamFleetPlan', 1000101),
    (6, 'Table', 'ContosoSalesTable', 100207), (7, 'Class', 'ContosoSalesPost', 1000315);
