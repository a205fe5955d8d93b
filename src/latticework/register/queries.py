"""Every question to the file as constant SQL; values only ever travel as parameters.

``$known`` is the number of the last act known, ``$day`` the day on which something must be true. An act counts unless
the last undoing of it that is known says that it is undone; a statement counts unless a counting act retracted it.
"""

# ruff: noqa: S608 -- the pieces put together here are all constants of this module; a test keeps it so

from __future__ import annotations

OFF = (
    "WITH off AS (SELECT target AS act FROM undoings WHERE act <= $known GROUP BY target HAVING arg_max(undone, act)), "
    "gone AS (SELECT statement AS id FROM retractions r ANTI JOIN off USING (act) WHERE r.act <= $known), "
    "counting AS (SELECT s.* FROM statements s ANTI JOIN off USING (act) ANTI JOIN gone USING (id) WHERE s.act <= $known "
    "AND s.status = 'accepted') "
)
STATEMENT = (
    "s.id, s.subject, s.subject_type, s.property, s.value, s.sources, s.evidence, s.layer, s.status, s.confidence, "
    "s.valid_from, s.valid_to, a.moment, a.who, s.preferred"
)
KNOWN_BY_DAY = "SELECT coalesce(max(act), 0) FROM acts WHERE left(moment, 10) <= ?"
KNOWN_BY_TIME = "SELECT coalesce(max(act), 0) FROM acts WHERE moment <= ?"
LAST = "SELECT coalesce(max(act), 0) FROM acts"
TRUE_ON = (
    OFF + "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) "
    "WHERE (s.valid_first IS NULL OR s.valid_first <= $day) AND (s.valid_last IS NULL OR s.valid_last >= $day) "
    "ORDER BY s.act, s.position"
)
COUNTING = OFF + "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) ORDER BY s.act, s.position"
ALL_STATEMENTS = "SELECT " + STATEMENT + " FROM statements s JOIN acts a USING (act) ORDER BY s.act, s.position"
# Everything ever stated of one subject; what became of it is asked apart, which is many times faster.
STATED_OF = (
    "SELECT " + STATEMENT + ", s.act, s.position FROM statements s JOIN acts a USING (act) "
    "WHERE s.act <= $known AND s.subject = $subject AND ($day::DATE IS NULL OR ((s.valid_first IS NULL "
    "OR s.valid_first <= $day) AND (s.valid_last IS NULL OR s.valid_last >= $day)))"
)
RETRACTED = (
    OFF + "SELECT r.statement, min(r.act) FROM retractions r ANTI JOIN off USING (act) "
    "WHERE r.act <= $known AND r.statement IN (SELECT unnest($ids::VARCHAR[])) GROUP BY r.statement"
)
UNDONE = OFF + "SELECT act FROM off"
ONE_STATEMENT = OFF + "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) WHERE s.id = $id"
SUBJECT_TYPE = OFF + "SELECT any_value(s.subject_type) FROM counting s WHERE s.subject = $id HAVING count(*) > 0"
SUBJECTS = OFF + "SELECT DISTINCT s.subject FROM counting s"
SOURCES = "SELECT id, title, publisher, date, address FROM sources WHERE act <= $known ORDER BY id, act"
IDENTITIES = OFF + (
    "SELECT subject, arg_max(coalesce(entity, ''), i.act) FROM identities i ANTI JOIN off USING (act) "
    "WHERE i.act <= $known GROUP BY subject"
)
PREFERENCES = OFF + (
    "SELECT p.act, s.id, s.subject, s.property FROM preferences p ANTI JOIN off USING (act) "
    "JOIN statements s ON s.id = p.statement WHERE p.act <= $known ORDER BY p.act"
)
LOG = (
    "SELECT a.act, a.moment, a.who, a.kind, a.why, a.hash, coalesce(u.undone, false) FROM acts a LEFT JOIN "
    "(SELECT target, arg_max(undone, act) AS undone FROM undoings WHERE act <= $known GROUP BY target) u "
    "ON u.target = a.act WHERE a.act <= $known ORDER BY a.act"
)
HASH_OF = "SELECT hash FROM acts WHERE act = ?"
CHAIN = "SELECT act, moment, who, kind, why, digest, previous, hash FROM acts ORDER BY act"
# What an act touched; a later act that touches the same stands in the way of undoing it.
TOUCHED = (
    "(SELECT act, 'statement ' || id AS what FROM statements UNION ALL "
    "SELECT act, 'statement ' || statement FROM retractions UNION ALL "
    "SELECT act, 'statement ' || statement FROM preferences UNION ALL "
    "SELECT act, 'record ' || record FROM decisions WHERE verdict <> 'skip' UNION ALL "
    "SELECT act, 'entity ' || subject FROM identities)"
)
IN_THE_WAY = (
    OFF + "SELECT min(t.act), arg_min(t.what, t.act) FROM " + TOUCHED + " t ANTI JOIN off USING (act) "
    "WHERE t.act > $act AND t.act <= $known AND t.what IN (SELECT m.what FROM " + TOUCHED + " m WHERE m.act = $act)"
)
DOCUMENT_THERE = "SELECT 1 FROM documents WHERE sha256 = ?"
READING_THERE = "SELECT 1 FROM readings WHERE sha256 = ? AND reader_version = ?"
# Of these documents, those that this reader has read: their titles and what was found in them.
ALREADY_READ = (
    "WITH there AS (SELECT sha256, max(act) AS act FROM readings WHERE reader_version = $version "
    "AND sha256 IN (SELECT unnest($documents::VARCHAR[])) GROUP BY sha256), "
    "counted AS (SELECT r.sha256, json_extract_string(r.line, '$.type') AS type, count(*) AS records FROM there t "
    "JOIN records r USING (sha256) SEMI JOIN found f ON f.record = r.id AND f.act = t.act GROUP BY ALL) "
    "SELECT t.sha256, d.title, c.type, c.records FROM there t JOIN documents d USING (sha256) "
    "LEFT JOIN counted c USING (sha256) ORDER BY t.sha256, c.type"
)
DOCUMENTS_THERE = "SELECT sha256 FROM documents WHERE sha256 IN (SELECT unnest(?::VARCHAR[]))"
# Documents whose texts were not yet compared with the others: sketched since the last act that looked for copies.
UNCOMPARED = (
    "SELECT count(*), max(s.act) FROM sketches s "
    "WHERE s.act > (SELECT coalesce(max(act), 0) FROM acts WHERE kind = 'copies')"
)
# Pairs that meet in one band (one at a time, so that memory holds), the later document first; a document is compared with the first ones of each band only.
MEETING_PAIRS = (
    "WITH bands AS (SELECT s.act, d.name, s.sha256, split_part(s.bands, ' ', $which) AS band FROM sketches s "
    "JOIN (SELECT sha256, name FROM documents) d USING (sha256)), "
    "fresh AS (SELECT * FROM bands WHERE act > (SELECT coalesce(max(act), 0) FROM acts WHERE kind = 'copies')), "
    "placed AS (SELECT b.*, row_number() OVER (PARTITION BY b.band ORDER BY b.act, b.name, b.sha256) AS place FROM bands b "
    "SEMI JOIN fresh USING (band)) "
    "SELECT DISTINCT f.act, f.name, f.sha256, p.act, p.name, p.sha256 FROM fresh f JOIN placed p USING (band) "
    "WHERE p.place <= $most AND (p.act, p.name, p.sha256) < (f.act, f.name, f.sha256) ORDER BY ALL"
)
COPIES = (
    OFF[:-1] + " SELECT c.sha256, c.original, c.share FROM copies c ANTI JOIN off USING (act) WHERE c.act <= $known"
)
NAMES_OF = "SELECT sha256, name FROM documents WHERE sha256 IN (SELECT unnest(?::VARCHAR[])) ORDER BY act, sha256"
RECORD_IDS = "SELECT id FROM records WHERE sha256 = ?"
TEXT = "SELECT text, name FROM documents WHERE sha256 = ?"
# The newest reading of each document by each reader; a second reader's name stands behind the version and a comma.
LATEST = (
    "latest AS (SELECT sha256, regexp_replace(reader_version, '^[^,]*', '') AS reader, max(act) AS act FROM readings "
    "WHERE act <= $known GROUP BY ALL), "
)
DECIDED = (
    "decided AS (SELECT record, arg_max(verdict, d.act) AS verdict, arg_max(subject, d.act) AS subject, "
    "max(d.act) AS decided_in FROM decisions d ANTI JOIN off USING (act) WHERE d.act <= $known GROUP BY record), "
)
LATEST_RECORDS = (
    "WITH " + LATEST + "x AS (SELECT 1) SELECT r.id, r.line FROM found f JOIN latest l ON l.act = f.act JOIN records r "
    "ON r.id = f.record AND r.sha256 = l.sha256 WHERE l.sha256 = $sha256 AND l.reader = '' ORDER BY f.position"
)
MATCHED = (
    "matched AS (SELECT record, arg_max(entity, act) AS entity, arg_max(score, act) AS score, "
    "arg_max(reason, act) AS reason FROM matches WHERE act <= $known GROUP BY record), "
)
# A record's id holds its document's hash and its reader, so it is found at most once in the newest readings.
# An act may have stored several documents, so that a record belongs to a reading by its document too.
OPEN_RECORDS = (
    "open AS (SELECT f.record, f.position, l.sha256 FROM found f JOIN (SELECT id AS record, sha256 FROM records) r "
    "USING (record) JOIN latest l ON l.act = f.act AND l.sha256 = r.sha256) "
)
RECORDS_FROM = (
    OFF[:-1] + ", " + LATEST + DECIDED + MATCHED + OPEN_RECORDS + "SELECT r.id, r.line, m.entity, m.score, m.reason, "
    "d.verdict, d.subject FROM records r JOIN documents doc USING (sha256) LEFT JOIN open o ON o.record = r.id "
    "LEFT JOIN decided d ON d.record = r.id LEFT JOIN matched m ON m.record = r.id "
    "WHERE r.act <= $known AND (o.record IS NOT NULL OR d.verdict = 'accept') "
)
RECORDS_ORDER = "ORDER BY doc.name, r.sha256, o.position NULLS LAST, r.act, r.id"
RECORDS = RECORDS_FROM + RECORDS_ORDER
# Of a register with very many records, those that speak of something it knows: the others are in no answer.
RECORDS_OF_ENTITIES = (
    RECORDS_FROM + "AND (m.entity IS NOT NULL OR d.verdict = 'accept') " + RECORDS_ORDER + " LIMIT $most"
)
RECORDS_IN_ALL = "SELECT count(*) FROM records WHERE act <= $known"
# Only decisions that settle a record take it out of the queue; a skip puts it behind the others.
WAITING = (
    LATEST + OPEN_RECORDS[:-1] + ", settled AS (SELECT d.record FROM decisions d ANTI JOIN off USING (act) "
    "WHERE d.act <= $known AND d.verdict IN ('accept', 'reject')), "
    "waiting AS (SELECT o.* FROM open o ANTI JOIN settled USING (record))"
)
QUEUE = (
    OFF[:-1]
    + ", "
    + WAITING
    + ", skipped AS (SELECT d.record, max(d.act) AS act FROM decisions d ANTI JOIN off USING (act) "
    "WHERE d.act <= $known AND d.verdict = 'skip' GROUP BY d.record), "
    "page AS (SELECT w.record, w.position, w.sha256, doc.name, k.act AS skipped_in FROM waiting w "
    "JOIN (SELECT sha256, name FROM documents) doc USING (sha256) LEFT JOIN skipped k USING (record) "
    "ORDER BY k.act NULLS FIRST, doc.name, w.sha256, w.position LIMIT $most), "
    "matched AS (SELECT m.record, arg_max(m.entity, m.act) AS entity, arg_max(m.score, m.act) AS score, "
    "arg_max(m.reason, m.act) AS reason FROM matches m SEMI JOIN page USING (record) WHERE m.act <= $known "
    "GROUP BY m.record) "
    "SELECT r.id, r.line, m.entity, m.score, m.reason FROM records r JOIN page p ON r.id = p.record "
    "LEFT JOIN matched m ON m.record = p.record "
    "ORDER BY p.skipped_in NULLS FIRST, p.name, p.sha256, p.position"
)
QUEUE_LENGTH = OFF[:-1] + ", " + WAITING + " SELECT count(*) FROM waiting"
ONE_RECORD = (
    OFF[:-1] + ", " + LATEST + DECIDED + MATCHED[:-2] + " SELECT r.id, r.line, m.entity, m.score, m.reason, d.verdict, "
    "d.subject FROM records r LEFT JOIN decided d ON d.record = r.id LEFT JOIN matched m ON m.record = r.id "
    "WHERE starts_with(r.id, $id) AND r.act <= $known LIMIT 2"
)
DECIDED_OF = (
    OFF[:-1] + ", " + DECIDED[:-2] + " SELECT d.record, d.verdict FROM decided d JOIN records r ON r.id = d.record "
    "WHERE r.sha256 = $sha256 AND d.verdict <> 'skip'"
)
# The described of one type that could be one of some names, or share a party in one of some months (or years, where no month is known).
NEAR_MEETINGS = (
    OFF[:-1] + ", shared AS (SELECT DISTINCT subject FROM counting, (SELECT unnest($parties::VARCHAR[]) AS party) p "
    "WHERE subject_type = 'meeting' AND property = 'parties' AND contains(value, p.party)), "
    "near AS (SELECT DISTINCT c.subject FROM counting c SEMI JOIN shared USING (subject) WHERE c.property = 'date' "
    "AND (substr(c.value, 2, 7) IN (SELECT unnest($months::VARCHAR[])) OR contains(c.value, '/') "
    "OR length(c.value) <= 8 AND substr(c.value, 2, 4) IN (SELECT unnest($years::VARCHAR[])))) "
    "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) SEMI JOIN near USING (subject) "
    "WHERE s.property IN ('label', 'parties', 'date', 'kind', 'aliases', 'place') ORDER BY s.act, s.position"
)
NEAR_NAMES = (
    OFF[:-1]
    + ", near AS (SELECT DISTINCT c.subject FROM counting c, (SELECT lower(unnest($names::VARCHAR[])) AS name) n "
    "WHERE c.subject_type = $type AND c.property IN ('label', 'aliases') AND (contains(lower(c.value), n.name) "
    "OR jaro_winkler_similarity(lower(c.value), n.name) > 0.7) "
    "UNION SELECT c.subject FROM counting c WHERE c.subject_type = $type AND c.property = 'founded' "
    "AND (substr(c.value, 2, 7) IN (SELECT unnest($months::VARCHAR[])) "
    "OR length(c.value) <= 8 AND substr(c.value, 2, 4) IN (SELECT unnest($years::VARCHAR[])))) "
    "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) SEMI JOIN near USING (subject) "
    "WHERE s.property IN ('label', 'parties', 'founded', 'date', 'kind', 'aliases') ORDER BY s.act, s.position"
)
OF_TYPE = (
    OFF + "SELECT " + STATEMENT + " FROM counting s JOIN acts a USING (act) WHERE s.subject_type = $type "
    "AND s.property IN ('label', 'parties', 'founded', 'date', 'kind', 'aliases', 'place') ORDER BY s.act, s.position"
)
APART = OFF[:-1] + ", " + DECIDED[:-2] + " SELECT record FROM decided WHERE verdict = 'apart'"
ACTS_AND_UNDOINGS = "SELECT a.act, u.target, u.undone FROM acts a LEFT JOIN undoings u USING (act) ORDER BY a.act"
# The identities of the subjects that an act moved, as they would be were it undone or redone.
IDENTITIES_AFTER = OFF[:-1] + (
    ", counted AS (SELECT i.* FROM identities i ANTI JOIN off USING (act) WHERE i.act <= $known AND i.act <> $target "
    "UNION ALL SELECT i.* FROM identities i WHERE i.act = $target AND NOT $undone) "
    "SELECT subject, arg_max(coalesce(entity, ''), c.act) FROM counted c "
    "WHERE subject IN (SELECT subject FROM identities WHERE act = $target) GROUP BY subject"
)
MOVED_BY = "SELECT subject FROM identities WHERE act = ?"
SOURCE_THERE = "SELECT 1 FROM sources WHERE id = ?"
SAME_STATED = (
    OFF + "SELECT s.id FROM counting s WHERE s.subject = $subject AND s.property = $property AND s.value = $value "
    "AND s.sources = $sources AND s.valid_from IS NOT DISTINCT FROM $valid_from "
    "AND s.valid_to IS NOT DISTINCT FROM $valid_to LIMIT 1"
)
MATCHED_OF = "SELECT count(DISTINCT m.record) FROM matches m JOIN records r ON r.id = m.record WHERE r.sha256 = ?"
DOCUMENT = "SELECT name, title, date, date_rule, media_type, text FROM documents WHERE sha256 = $sha256"
# What was found in one document: the newest readings' records, and what was accepted of older ones.
READ_IN = (
    OFF[:-1] + ", " + LATEST + DECIDED[:-2] + " SELECT r.id, r.line, d.verdict FROM records r "
    "LEFT JOIN decided d ON d.record = r.id WHERE r.sha256 = $sha256 AND r.act <= $known AND (d.verdict = 'accept' "
    "OR r.id IN (SELECT f.record FROM found f JOIN latest l ON l.act = f.act WHERE l.sha256 = $sha256))"
)
SHELF = (
    OFF[:-1] + ", " + WAITING + ", left_of AS (SELECT sha256, count(*) AS waiting FROM waiting GROUP BY sha256) "
    "SELECT doc.sha256, doc.name, doc.title, doc.date, coalesce(l.waiting, 0) FROM documents doc "
    "LEFT JOIN left_of l USING (sha256) WHERE doc.act <= $known ORDER BY doc.name, doc.sha256"
)
# What came after an act, for a copy of the register as it was then; the register itself never loses a row.
DELETE_AFTER = {
    "sources": "DELETE FROM sources WHERE act > ?",
    "documents": "DELETE FROM documents WHERE act > ?",
    "readings": "DELETE FROM readings WHERE act > ?",
    "records": "DELETE FROM records WHERE act > ?",
    "found": "DELETE FROM found WHERE act > ?",
    "matches": "DELETE FROM matches WHERE act > ?",
    "sketches": "DELETE FROM sketches WHERE act > ?",
    "copies": "DELETE FROM copies WHERE act > ?",
    "statements": "DELETE FROM statements WHERE act > ?",
    "retractions": "DELETE FROM retractions WHERE act > ?",
    "preferences": "DELETE FROM preferences WHERE act > ?",
    "decisions": "DELETE FROM decisions WHERE act > ?",
    "identities": "DELETE FROM identities WHERE act > ?",
    "undoings": "DELETE FROM undoings WHERE act > ?",
    "acts": "DELETE FROM acts WHERE act > ?",
}
