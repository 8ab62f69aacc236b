-- Loads an export in Parquet. Create the tables first: tracklint export --ddl snowflake
-- ${folder} is the folder of the export, ${table} the name of a table; run the last three statements once for each table.
-- FORCE loads a file again whose rows were deleted before; Snowflake would skip one that it knows.
CREATE STAGE IF NOT EXISTS tracklint_stage;
PUT 'file://${folder}/${table}.parquet' @tracklint_stage/${table}/ OVERWRITE = TRUE AUTO_COMPRESS = FALSE;
DELETE FROM ${table} WHERE run_id = '${run_id}';
COPY INTO ${table} FROM @tracklint_stage/${table}/ FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE
  FORCE = TRUE;
