CREATE TABLE DEX_SESSION(session_id INT, sqlsvr_spid INT);
CREATE TABLE DEX_LOCK(session_id INT, row_id INT, table_path_name VARCHAR(100));
INSERT INTO DEX_SESSION VALUES (51, 51), (52, 52);
