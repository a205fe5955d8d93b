-- Format 3. Rows are only ever inserted. `act` is the number of the act in the log that wrote the row.
CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE acts (
    act BIGINT PRIMARY KEY, moment VARCHAR NOT NULL, who VARCHAR NOT NULL, kind VARCHAR NOT NULL, why VARCHAR NOT NULL,
    digest VARCHAR NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL
);
CREATE TABLE sources (
    act BIGINT NOT NULL, id VARCHAR NOT NULL, title VARCHAR, publisher VARCHAR, date VARCHAR, address VARCHAR
);
CREATE TABLE documents (
    act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, name VARCHAR, title VARCHAR, date VARCHAR, date_rule VARCHAR,
    media_type VARCHAR, text VARCHAR NOT NULL
);
CREATE TABLE readings (act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, reader_version VARCHAR NOT NULL);
CREATE TABLE records (act BIGINT NOT NULL, id VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, line VARCHAR NOT NULL);
CREATE TABLE found (act BIGINT NOT NULL, record VARCHAR NOT NULL, position INTEGER NOT NULL);
CREATE TABLE matches (
    act BIGINT NOT NULL, record VARCHAR NOT NULL, entity VARCHAR NOT NULL, score DOUBLE NOT NULL, reason VARCHAR NOT NULL
);
-- The bands by which copies of a text are found (read/copies.py), and which document is a copy of which.
CREATE TABLE sketches (act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, bands VARCHAR NOT NULL);
CREATE TABLE copies (act BIGINT NOT NULL, sha256 VARCHAR NOT NULL, original VARCHAR NOT NULL, share DOUBLE NOT NULL);
CREATE TABLE statements (
    act BIGINT NOT NULL, position BIGINT NOT NULL, id VARCHAR NOT NULL, subject VARCHAR NOT NULL,
    subject_type VARCHAR NOT NULL, property VARCHAR NOT NULL, value VARCHAR NOT NULL, sources VARCHAR NOT NULL,
    evidence VARCHAR, layer VARCHAR, status VARCHAR NOT NULL, confidence DOUBLE, valid_from VARCHAR, valid_to VARCHAR,
    valid_first DATE, valid_last DATE, preferred BOOLEAN NOT NULL
);
CREATE TABLE retractions (act BIGINT NOT NULL, statement VARCHAR NOT NULL);
CREATE TABLE preferences (act BIGINT NOT NULL, statement VARCHAR NOT NULL);
CREATE TABLE decisions (act BIGINT NOT NULL, record VARCHAR NOT NULL, verdict VARCHAR NOT NULL, subject VARCHAR);
CREATE TABLE identities (act BIGINT NOT NULL, subject VARCHAR NOT NULL, entity VARCHAR);
CREATE TABLE undoings (act BIGINT NOT NULL, target BIGINT NOT NULL, undone BOOLEAN NOT NULL);
