-- shared: model-store.sql
INSERT INTO MODELELEMENT VALUES (8, 'Class', 'ContosoSalesPricing', 1000977);
