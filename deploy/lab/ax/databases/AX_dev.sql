-- shared: business.sql
INSERT INTO SYSSERVERSESSIONS VALUES (1, 'dev-aos-1@01', 1);
