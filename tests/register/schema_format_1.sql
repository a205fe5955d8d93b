CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE sources (id VARCHAR PRIMARY KEY, title VARCHAR, publisher VARCHAR, date VARCHAR, address VARCHAR);
CREATE TABLE statements (
    id VARCHAR PRIMARY KEY, subject VARCHAR NOT NULL, subject_type VARCHAR NOT NULL, property VARCHAR NOT NULL,
    value VARCHAR NOT NULL, sources VARCHAR NOT NULL, evidence VARCHAR, layer VARCHAR, status VARCHAR NOT NULL,
    confidence DOUBLE, valid_from VARCHAR, valid_to VARCHAR, recorded_at VARCHAR NOT NULL, recorded_by VARCHAR NOT NULL,
    preferred BOOLEAN NOT NULL, position BIGINT NOT NULL
);
CREATE TABLE documents (
    sha256 VARCHAR NOT NULL, reader_version VARCHAR NOT NULL, name VARCHAR, title VARCHAR, date VARCHAR,
    media_type VARCHAR, text VARCHAR NOT NULL, read_at VARCHAR NOT NULL, PRIMARY KEY (sha256, reader_version)
);
CREATE TABLE records (
    sha256 VARCHAR NOT NULL, reader_version VARCHAR NOT NULL, position INTEGER NOT NULL, line VARCHAR NOT NULL,
    PRIMARY KEY (sha256, reader_version, position)
);
CREATE TABLE proposals (
    sha256 VARCHAR NOT NULL, reader_version VARCHAR NOT NULL, position INTEGER NOT NULL, entity VARCHAR NOT NULL,
    score DOUBLE NOT NULL, reason VARCHAR NOT NULL, status VARCHAR NOT NULL
);
