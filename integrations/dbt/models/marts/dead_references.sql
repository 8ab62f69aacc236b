-- Places that read a name which nothing sends, with what is built from them.
select
    reference_key,
    run_id,
    project,
    rule,
    path,
    start_line,
    reference_kind,
    written,
    resolved_name,
    verdict,
    becomes_column,
    node,
    downstream_total,
    exposures_total
from {{ ref('stg_tracklint__consumer_references') }}
where verdict in ('removed', 'undefined', 'orphaned')
